import { redact } from '../redact/redact.ts';
import { plainText } from '../rendering/text.ts';
import { blobProblem, encodingProblem, linesProblem } from './wording/blobs.ts';
import { commandProblem } from './wording/commands.ts';
import { formsOf } from './wording/forms.ts';
import { letterProblem } from './wording/letters.ts';
import { linkProblem, mentionProblem } from './wording/links.ts';
import { type Allowed, nameProblem, signProblem } from './wording/names.ts';
import { shapeProblem, statementProblem } from './wording/statement.ts';

/** Longer texts are refused unread: no sentence is so long. */
const LONGEST = 4_000;

/**
 * Why a text that a model wrote may not be shown to people, as the end of a sentence, or undefined where it may: it has
 * to state in plain English what happened. An order, a remedy, a link, a mention, a command, a patch, a configuration,
 * something encoded, a secret, or letters that hide what it says are refused by rules alone, however the text came to be.
 * `allowed` tells of a name, such as a package or an option, whether the evidence holds it: what else has such a form is
 * refused; without it nothing is held.
 */
export function wordingProblem(text: string, allowed: Allowed = () => false): string | undefined {
  if (text.length > LONGEST) return 'it is too long for a sentence';
  if (plainText(text) !== text) return 'it holds control or invisible characters';
  if (redact(text) !== text) return 'it holds a secret';
  const whole = letterProblem(text) ?? linesProblem(text) ?? encodingProblem(text) ?? mentionProblem(text);
  if (whole !== undefined) return whole;
  const forms = formsOf(text);
  for (const form of forms) {
    const problem = linkProblem(form) ?? commandProblem(form) ?? blobProblem(form) ?? signProblem(form);
    if (problem !== undefined) return problem;
  }
  for (const form of forms) {
    const problem = nameProblem(form, text, allowed) ?? statementProblem(form);
    if (problem !== undefined) return problem;
  }
  return shapeProblem(text.toLowerCase());
}
