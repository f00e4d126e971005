/** Counts what is open and tells when nothing is. */
export interface Work {
  begin(): void;
  end(): void;
  /** Resolves when nothing is open; at once where that is so now. */
  idle(): Promise<void>;
}

export function countWork(): Work {
  let open = 0;
  let waiting: (() => void)[] = [];
  return {
    begin() {
      open += 1;
    },
    end() {
      open -= 1;
      if (open > 0) return;
      const waited = waiting;
      waiting = [];
      for (const resolve of waited) resolve();
    },
    idle: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
