import type { Clock } from '../../shared/model/clock.ts';

/** A clock that goes on only where a test lets it: nothing really waits. */
export interface FakeClock extends Clock {
  /** What was waited for, in milliseconds, in the order of asking. */
  readonly waits: readonly number[];
  /** Goes on from one end of a wait to the next until `work` has ended, and gives what it gave. */
  readonly until: <Result>(work: Promise<Result>) => Promise<Result>;
  readonly advance: (milliseconds: number) => void;
}

interface Waiting {
  readonly at: number;
  readonly end: () => void;
}

/** A clock that starts at noon of 22 November 2026 (UTC); `random` gives 0.5 unless told otherwise. */
export function fakeClock(random: () => number = () => 0.5): FakeClock {
  let now = Date.UTC(2026, 10, 22, 12);
  const waiting = new Set<Waiting>();
  const waits: number[] = [];
  const wake = () => {
    for (const one of waiting) {
      if (one.at > now) continue;
      waiting.delete(one);
      one.end();
    }
  };
  return {
    waits,
    now: () => now,
    random,
    sleep: (milliseconds, signal) => {
      waits.push(milliseconds);
      return new Promise((resolve, reject) => {
        const one = { at: now + milliseconds, end: resolve };
        if (signal.aborted) return reject(signal.reason);
        signal.addEventListener('abort', () => {
          waiting.delete(one);
          reject(signal.reason);
        });
        waiting.add(one);
      });
    },
    advance: (milliseconds) => {
      now += milliseconds;
      wake();
    },
    until: async (work) => {
      let ended = false;
      const end = () => {
        ended = true;
      };
      work.then(end, end);
      for (let idle = 0; !ended; ) {
        // Lets everything happen that needs no time.
        for (let turn = 0; turn < 20 && !ended; turn += 1) await new Promise(setImmediate);
        if (ended) break;
        if (waiting.size === 0) {
          idle += 1;
          if (idle > 2_000) throw new Error('nothing is waited for, and yet the work does not end');
          continue;
        }
        idle = 0;
        now = Math.max(now, Math.min(...[...waiting].map(({ at }) => at)));
        wake();
      }
      return work;
    },
  };
}
