/** Figures by key, NAME.figure; every value is a number: shares 0 to 1, booleans 0 or 1. */
export type Figures = Readonly<Record<string, number>>;

/** What a benchmark is handed: its data, where it is there, and a place for remarks (stderr). */
export interface BenchmarkInput {
  /** The path of one data folder, or undefined where it is missing: then leave its keys out. */
  readonly folder: (name: string) => string | undefined;
  readonly note: (line: string) => void;
  /** Print each miss with `note`. */
  readonly verbose: boolean;
}

/** One benchmark: bench/NAME.ts exports it as `benchmark`. */
export interface Benchmark {
  /** The data folders it reads, by name. */
  readonly data: readonly string[];
  readonly run: (input: BenchmarkInput) => Promise<Figures>;
}
