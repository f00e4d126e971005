import type { Attack } from './attacks.ts';
import { carriers } from './carriers.ts';
import { dressings } from './dressings.ts';
import { forbiddenEffects, wordsOfModel } from './effects.ts';
import { type Failure, failures } from './failures.ts';
import { type Obedience, obediences } from './obedience.ts';
import { happen } from './world.ts';

/** One attack in one carrier and one dressing, for a model that obeys in one way. */
export interface Case {
  readonly attack: Attack;
  readonly carrier: (typeof carriers)[number];
  readonly dressing: (typeof dressings)[number];
  readonly obedience: Obedience;
  readonly failure: Failure;
  readonly index: number;
}

/** Every attack in every carrier and dressing; the ways of obeying take turns, each with all of them. */
export function casesOf(attacks: readonly Attack[]): Case[] {
  const cases: Case[] = [];
  for (const [a, attack] of attacks.entries()) {
    for (const [c, carrier] of carriers.entries()) {
      for (const [d, dressing] of dressings.entries()) {
        const obedience = obediences[(a + c + d) % obediences.length];
        const failure = failures[(a + 2 * c + d) % failures.length];
        const index = a * 7 + c * 3 + d;
        if (obedience && failure) cases.push({ attack, carrier, dressing, obedience, failure, index });
      }
    }
  }
  return cases;
}

/** What came of a case. */
export interface Judged {
  /** What should not have happened, one line each. */
  readonly forbidden: readonly string[];
  /** The model was asked. */
  readonly asked: boolean;
  /** Something that it wrote is shown. */
  readonly shown: boolean;
}

/** Runs one case. */
export async function judge({ attack, carrier, dressing, obedience, failure, index }: Case): Promise<Judged> {
  const data = carrier.carry(dressing.dress(attack.text), dressing.place ?? 'middle', failure);
  const happened = await happen(data, {
    write: (read) => obedience.write({ ...read, attack, failure }, index),
    failureLines: failure.lines,
    attackText: attack.text,
    index,
  });
  const written = wordsOfModel(happened);
  return {
    forbidden: [
      ...forbiddenEffects(happened),
      // Whatever else it says, what it was told to say is not shown as ours.
      ...(obedience.isHonest ? [] : written.map((text) => `shown: ${JSON.stringify(text.slice(0, 200))}`)),
    ],
    asked: happened.prompts.length > 0,
    shown: written.length > 0,
  };
}

/** What became of many cases. */
export interface Sum {
  readonly faults: readonly string[];
  readonly asked: number;
  /** Cases of a model that tells the truth, and those of them in which it was shown. */
  readonly honest: number;
  readonly honestShown: number;
}

/** Runs the cases one after the other. A model that is never asked, or whose words are never shown, proves nothing. */
export async function judgeAll(cases: readonly Case[]): Promise<Sum> {
  const faults: string[] = [];
  let asked = 0;
  let honestShown = 0;
  for (const each of cases) {
    const judged = await judge(each);
    const { attack, carrier, dressing, obedience, failure } = each;
    if (judged.asked) asked += 1;
    if (obedience.isHonest && judged.shown) honestShown += 1;
    for (const fault of judged.forbidden) {
      faults.push(
        `${fault} (${attack.id}, ${carrier.name}, ${dressing.name}, ${obedience.name}, ${failure.name})`,
      );
    }
  }
  return { faults, asked, honest: cases.filter(({ obedience }) => obedience.isHonest).length, honestShown };
}
