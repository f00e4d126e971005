import { blockEnd, isBoundary } from './blocks.ts';
import { type End, endsOf } from './ends.ts';
import type { Excerpt, ExcerptRange, LogLine, ReadLog } from './log.ts';
import { type Signal, signalOf } from './signal.ts';
import { templateOf } from './template.ts';

/** What an excerpt may use besides the log. */
export interface ExcerptOptions {
  /** A log of the same job that passed. */
  readonly passing?: ReadLog;
  /** Characters of all ranges together; default 8,000. */
  readonly budgetCharacters?: number;
}

const longestLine = 500;

interface Anchor {
  readonly at: number;
  readonly signal: Signal;
  score: number;
}

/** Where the failure lies, by the lines that end steps. */
interface Scope {
  readonly from: number;
  readonly to: number;
  readonly end?: End;
  readonly factor: (at: number) => number;
}

function scopeOf(log: ReadLog, ends: readonly End[]): Scope {
  const count = log.lines.length;
  const steps = ends.filter((end) => end.kind === 'step' && end.status !== 0);
  const first = steps[0];
  if (first === undefined) {
    const tools = ends.filter((end) => end.kind !== 'step');
    const last = tools.at(-1)?.at ?? count - 1;
    return {
      from: 0,
      to: last,
      ...(tools[0] === undefined ? {} : { end: tools[0] }),
      factor: (at) => (at <= last ? 0.75 + (0.25 * at) / count : 0.6),
    };
  }
  const before = ends.filter((end) => end.kind === 'step' && end.at < first.at).at(-1)?.at ?? -1;
  const from = first.from ?? before + 1;
  const lastStep = steps.at(-1)?.at ?? first.at;
  return {
    from,
    to: first.at,
    end: first,
    factor: (at) => {
      if (at < from) return at > before ? 0.6 : 0.4;
      if (at <= first.at) return 1;
      return at <= lastStep ? 0.5 : 0.25;
    },
  };
}

function anchorsOf(log: ReadLog, scope: Scope): Anchor[] {
  const anchors: Anchor[] = [];
  const templates: string[] = [];
  const counts = new Map<string, number>();
  let sectionLeft = 0;
  log.lines.forEach((line, at) => {
    let signal = signalOf(line);
    if (sectionLeft > 0) {
      sectionLeft--;
      if (/^\s{0,8}(?:nl)?\s{0,8}\d{1,5}\) \S/.test(line.text) && (signal === undefined || signal.strength < 0.97)) {
        signal = { name: 'failed test', strength: 0.97, body: 'block' };
      }
    }
    if (signal === undefined) return;
    if (signal.body === 'section') sectionLeft = 3_000;
    const template = templateOf(line.text);
    counts.set(template, (counts.get(template) ?? 0) + 1);
    templates.push(template);
    anchors.push({ at, signal, score: signal.strength });
  });
  const seen = new Map<string, number>();
  anchors.forEach((anchor, index) => {
    const template = templates[index] ?? '';
    const inScope = scope.factor(anchor.at);
    const before = seen.get(template) ?? 0;
    seen.set(template, before + 1);
    const count = counts.get(template) ?? 1;
    const repeated = 0.8 ** Math.min(before, 8);
    const common = anchor.signal.strength >= 0.8 || count <= 3 ? 1 : (3 / count) ** 0.35;
    anchor.score *= inScope * repeated * common;
  });
  return anchors.sort((a, b) => b.score - a.score || a.at - b.at);
}

function lineCost(line: LogLine | undefined): number {
  return Math.min(line?.text.length ?? 0, longestLine) + 1;
}

/** Raises the worth of the lines before `at`, the nearer the more. */
function warmTail(log: ReadLog, heat: Float64Array, at: number, from: number, worth: number, reach: number): void {
  let characters = 0;
  for (let index = at; index >= from; index--) {
    const value = worth * Math.exp(-characters / reach);
    if (value < 0.02) break;
    raise(heat, index, value);
    characters += lineCost(log.lines[index]);
  }
}

