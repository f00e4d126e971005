/** Counts what is being handled, and tells when nothing is any more. */
export interface OpenDeliveries {
  readonly count: () => number;
  readonly begin: () => void;
  readonly end: () => void;
  /** Resolves to true as soon as nothing is open, to false when that took longer than `milliseconds`. */
  readonly idle: (milliseconds: number) => Promise<boolean>;
}

/** Starts counting at none. */
export function openDeliveries(): OpenDeliveries {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    count: () => count,
    begin: () => {
      count += 1;
    },
    end: () => {
      count -= 1;
      if (count === 0) for (const resolve of waiting) resolve();
    },
    idle: (milliseconds) => {
      if (count === 0) return Promise.resolve(true);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const finished = () => resolve(true);
      waiting.add(finished);
      const timer = setTimeout(() => resolve(false), milliseconds);
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(finished);
      });
    },
  };
}
