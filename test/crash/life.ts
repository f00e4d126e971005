import type { Seam } from '../fakes/http-server.ts';

/**
 * The life of one process that is only simulated: all that it does outside of itself crosses a boundary here, and at
 * any of them it can end. From then on nothing that it still tries has an effect, as after kill -9.
 */
export interface Life {
  /** Awaited at each boundary; never resolves once the life has ended. */
  readonly seam: Seam;
  /** The same for what cannot wait, such as a log line: false says that it must not happen any more. */
  readonly crosses: (boundary: string) => boolean;
  /** All boundaries that were crossed, in turn; the last one is where it ended, if it did. */
  readonly crossed: readonly string[];
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** Begins a life that ends at boundary number `endsAt`, counted from 1, or goes on. */
export function beginLife(endsAt = Number.POSITIVE_INFINITY): Life {
  const crossed: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let alive = true;
  const end = () => {
    alive = false;
    resolve();
  };
  const crosses = (boundary: string): boolean => {
    if (!alive) return false;
    crossed.push(boundary);
    if (crossed.length >= endsAt) end();
    return alive;
  };
  return {
    crosses,
    seam: (boundary) => (crosses(boundary) ? Promise.resolve() : new Promise(() => {})),
    crossed,
    ended,
    end,
  };
}

/** A life that stands still at one boundary, as a process does that is paused for longer than its lease. */
export interface PausedLife extends Life {
  readonly paused: Promise<void>;
  readonly wake: () => void;
}

/** Begins a life that pauses at boundary number `pausesAt`, counted from 1, until it is woken. */
export function beginPausedLife(pausesAt: number): PausedLife {
  const life = beginLife();
  const paused = Promise.withResolvers<void>();
  const woken = Promise.withResolvers<void>();
  return {
    ...life,
    seam: async (boundary) => {
      await life.seam(boundary);
      if (life.crossed.length !== pausesAt) return;
      paused.resolve();
      await woken.promise;
    },
    paused: paused.promise,
    wake: woken.resolve,
  };
}
