import type { Anchor } from './anchors.ts';
import { blockEnd, isBoundary } from './blocks.ts';
import type { LogLine, ReadLog } from './log.ts';
import type { Novelty } from './novelty.ts';
import type { Scope } from './scope.ts';

/** Characters that a line takes in an excerpt, cut and with its line end. */
export const longestLine = 500;
const mostAnchors = 80;
const rankDecay = 0.97;
const floorShare = 0.7;
const floorGap = 6;
const mostSteps = 4;
const newWorth = 0.55;
const furthestTail = 12_000;
const digits = /\d{1,40}/g;
/** Below this a line is not shown. */
export const leastHeat = 0.02;
const warns = /\bwarning: /i;
const xtrace = /^\s{0,4}\+{1,8} ?[\w'"[./:-]/;

/** Characters that a line costs. */
export function lineCost(line: LogLine | undefined): number {
  return Math.min(line?.text.length ?? 0, longestLine) + 1;
}

function raise(heat: Float64Array, at: number, value: number): void {
  if (at >= 0 && at < heat.length && value > (heat[at] ?? 0)) heat[at] = value;
}

/** Counts rows of one kind (the same beginning, numbers aside) and says when there have been enough of them. */
function rowCounter(characters: number, enough: number): (text: string) => boolean {
  const counts = new Map<string, number>();
  return (text) => {
    const kind = text.slice(0, characters).replace(digits, '#').trim();
    if (kind === '') return false;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count > enough;
  };
}

/** A block keeps its worth over the first third of a usual budget, then loses it slowly; its head matters most, rows of one kind soon do not. */
function warmBlock(log: ReadLog, heat: Float64Array, from: number, to: number, worth: number): void {
  let characters = 0;
  const enough = rowCounter(20, 8);
  for (let at = from; at <= to; at++) {
    const far = Math.max(0.5, 1 - Math.max(0, characters - 2_500) / 20_000);
    raise(heat, at, worth * far * (enough(log.lines[at]?.text ?? '') ? 0.6 : 1));
    characters += lineCost(log.lines[at]);
  }
}

function warmAround(log: ReadLog, heat: Float64Array, from: number, to: number, worth: number): void {
  for (let step = 1; step <= 8; step++) {
    if (isBoundary(log.lines, from, from - step)) break;
    raise(heat, from - step, worth * 0.95 * 0.8 ** step);
  }
  for (let step = 1; step <= 12; step++) {
    if (isBoundary(log.lines, to, to + step)) break;
    raise(heat, to + step, worth * 0.6 * 0.88 ** step);
  }
}

/** The lines before an end, the nearer the more; echoed commands and rows that repeat count half. */
function warmTail(
  log: ReadLog,
  heat: Float64Array,
  at: number,
  from: number,
  worth: number,
  reach: number,
): void {
  let characters = 0;
  const enough = rowCounter(40, 6);
  for (let index = at; index >= from; index--) {
    const value = worth / (1 + characters / reach);
    if (characters > furthestTail) break;
    const text = log.lines[index]?.text ?? '';
    const echoed = xtrace.test(text) && xtrace.test(log.lines[index + 1]?.text ?? '');
    raise(heat, index, enough(text) || echoed || warns.test(text) ? value / 2 : value);
    characters += lineCost(log.lines[index]);
  }
}

/** Announcements that follow each other closely are one story: the lines between them count nearly as much as they do. */
function warmEpisodes(log: ReadLog, heat: Float64Array, anchors: readonly Anchor[]): void {
  const near = anchors.filter(({ signal }) => signal.strength >= 0.5).toSorted((a, b) => a.at - b.at);
  let from = 0;
  while (from < near.length) {
    let to = from;
    let best = near[from]?.score ?? 0;
    while (to + 1 < near.length && (near[to + 1]?.at ?? 0) - (near[to]?.at ?? 0) <= floorGap) {
      to++;
      best = Math.max(best, near[to]?.score ?? 0);
    }
    if (to > from) warmBlock(log, heat, near[from]?.at ?? 0, near[to]?.at ?? 0, best * floorShare);
    from = to + 1;
  }
}

/** New lines of a failing step, the last the most, and the lines between two that stand close. */
function warmNew(log: ReadLog, heat: Float64Array, scope: Scope, novelty: Novelty): void {
  const { lines, weight } = novelty;
  let characters = 0;
  for (let index = lines.length - 1; index >= 0 && characters < furthestTail; index--) {
    const at = lines[index] ?? 0;
    const place = scope.weight(at);
    if (place < 0.5) continue;
    const worth = (newWorth * weight * place) / (1 + characters / 3_000);
    raise(heat, at, worth);
    const previous = lines[index - 1] ?? -1;
    for (let between = at - 1; between > previous && at - previous <= 5; between--)
      raise(heat, between, worth * 0.9);
    characters += lineCost(log.lines[at]);
  }
}

/** How much each line is worth showing, 0 to 1: blocks of announced failures, what stands around them, what stands before an end. */
export function heatOf(
  log: ReadLog,
  anchors: readonly Anchor[],
  scope: Scope,
  novelty?: Novelty,
): Float64Array {
  const heat = new Float64Array(log.lines.length);
  const strong = new Set(anchors.filter(({ signal }) => signal.strength >= 0.9).map(({ at }) => at));
  const ends = new Set(scope.steps.map((step) => step.to));
  anchors.slice(0, mostAnchors).forEach(({ at, signal, score }, rank) => {
    const worth = score * rankDecay ** rank;
    const section = signal.body === 'section';
    const stop = (index: number) => ends.has(index) || (!section && strong.has(index));
    const to = signal.body === 'line' ? at : blockEnd(log.lines, at, stop, section);
    warmBlock(log, heat, at, to, worth);
    warmAround(log, heat, at, to, worth);
  });
  warmEpisodes(log, heat, anchors);
  if (novelty !== undefined) warmNew(log, heat, scope, novelty);
  scope.steps.slice(0, mostSteps).forEach((step, index) => {
    warmTail(log, heat, step.to, step.from, 0.5 * 0.8 ** index, 2_500);
    const tool = scope.tools.find((end) => end >= step.from && end <= step.to);
    if (tool !== undefined) warmTail(log, heat, tool, step.from, 0.55 * 0.8 ** index, 1_500);
  });
  return heat;
}
