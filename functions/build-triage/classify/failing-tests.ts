import type { CleanLog } from './clean-log.ts';
import { assertionBelow, wrappedName } from './near-lines.ts';
import { CAUSE, type Hit } from './rule.ts';

/** The tests that fail, as their runner names them, and the lines that name them. */
export interface FailingTests {
  readonly names: readonly string[];
  /** How many there are by the runner's own count, where it gives one; else the number of names. */
  readonly count: number;
  readonly lines: readonly number[];
  readonly message?: string;
}

/** Names that a report has room for. */
const most = 20;

function cleaned(name: string): string {
  return name
    .replace(/\s+/g, ' ')
    .replace(/^\s?>\s?/, '')
    .trim()
    .slice(0, 300);
}

/** Reads the failing tests from the hits of a test failure: the form that names most of them, since runners repeat themselves. */
export function failingTests(log: CleanLog, hits: readonly Hit[]): FailingTests {
  const best = hits[0];
  const byRule = new Map<Hit['rule'], Map<string, Hit>>();
  for (const hit of hits) {
    const name =
      hit.groups.test === undefined
        ? ''
        : cleaned(
            hit.rule.within === 'mocha' ? wrappedName(log, hit.line, hit.groups.test) : hit.groups.test,
          );
    if (
      name === '' ||
      (best !== undefined &&
        best.rule.tool !== '' &&
        hit.rule.tool !== best.rule.tool &&
        hit.rule.tool === '')
    )
      continue;
    const names = byRule.get(hit.rule) ?? new Map<string, Hit>();
    if (!names.has(name)) names.set(name, hit);
    byRule.set(hit.rule, names);
  }
  const chosen = [...byRule].sort(
    ([ruleA, a], [ruleB, b]) =>
      Number(ruleB.tool === best?.rule.tool) - Number(ruleA.tool === best?.rule.tool) ||
      Math.min(b.size, most) - Math.min(a.size, most) ||
      ruleB.weight - ruleA.weight,
  )[0]?.[1];
  const named = [...(chosen ?? new Map<string, Hit>())].sort(([, a], [, b]) => a.line - b.line);
  const counted = hits
    .filter((hit) => hit.groups.count !== undefined)
    .toSorted((a, b) => b.score - a.score)[0];
  const count = Math.max(named.length, Number(counted?.groups.count ?? 0));
  const first = named[0]?.[1];
  const own = first?.groups.message;
  const below = own !== undefined || first === undefined ? undefined : assertionBelow(log, first.line);
  const other = hits.find(
    ({ groups, rule }) =>
      groups.message !== undefined &&
      (groups.test ?? '') === '' &&
      (named.length === 0 || rule.weight >= CAUSE - 1),
  );
  const message = own ?? below?.text ?? other?.groups.message;
  return {
    names: named.slice(0, most).map(([name]) => name),
    count,
    lines: [
      ...named.slice(0, most).map(([, hit]) => hit.line),
      ...(counted === undefined ? [] : [counted.line]),
      ...(below === undefined ? [] : [below.line]),
    ],
    ...(message === undefined ? {} : { message }),
  };
}
