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

function markedSteps(ends: readonly End[]): FailedStep[] {
  const steps: FailedStep[] = [];
  let previous = -1;
  for (const end of ends) {
    if (end.kind !== 'step') continue;
    if (end.status !== 0) steps.push({ from: Math.max(end.from ?? previous + 1, 0), to: end.at, end });
    previous = end.at;
  }
  return steps;
}

/** Finds the failing steps by the lines that end them. */
export function scopeOf(log: ReadLog, ends: readonly End[]): Scope {
  const count = log.lines.length;
  const steps = markedSteps(ends);
  const first = steps[0];
  if (first === undefined) {
    const others = ends.filter((end) => end.kind !== 'step');
    const last = others.at(-1);
    const to = last?.at ?? count - 1;
    return {
      steps: [{ from: 0, to, end: last ?? { at: to, kind: 'job' } }],
      tools: others.filter((end) => end.kind === 'tool').map((end) => end.at),
      weight: (at) => (at <= to ? 0.75 + (0.25 * at) / count : 0.6),
    };
  }
  const passedBefore = ends.filter((end) => end.kind === 'step' && end.at < first.from).at(-1)?.at ?? -1;
  const inStep = (at: number) => steps.findIndex((step) => at >= step.from && at <= step.to);
  return {
    steps,
    tools: ends.filter((end) => end.kind === 'tool' && inStep(end.at) >= 0).map((end) => end.at),
    weight: (at) => {
      if (at < first.from) return at > passedBefore ? beforeStep : earlierSteps;
      const step = inStep(at);
      return step < 0 ? afterwards : Math.max(0.4, laterStep ** step);
    },
  };
}
