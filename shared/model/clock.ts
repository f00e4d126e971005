import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, as the asking of a model needs them; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Waits; rejects as soon as `signal` aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

const STEPS = 2 ** 47;

/** The clock of this process; its chance is drawn so that nobody can foretell it: markers are made of it. */
export const processClock: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
  random: () => randomInt(STEPS) / STEPS,
};
