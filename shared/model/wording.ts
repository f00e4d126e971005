import { redact } from '../redact/redact.ts';
import { plainText } from '../rendering/text.ts';

/** Why a text that a model wrote may not be shown to people, as the end of a sentence; undefined where it may. */
export function wordingProblem(text: string): string | undefined {
  if (plainText(text) !== text) return 'it holds control or invisible characters';
  if (redact(text) !== text) return 'it holds a secret';
  return undefined;
}
