/** A clock that runs faster than the real one: hours of retries and leases pass in seconds, all in the same measure. */
export interface ScaledClock {
  readonly now: () => number;
  /** Real milliseconds for so many milliseconds of this clock. */
  readonly realMilliseconds: (milliseconds: number) => number;
}

/** Both processes of a run give the same `since`, so that their clocks agree. */
export function scaledClock(since: number, factor: number): ScaledClock {
  return {
    now: () => Math.round(since + (Date.now() - since) * factor),
    realMilliseconds: (milliseconds) => milliseconds / factor,
  };
}
