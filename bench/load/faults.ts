import type { Failure, Request } from '../../test/fakes/http-server.ts';

/** Numbers from 0 to 1 that repeat for the same seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const rateLimited: Failure = {
  status: 429,
  headers: { 'retry-after': '2' },
  body: { ok: false, error: 'ratelimited' },
};

/** All that goes wrong with a request, each as often as the others. */
const FAULTS: readonly { readonly name: string; readonly failure: Failure }[] = [
  { name: '429 with Retry-After', failure: rateLimited },
  { name: '500', failure: { status: 500, body: 'a fault' } },
  { name: '503 after the effect', failure: { after: { status: 503, body: 'a fault' } } },
  { name: 'cut before the effect', failure: 'cut' },
  { name: 'cut after the effect', failure: { after: 'cut' } },
  { name: 'no answer', failure: 'timeout' },
  { name: 'no answer after the effect', failure: { after: 'timeout' } },
  { name: 'slow answer', failure: { late: 150 } },
];

/** What was injected by now, by the name of the fault. */
export interface Faults {
  readonly injected: Readonly<Record<string, number>>;
  readonly choose: (request: Request) => Failure | undefined;
}

/** Chooses for each request what goes wrong with it: nothing for all but `share` of them. */
export function createFaults(seed: number, share: number): Faults {
  const next = seededNumbers(seed);
  const injected: Record<string, number> = {};
  return {
    injected,
    choose: () => {
      if (next() >= share) return undefined;
      const fault = FAULTS[Math.floor(next() * FAULTS.length)];
      if (fault === undefined) return undefined;
      injected[fault.name] = (injected[fault.name] ?? 0) + 1;
      return fault.failure;
    },
  };
}
