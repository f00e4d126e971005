import type { Attack } from './attacks.ts';
import { carriers } from './carriers.ts';
import { dressings } from './dressings.ts';
import { forbiddenEffects } from './effects.ts';
import { obediences } from './obedience.ts';
import { happen } from './world.ts';

/** One attack in one carrier and one dressing, for a model that obeys in one way. */
export interface Case {
  readonly attack: Attack;
  readonly carrier: (typeof carriers)[number];
  readonly dressing: (typeof dressings)[number];
  readonly obedience: (typeof obediences)[number];
  readonly index: number;
}

/** Every attack in every carrier and dressing; the ways of obeying take turns, each with all of them. */
export function casesOf(attacks: readonly Attack[]): Case[] {
  const cases: Case[] = [];
  for (const [a, attack] of attacks.entries()) {
    for (const [c, carrier] of carriers.entries()) {
      for (const [d, dressing] of dressings.entries()) {
        const obedience = obediences[(a + c + d) % obediences.length];
        if (obedience) cases.push({ attack, carrier, dressing, obedience, index: a * 7 + c * 3 + d });
      }
    }
  }
  return cases;
}

/** What should not have happened in a case, and whether the model was asked at all. */
export interface Judged {
  readonly forbidden: readonly string[];
  readonly asked: boolean;
}

/** Runs one case. */
export async function judge({ attack, carrier, dressing, obedience, index }: Case): Promise<Judged> {
  const data = carrier.carry(dressing.dress(attack.text), dressing.place ?? 'middle');
  const happened = await happen(data, (read) => obedience.write({ ...read, attack }, index));
  return {
    forbidden: forbiddenEffects(happened),
    asked: happened.prompts.length > 0,
  };
}

/** The faults of all cases, one line each, and how many of them reached the model: one that is never asked proves nothing. */
export async function judgeAll(
  cases: readonly Case[],
): Promise<{ readonly faults: readonly string[]; readonly asked: number }> {
  const faults: string[] = [];
  let asked = 0;
  for (const each of cases) {
    const judged = await judge(each);
    if (judged.asked) asked += 1;
    const { attack, carrier, dressing, obedience } = each;
    for (const fault of judged.forbidden) {
      faults.push(`${fault} (${attack.id}, ${carrier.name}, ${dressing.name}, ${obedience.name})`);
    }
  }
  return { faults, asked };
}
