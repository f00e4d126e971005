import type { Clock } from './clock.ts';
import { ModelServerError } from './server.ts';

const MOST_TRIES = 4;
const FIRST_WAIT_MILLISECONDS = 500;
/** A server that asks for more is believed, but not for longer at a time. */
const LONGEST_WAIT_MILLISECONDS = 20_000;

/** What a request may take. */
export interface Limits {
  readonly clock: Clock;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Tries again what a rate limit or a cut connection stopped, after what the server asks for or a growing wait, each with
 * jitter; gives up with the last failure where the next try would come after the deadline.
 */
export async function retrying<Result>(
  { clock, deadline, signal }: Limits,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error) || tries >= MOST_TRIES) throw error;
      const wait = waitBefore(error, tries, clock.random);
      if (clock.now() + wait >= deadline) throw error;
      await clock.sleep(wait, signal);
    }
  }
}

function mayPass(error: unknown): error is ModelServerError {
  return error instanceof ModelServerError && (error.kind === 'rate-limited' || error.kind === 'unreachable');
}

/** Up to a half more by chance: all who were stopped together must not come back together. */
function waitBefore({ retryAfterSeconds }: ModelServerError, tries: number, random: () => number): number {
  const asked =
    retryAfterSeconds === undefined ? FIRST_WAIT_MILLISECONDS * 2 ** (tries - 1) : retryAfterSeconds * 1_000;
  return Math.min(Math.max(asked, 0), LONGEST_WAIT_MILLISECONDS) * (1 + random() / 2);
}
