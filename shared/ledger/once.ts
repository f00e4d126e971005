import { PermanentError, RetryLaterError } from '../errors.ts';
import type { Entry, Json } from './ledger.ts';

/** How one effect outside is made, and how it is found again after a crash. */
export interface Effect<Made extends Json> {
  /** Makes it. A PermanentError or a rate limit that it throws says for sure that nothing was made. */
  readonly make: () => Promise<Made>;
  /** Looks whether an earlier try made it; `since` is when that was intended. Undefined: it is not there. */
  readonly find: (since: Date) => Promise<Made | undefined>;
  /** Where nothing is known of the effect it is looked for since then: for a ledger that forgets with its process. */
  readonly lookSince?: Date | undefined;
  /** Seconds after which `find` shows what was made for sure: the lag of a search index, and of a request that was cut. */
  readonly lagSeconds: number;
}

/**
 * Makes an effect once over all deliveries of an event: intends, makes, confirms. Where an earlier delivery stopped
 * between intent and confirmation, or nothing of it could be kept, it looks first, and makes the effect anew only when it is not there although
 * the lag is over; until then it throws a RetryLaterError.
 */
export async function once<Made extends Json>(
  entry: Entry,
  name: string,
  effect: Effect<Made>,
): Promise<Made> {
  const before = entry.effect(name);
  if (before?.state === 'done') return before.made as Made;
  const since = before === undefined ? effect.lookSince : new Date(before.at);
  const found = since && (await effect.find(since));
  if (found !== undefined) {
    await entry.confirm(name, found);
    return found;
  }
  if (before?.state === 'intended') {
    const waitSeconds = effect.lagSeconds - ((await entry.now()) - before.at) / 1_000;
    if (waitSeconds > 0) {
      throw new RetryLaterError(`${name} may have happened in an earlier try: it is looked for once more`, {
        retryAfterSeconds: waitSeconds,
      });
    }
  }
  await entry.intend(name);
  let made: Made;
  try {
    made = await effect.make();
  } catch (thrown) {
    if (surelyNotMade(thrown)) await entry.withdraw(name);
    throw thrown;
  }
  await entry.confirm(name, made);
  return made;
}

function surelyNotMade(thrown: unknown): boolean {
  return thrown instanceof PermanentError || (thrown instanceof RetryLaterError && thrown.rateLimited);
}
