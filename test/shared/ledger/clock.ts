/** A clock that moves when it is told to. */
export interface Clock {
  readonly now: () => number;
  readonly pass: (seconds: number) => void;
}

/** A clock that begins at some time of 2026, `aheadSeconds` before or behind it. */
export function clock(aheadSeconds = 0): Clock {
  let milliseconds = Date.UTC(2026, 5, 18, 9, 30) + aheadSeconds * 1_000;
  return {
    now: () => milliseconds,
    pass: (seconds) => {
      milliseconds += seconds * 1_000;
    },
  };
}
