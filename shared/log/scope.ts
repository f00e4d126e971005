import type { End } from './ends.ts';
import type { ReadLog } from './log.ts';

/** A step that failed: indices of its first and last line, and the line that says so. */
export interface FailedStep {
  readonly from: number;
  readonly to: number;
  readonly end: End;
}

/** Where in a log its failure is to be looked for. */
export interface Scope {
  /** Failing steps in order; a log without marked steps has one that reaches to its last word about a failure. */
  readonly steps: readonly FailedStep[];
  /** What the CI system or the build tool said about the whole, or that it said nothing. */
  readonly verdict: 'failed' | 'passed' | 'unsaid';
  /** Index of the last line that says that all tests passed, or -1: what stands before it was expected by them. */
  readonly passedUntil: number;
  /** Ends of tools that passed on a failure, inside the failing steps. */
  readonly tools: readonly number[];
  /** 0 to 1 for each line: how likely what a line there says is the cause. */
  readonly weight: (at: number) => number;
}

// What lies between, before and after the failing steps is set-up, clean-up and deployment.
const beforeStep = 0.6;
const earlierSteps = 0.4;
const afterwards = 0.3;
const laterStep = 0.75;
// Every line is compared with every failed step, so there must not be many.
const mostSteps = 50;

function byLine(a: FailedStep, b: FailedStep): number {
  return a.to - b.to || b.from - a.from;
}

/** Index of the first line whose number is at least `number`. */
function indexOf(log: ReadLog, number: number): number {
  let low = 0;
  let high = log.lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((log.lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The steps that failed: sections that the CI system marked with a status, and ends that stand in none of them. */
function failedSteps(log: ReadLog, ends: readonly End[]): FailedStep[] {
  const steps: FailedStep[] = log.sections
    .filter((section) => section.exitStatus !== undefined && section.exitStatus !== 0)
    .slice(0, mostSteps)
    .map((section) => {
      const to = Math.max(0, indexOf(log, section.lineEnd + 1) - 1);
      const status = section.exitStatus ?? 1;
      return {
        from: indexOf(log, section.line),
        to,
        end: { at: to, kind: 'step', status, step: section.name },
      };
    });
  const marked = [...steps];
  let previous = -1;
  for (const end of ends) {
    if (end.kind !== 'step') continue;
    const known = marked.some((step) => end.at >= step.from && end.at <= step.to + 1);
    if (end.status !== 0 && !known) {
      const section = log.sections[log.lines[end.at]?.section ?? -1];
      const from = end.from ?? (section === undefined ? previous + 1 : indexOf(log, section.line));
      steps.push({ from: Math.max(from, 0), to: end.at, end });
    }
    previous = end.at;
  }
  return steps.sort(byLine).slice(0, mostSteps);
}

function verdictOf(log: ReadLog, ends: readonly End[], steps: readonly FailedStep[]): Scope['verdict'] {
  if (steps.length > 0) return 'failed';
  const whole = ends.filter((end) => end.kind === 'job');
  const marked = () => log.lines.some((line) => line.mark === 'error');
  if (whole.some((end) => end.status !== 0)) return 'failed';
  if (whole.length > 0 && !marked()) return 'passed';
  return ends.some((end) => end.kind === 'tool' && end.status !== 0) || marked() ? 'failed' : 'unsaid';
}

/** Finds the failing steps by the lines that end them. */
export function scopeOf(log: ReadLog, ends: readonly End[]): Scope {
  const count = log.lines.length;
  const steps = failedSteps(log, ends);
  const first = steps[0];
  if (first === undefined) {
    // In a short log the first announcement is the cause; in a long one most of what stands early was survived.
    const farFromEnd = 0.25 * Math.min(1, count / 2_000);
    const others = ends.filter((end) => end.kind !== 'step' && end.status !== 0);
    const last = others.at(-1);
    const to = others.findLast((end) => end.kind === 'job')?.at ?? count - 1;
    return {
      verdict: verdictOf(log, ends, steps),
      passedUntil: ends.findLast((end) => end.kind === 'tool' && end.status === 0)?.at ?? -1,
      steps: [{ from: 0, to, end: last ?? { at: to, kind: 'job' } }],
      tools: others.filter((end) => end.kind === 'tool').map((end) => end.at),
      weight: (at) => (at <= to ? 1 - farFromEnd * (1 - at / count) : 0.6),
    };
  }
  const passedBefore = ends.filter((end) => end.kind === 'step' && end.at < first.from).at(-1)?.at ?? -1;
  const inStep = (at: number) => steps.findIndex((step) => at >= step.from && at <= step.to);
  return {
    verdict: 'failed',
    passedUntil: -1,
    steps,
    tools: ends
      .filter((end) => end.kind === 'tool' && end.status !== 0 && inStep(end.at) >= 0)
      .map((end) => end.at),
    weight: (at) => {
      if (at < first.from) return at > passedBefore ? beforeStep : earlierSteps;
      const step = inStep(at);
      return step < 0 ? afterwards : Math.max(0.4, laterStep ** step);
    },
  };
}
