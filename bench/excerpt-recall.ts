import type { Excerpt, ReadLog } from '../shared/log/log.ts';

/** Inclusive line ranges as the labels give them. */
export type LineRanges = readonly (readonly [number, number])[];

/** The share of labelled lines that an excerpt holds; `wanted` counts the lines that fit into the budget. */
export interface Recall {
  readonly found: number;
  readonly wanted: number;
  readonly share: number;
}

/** Characters that an excerpt may have, and the length at which one line counts as cut. */
export const budgetCharacters = 8_000;
const lineCharacters = 500;

function linesOf(ranges: LineRanges): number[] {
  const numbers = new Set<number>();
  for (const [line, lineEnd] of ranges) {
    for (let number = line; number <= lineEnd; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

/** Recall of one label: how many of its lines that would fit into the budget, counted from its start, are in `chosen`. */
export function recallOf(log: ReadLog, chosen: ReadonlySet<number>, label: LineRanges): Recall {
  const lengths = new Map(log.lines.map((line) => [line.number, line.text.length]));
  const labelled = linesOf(label);
  let characters = 0;
  let wanted = 0;
  for (const number of labelled) {
    characters += Math.min(lengths.get(number) ?? 0, lineCharacters) + 1;
    if (characters > budgetCharacters && wanted > 0) break;
    wanted++;
  }
  const found = labelled.filter((number) => chosen.has(number)).length;
  return { found, wanted, share: wanted === 0 ? 0 : Math.min(1, found / wanted) };
}

/** The best recall over several places, each of which would do. */
export function bestRecall(log: ReadLog, chosen: ReadonlySet<number>, places: readonly LineRanges[]): Recall {
  return places
    .map((place) => recallOf(log, chosen, place))
    .reduce((best, next) => (next.share > best.share ? next : best), { found: 0, wanted: 0, share: 0 });
}

/** The line numbers that an excerpt shows. */
export function chosenLines(excerpt: Excerpt): Set<number> {
  return new Set(linesOf(excerpt.ranges.map((range) => [range.line, range.lineEnd] as const)));
}

/** The simple way to compare with: the last lines of the log that fit into the budget. */
export function tailLines(log: ReadLog): Set<number> {
  const chosen = new Set<number>();
  let characters = 0;
  for (let at = log.lines.length - 1; at >= 0; at--) {
    const line = log.lines[at];
    if (line === undefined) break;
    characters += Math.min(line.text.length, lineCharacters) + 1;
    if (characters > budgetCharacters) break;
    chosen.add(line.number);
  }
  return chosen;
}

/** The mean, 0 for none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A miss for a person: where the label stands, what its first and last line say, and what was chosen instead. */
export function describeMiss(log: ReadLog, excerpt: Excerpt, label: LineRanges): string {
  const show = (number: number) => (log.lines[number - 1]?.text ?? '').trim().slice(0, 110);
  const first = label[0]?.[0] ?? 1;
  const last = label.at(-1)?.[1] ?? first;
  const ranges = excerpt.ranges.map((range) => `${range.line}-${range.lineEnd}`).join(' ');
  const ranked = excerpt.ranked.slice(0, 4).map((number) => `${number} ${show(number)}`);
  return [
    `  label ${first}-${last} of ${log.totalLines}: ${show(first)} … ${show(last)}`,
    `  excerpt ${ranges}`,
    ...ranked.map((line) => `  ranked ${line}`),
  ].join('\n');
}
