import { setTimeout } from 'node:timers/promises';
import { BeingHandledError, type Entry, type Key, type Ledger } from './ledger.ts';

/** A second delivery about the same fact waits so long, all tries together, before it is sent back to the Broker. */
const LONGEST_WAIT_MILLISECONDS = 10_000;
const FIRST_WAIT_MILLISECONDS = 25;
const MOST_WAIT_MILLISECONDS = 500;

/** Waits so many milliseconds, or until the signal aborts: then it rejects. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

const realWait: Wait = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/**
 * Holds the record of a fact while `work` runs, and releases it however that ends. Waits a while where another holds
 * it, then throws a BeingHandledError; ends early where `signal` does.
 */
export async function holdFact<Result>(
  ledger: Ledger,
  key: Key,
  signal: AbortSignal,
  work: (fact: Entry) => Promise<Result>,
  wait: Wait = realWait,
): Promise<Result> {
  const entry = await claimFact(ledger, key, signal, wait);
  try {
    return await work(entry);
  } finally {
    // Where it cannot be released the lease ends it; what `work` threw tells more.
    await entry.release().catch(() => undefined);
  }
}

async function claimFact(ledger: Ledger, key: Key, signal: AbortSignal, wait: Wait): Promise<Entry> {
  let waited = 0;
  for (let pause = FIRST_WAIT_MILLISECONDS; ; pause = Math.min(pause * 2, MOST_WAIT_MILLISECONDS)) {
    const claim = await ledger.claim(key);
    if (claim.kind === 'held') return claim.entry;
    if (claim.kind !== 'busy') throw new Error(`the record of a fact was used for a delivery: ${key[0]}`);
    if (waited >= LONGEST_WAIT_MILLISECONDS) {
      throw new BeingHandledError(
        'another event about the same fact is being handled',
        claim.retryAfterSeconds,
      );
    }
    // Half of it by chance: those who wait for the same fact must not all come at once.
    const next = pause * (0.5 + Math.random() / 2);
    await wait(next, signal);
    waited += next;
  }
}
