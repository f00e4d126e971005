import { type Anchor, anchorsOf } from './anchors.ts';
import { endsOf } from './ends.ts';
import { heatOf, leastHeat, lineCost, longestLine } from './heat.ts';
import type { Excerpt, ExcerptRange, ReadLog } from './log.ts';
import { type Novelty, noveltyOf } from './novelty.ts';
import { scanOf } from './scan.ts';
import { type Scope, scopeOf } from './scope.ts';

const mostRanked = 20;
// What a log without any word about its end must at least say to count as failed.
const clearAnnouncement = 0.6;
const certainAnnouncement = 0.93;

/** What an excerpt may use besides the log. */
export interface ExcerptOptions {
  /** A log of the same job that passed. */
  readonly passing?: ReadLog;
  /** Characters of all ranges together; default 8,000. */
  readonly budgetCharacters?: number;
}

function fill(log: ReadLog, heat: Float64Array, budget: number): boolean[] {
  const taken = new Array<boolean>(log.lines.length).fill(false);
  const candidates: number[] = [];
  for (let at = 0; at < heat.length; at++) if ((heat[at] ?? 0) >= leastHeat) candidates.push(at);
  candidates.sort((a, b) => (heat[b] ?? 0) - (heat[a] ?? 0) || a - b);
  let left = budget;
  for (const at of candidates) {
    const cost = lineCost(log.lines[at]);
    if (cost > left) continue;
    taken[at] = true;
    left -= cost;
  }
  closeGaps(log, taken, left);
  return taken;
}

/** Spends what is left on short gaps, and drops blank lines that stand alone. */
function closeGaps(log: ReadLog, taken: boolean[], budget: number): void {
  let left = budget;
  let last = -1;
  for (let at = 0; at < taken.length; at++) {
    if (taken[at] !== true) continue;
    if (last >= 0 && at - last > 1 && at - last <= 3) {
      const gap = Array.from({ length: at - last - 1 }, (_, index) => last + 1 + index);
      const cost = gap.reduce((sum, index) => sum + lineCost(log.lines[index]), 0);
      if (cost <= left) {
        for (const index of gap) taken[index] = true;
        left -= cost;
      }
    }
    last = at;
  }
  for (let at = 0; at < taken.length; at++) {
    const alone = taken[at] === true && taken[at - 1] !== true && taken[at + 1] !== true;
    if (alone && log.lines[at]?.text.trim() === '') taken[at] = false;
  }
}

/** A line as an excerpt shows it: cut where it is long, with its length. */
export function shownText(text: string): string {
  if (text.length <= longestLine) return text;
  const cut = ` … [${text.length} characters, cut]`;
  return text.slice(0, longestLine - cut.length) + cut;
}

function rangesOf(log: ReadLog, taken: readonly boolean[]): ExcerptRange[] {
  const ranges: ExcerptRange[] = [];
  let open: { line: number; lineEnd: number; texts: string[] } | undefined;
  log.lines.forEach((line, at) => {
    if (taken[at] !== true) return;
    if (open !== undefined && line.number === open.lineEnd + 1) {
      open.lineEnd = line.number;
      open.texts.push(shownText(line.text));
      return;
    }
    if (open !== undefined)
      ranges.push({ line: open.line, lineEnd: open.lineEnd, text: open.texts.join('\n') });
    open = { line: line.number, lineEnd: line.number, texts: [shownText(line.text)] };
  });
  if (open !== undefined)
    ranges.push({ line: open.line, lineEnd: open.lineEnd, text: open.texts.join('\n') });
  return ranges;
}

/** A log that says that all went well, or says nothing and holds no clear announcement, shows no failure. */
function showsFailure(scope: Scope, anchors: readonly Anchor[]): boolean {
  if (scope.verdict !== 'unsaid') return scope.verdict === 'failed';
  return anchors.some(
    ({ at, score }) => score >= (at > scope.passedUntil ? clearAnnouncement : certainAnnouncement),
  );
}

/** The strongest announcements that are shown; where there is none, the newest line, or the line that ends the step. */
function rankedLines(
  log: ReadLog,
  anchors: readonly Anchor[],
  scope: Scope,
  taken: readonly boolean[],
  novelty?: Novelty,
): number[] {
  const isShown = (at: number) => taken[at] === true;
  const ends = scope.steps.map((step) => step.to);
  const announced = anchors.map(({ at }) => at).filter(isShown);
  const weak = (anchors[0]?.score ?? 0) < clearAnnouncement;
  const fresh = weak ? novelty?.lines.findLast((at) => isShown(at) && !ends.includes(at)) : undefined;
  const places = fresh === undefined ? announced : [fresh, ...announced.filter((at) => at !== fresh)];
  const best = places.length > 0 ? places : ends.filter(isShown);
  return best.slice(0, mostRanked).map((at) => log.lines[at]?.number ?? 0);
}

function whyOf(
  log: ReadLog,
  number: number | undefined,
  anchors: readonly Anchor[],
  novelty?: Novelty,
): string | undefined {
  if (number === undefined) return undefined;
  const anchor = anchors.find(({ at }) => log.lines[at]?.number === number);
  const at = anchor?.at ?? log.lines.findIndex((line) => line.number === number);
  const reasons = [
    anchor?.signal.name,
    novelty?.isNew(at) === true ? 'new against the passing log' : undefined,
  ];
  return reasons.filter((reason) => reason !== undefined).join(', ') || 'the end of the failed step';
}

/** The lines of a failed build's log that say why it failed, within the budget; pure and deterministic. */
export function excerpt(log: ReadLog, options: ExcerptOptions = {}): Excerpt {
  const budget = options.budgetCharacters ?? 8_000;
  const scan = scanOf(log);
  const scope = scopeOf(log, endsOf(log, scan.endCandidates));
  const novelty = options.passing === undefined ? undefined : noveltyOf(log, options.passing);
  const anchors = anchorsOf(log, scan, scope, novelty);
  const heat = heatOf(log, anchors, scope, novelty);
  const taken = fill(log, heat, budget);
  const failed = showsFailure(scope, anchors);
  const ranked = failed ? rankedLines(log, anchors, scope, taken, novelty) : [];
  const end = scope.steps[0]?.end;
  const why = whyOf(log, ranked[0], anchors, novelty);
  return {
    ranges: rangesOf(log, taken),
    ranked,
    ...(end?.step === undefined ? {} : { step: end.step }),
    ...(end?.status === undefined ? {} : { exitStatus: end.status }),
    ...(why === undefined ? {} : { why }),
  };
}
