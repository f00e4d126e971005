import type { ReadLog } from './log.ts';
import type { Novelty } from './novelty.ts';
import type { Scan } from './scan.ts';
import type { Scope } from './scope.ts';
import type { Signal } from './signal.ts';
import { templateOf } from './template.ts';

/** A line that announces a failure, and how likely it is the one that says why the build failed. */
export interface Anchor {
  /** Index into `ReadLog.lines`. */
  readonly at: number;
  readonly signal: Signal;
  readonly score: number;
}

const repeatedByRunners = /test|assertion|exception|stack|flaky|words/;
// Scores that differ by less say nothing: then the first announcement is the cause.
const scoreSteps = 20;
/** From this strength on a line says by itself what failed. */
export const strongStrength = 0.8;

/** Every line that announces a failure, the likeliest cause first: strong by its form, in the failing step, not said often. */
export function anchorsOf(log: ReadLog, scan: Scan, scope: Scope, novelty?: Novelty): Anchor[] {
  const { sections } = scan;
  const found = scan.announcements.map(({ at, signal }) => ({
    at,
    signal,
    template: templateOf(log.lines[at]?.text ?? ''),
  }));
  const counts = new Map<string, number>();
  for (const { template } of found) counts.set(template, (counts.get(template) ?? 0) + 1);
  const seen = new Map<string, number>();
  const lastSection = sections.at(-1) ?? -1;
  return found
    .map(({ at, signal, template }) => {
      const before = seen.get(template) ?? 0;
      seen.set(template, before + 1);
      const count = counts.get(template) ?? 1;
      const repeated = 0.8 ** Math.min(before, 8);
      const common = signal.strength >= strongStrength || count <= 3 ? 1 : (3 / count) ** 0.35;
      // A runner that lists its failures again says more there than in the row of the running test.
      const listedLater = at < lastSection && repeatedByRunners.test(signal.name) ? 0.5 : 1;
      const known = novelty === undefined || novelty.isNew(at) ? 1 : 1 - 0.6 * novelty.weight;
      return {
        at,
        signal,
        score: signal.strength * scope.weight(at) * repeated * common * listedLater * known,
      };
    })
    .sort((a, b) => Math.round(b.score * scoreSteps) - Math.round(a.score * scoreSteps) || a.at - b.at);
}
