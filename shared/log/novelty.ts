import type { ReadLog } from './log.ts';
import { templateOf } from './template.ts';

/** What a log has that a log of the same job that passed has not. */
export interface Novelty {
  /** Whether no line of this line's kind stands in the passing log; blank lines are never new. */
  readonly isNew: (at: number) => boolean;
  /** Indices of the new lines, ascending. */
  readonly lines: readonly number[];
  /** 0 to 1: how much being new says; little where most of the log is new, as against a log of another job. */
  readonly weight: number;
}

const paths = /(?:\/[\w.@+~-]{1,80}){2,30}\//g;

/** Two builds differ in numbers, hashes and working directories that say nothing. */
function kindOf(text: string): string {
  return templateOf(text.includes('/') ? text.slice(0, 400).replace(paths, '/') : text);
}

/** Compares a failed log with one that passed, line kind by line kind. */
export function noveltyOf(log: ReadLog, passing: ReadLog): Novelty {
  const known = new Set<string>(['']);
  for (const line of passing.lines) known.add(kindOf(line.text));
  const fresh = log.lines.map((line) => !known.has(kindOf(line.text)));
  const lines = fresh.flatMap((isNew, at) => (isNew ? [at] : []));
  const share = lines.length / Math.max(1, log.lines.length);
  return { isNew: (at) => fresh[at] === true, lines, weight: Math.min(1, Math.max(0, 1.25 - share)) };
}
