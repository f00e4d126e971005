/** One line of a log, cleaned of colours, timestamps and CI markers; `number` is its place in the original, 1-based, counted by LF. */
export interface LogLine {
  readonly number: number;
  readonly text: string;
  /** Index into `ReadLog.sections` of the step, fold or group that the line stands in. */
  readonly section?: number;
  /** The marked job or container that wrote the line, where several are interleaved ("[web]", "job-2 |"). */
  readonly lane?: string;
  /** What the CI marker said that was taken off the line: `##[error]` gives 'error'. */
  readonly mark?: 'error' | 'warning' | 'command' | 'notice' | 'debug';
}

/** A step, fold or group as the CI system marked it; `exitStatus` where its end says so. Lines are inclusive. */
export interface LogSection {
  readonly name: string;
  readonly line: number;
  lineEnd: number;
  exitStatus?: number;
}

/** A log in memory: all of its lines, or its head, its tail and what looked like failures between when it is too large. */
export interface ReadLog {
  /** Ascending by number; numbers have gaps where `truncated`. */
  readonly lines: readonly LogLine[];
  readonly sections: readonly LogSection[];
  /** Lines and bytes of the original. */
  readonly totalLines: number;
  readonly totalBytes: number;
  /** Some of the original is not in `lines`. */
  readonly truncated: boolean;
}

/** A range of original lines (1-based, inclusive) that an excerpt chose; `text` has one cleaned line for each. */
export interface ExcerptRange {
  readonly line: number;
  readonly lineEnd: number;
  readonly text: string;
}

/** The lines that say why, best first in `ranked`, in the order of the log in `ranges`; together at most the budget of characters. */
export interface Excerpt {
  readonly ranges: readonly ExcerptRange[];
  /** Line numbers of the strongest failure lines, strongest first: all of them lie in `ranges`. */
  readonly ranked: readonly number[];
  /** The failing step or section by name, and the exit status, where the log tells. */
  readonly step?: string;
  readonly exitStatus?: number;
  /** Why the strongest line was taken, for a person: "first error of the compiler", "new against the passing log". */
  readonly why?: string;
}