function raise(heat: Float64Array, at: number, value: number): void {
  if (at >= 0 && at < heat.length && value > (heat[at] ?? 0)) heat[at] = value;
}

function warmAnchor(log: ReadLog, heat: Float64Array, anchor: Anchor, worth: number, strong: ReadonlySet<number>): void {
  const { at, signal } = anchor;
  const last = signal.body === 'line' ? at : blockEnd(log.lines, at, (index) => strong.has(index));
  for (let index = at; index <= last; index++) raise(heat, index, worth * Math.max(0.55, 1 - (index - at) / 120));
  for (let step = 1; step <= 8; step++) {
    const before = log.lines[at - step]?.text;
    if (before === undefined || isBoundary(before)) break;
    raise(heat, at - step, worth * 0.62 * 0.85 ** step);
  }
  for (let step = 1; step <= 12; step++) {
    const after = log.lines[last + step]?.text;
    if (after === undefined || isBoundary(after)) break;
    raise(heat, last + step, worth * 0.6 * 0.88 ** step);
  }
}

function heatOf(log: ReadLog, anchors: readonly Anchor[], ends: readonly End[], scope: Scope): Float64Array {
  const heat = new Float64Array(log.lines.length);
  const strong = new Set(anchors.filter((anchor) => anchor.signal.strength >= 0.9).map((anchor) => anchor.at));
  anchors.slice(0, 80).forEach((anchor, rank) => {
    warmAnchor(log, heat, anchor, anchor.score * 0.97 ** rank, strong);
  });
  const tools = ends.filter((end) => end.kind === 'tool' && end.at >= scope.from && end.at <= scope.to);
  if (tools[0] !== undefined) warmTail(log, heat, tools[0].at, scope.from, 0.55, 1_500);
  if (anchors.length > 0 || scope.end !== undefined) warmTail(log, heat, scope.to, scope.from, 0.5, 2_500);
  return heat;
}

function fill(log: ReadLog, heat: Float64Array, budget: number): boolean[] {
  const taken = new Array<boolean>(log.lines.length).fill(false);
  const candidates: number[] = [];
  for (let at = 0; at < heat.length; at++) if ((heat[at] ?? 0) > 0.02) candidates.push(at);
  candidates.sort((a, b) => (heat[b] ?? 0) - (heat[a] ?? 0) || a - b);
  let left = budget;
  for (const at of candidates) {
    const cost = lineCost(log.lines[at]);
    if (cost > left) continue;
    taken[at] = true;
    left -= cost;
  }
  return taken;
}

function shown(line: LogLine | undefined): string {
  const text = line?.text ?? '';
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
      open.texts.push(shown(line));
      return;
    }
    if (open !== undefined) ranges.push({ line: open.line, lineEnd: open.lineEnd, text: open.texts.join('\n') });
    open = { line: line.number, lineEnd: line.number, texts: [shown(line)] };
  });
  if (open !== undefined) ranges.push({ line: open.line, lineEnd: open.lineEnd, text: open.texts.join('\n') });
  return ranges;
}

/** The lines of a failed build's log that say why it failed, within the budget; pure and deterministic. */
export function excerpt(log: ReadLog, options: ExcerptOptions = {}): Excerpt {
  const budget = options.budgetCharacters ?? 8_000;
  const ends = endsOf(log);
  const scope = scopeOf(log, ends);
  const anchors = anchorsOf(log, scope);
  const heat = heatOf(log, anchors, ends, scope);
  const taken = fill(log, heat, budget);
  const ranked = anchors
    .filter((anchor) => taken[anchor.at] === true)
    .slice(0, 20)
    .map((anchor) => log.lines[anchor.at]?.number ?? 0);
  const why = anchors[0]?.signal.name;
  return {
    ranges: rangesOf(log, taken),
    ranked,
    ...(scope.end?.step === undefined ? {} : { step: scope.end.step }),
    ...(scope.end?.status === undefined ? {} : { exitStatus: scope.end.status }),
    ...(why === undefined ? {} : { why }),
  };
}
