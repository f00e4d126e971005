import type { Key, Ledger } from '../ledger/ledger.ts';
import type { Clock } from './clock.ts';

/** Keeps questions from a server that is down. */
export interface Breaker {
  /** Whether nobody should be asked now; where the time is over, one question is let through to find out. */
  readonly isOpen: () => Promise<boolean>;
  readonly succeeded: () => Promise<void>;
  /** `atOnce` where no further failure is needed to know. */
  readonly failed: (atOnce?: boolean) => Promise<void>;
  /** The question that was let through found out nothing, since it ended for another reason. */
  readonly foundNothing: () => void;
}

const FAILURES_TO_OPEN = 3;
const FIRST_PAUSE_MILLISECONDS = 30_000;
const LONGEST_PAUSE_MILLISECONDS = 300_000;
/** What other processes found out is looked up so often. */
const LOOK_UP_MILLISECONDS = 5_000;

/**
 * A breaker for the server that `key` names. What it finds out is shared through the ledger, so that a pod that has just
 * started knows it; where the ledger cannot be reached it knows only what it saw itself.
 */
export function createBreaker(ledger: Ledger, key: Key, clock: Clock): Breaker {
  let failures = 0;
  let pause = FIRST_PAUSE_MILLISECONDS;
  let openUntil = 0;
  let lookedUp = Number.NEGATIVE_INFINITY;
  let isTrying = false;
  /** What was last read from the ledger, or written to it. */
  let seen = 0;

  const lookUp = async (): Promise<void> => {
    const now = clock.now();
    if (now - lookedUp < LOOK_UP_MILLISECONDS) return;
    lookedUp = now;
    const shared = await ledger.recall(key, 'openUntil').catch(() => undefined);
    if (typeof shared !== 'number' || shared === seen) return;
    seen = shared;
    // No clock of another pod may close the door for longer than a pause is.
    openUntil = Math.min(shared, now + LONGEST_PAUSE_MILLISECONDS);
  };

  const share = async (until: number): Promise<void> => {
    seen = until;
    try {
      const claim = await ledger.claim(key);
      // Where another holds it, that one writes about the same.
      if (claim.kind !== 'held') return;
      await claim.entry.remember('openUntil', until);
      await claim.entry.release();
    } catch {
      // Advisory: this process knows it all the same.
    }
  };

  return {
    isOpen: async () => {
      await lookUp();
      if (openUntil === 0) return false;
      if (clock.now() < openUntil || isTrying) return true;
      isTrying = true;
      return false;
    },
    succeeded: async () => {
      const wasOpen = openUntil > 0;
      failures = 0;
      pause = FIRST_PAUSE_MILLISECONDS;
      openUntil = 0;
      isTrying = false;
      if (wasOpen) await share(0);
    },
    failed: async (atOnce = false) => {
      failures += 1;
      const again = isTrying;
      isTrying = false;
      if (!again && !atOnce && failures < FAILURES_TO_OPEN) return;
      if (again) pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS);
      openUntil = clock.now() + pause;
      await share(openUntil);
    },
    foundNothing: () => {
      isTrying = false;
    },
  };
}
