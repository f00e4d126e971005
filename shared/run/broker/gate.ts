/** Runs at most so many tasks at once; the others wait in order. */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

export function createGate(most: number): Gate {
  const waiting: (() => void)[] = [];
  let open = 0;
  return async (task) => {
    if (open >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else open += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place is handed over, so nobody can slip in between.
      if (next) next();
      else open -= 1;
    }
  };
}
