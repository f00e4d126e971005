import type { Logger } from 'pino';
import { PermanentError } from '../errors.ts';
import type { FunctionDefinition } from '../function.ts';
import { createLedger, payloadHashOf } from './keep.ts';
import { BeingHandledError, type Claim, type Entry, type Ledger, LedgerUnavailableError } from './ledger.ts';
import { memoryStore } from './memory-store.ts';

/** A delivery that is ours to handle, with the ledger that keeps it. */
export interface HeldDelivery {
  readonly entry: Entry;
  readonly ledger: Ledger;
  /** The ledger could not be reached: nothing of this delivery is kept. */
  readonly mayRepeat: boolean;
}

/** What of a function and an event decides about a claim. */
interface Claimer {
  readonly definition: FunctionDefinition;
  readonly ledger: Ledger;
  readonly log: Logger;
}

interface Delivered {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly data?: unknown;
}

/**
 * Claims one delivery for a function: ours to handle, or the result of an earlier delivery. Throws a BeingHandledError
 * where another delivery of the same event is at it, a PermanentError where the same id came with another payload, and
 * a LedgerUnavailableError where the function does not go on without a ledger.
 */
export async function claimDelivery(
  { definition, ledger, log }: Claimer,
  event: Delivered,
): Promise<HeldDelivery | { readonly result: unknown }> {
  if (definition.claims === false) return unkept(false);
  let claim: Claim;
  try {
    claim = await ledger.claim([definition.name, event.source, event.id], {
      payloadHash: payloadHashOf([event.type, event.data]),
    });
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError) || definition.withoutLedger !== 'go-on') throw error;
    log.error(
      { err: error, event: event.id },
      'the ledger cannot be reached: going on, what is done may repeat',
    );
    return unkept(true);
  }
  switch (claim.kind) {
    case 'held':
      return { entry: claim.entry, ledger, mayRepeat: false };
    case 'completed':
      return { result: claim.result };
    case 'busy':
      throw new BeingHandledError('another delivery of this event is being handled', claim.retryAfterSeconds);
    case 'other-payload':
      log.warn({ audit: 'other-payload', event: event.id, source: event.source }, 'an id came twice');
      throw new PermanentError('an event of the same source and id came before with another payload');
  }
}

/** A record that is gone when the delivery ends. */
async function unkept(mayRepeat: boolean): Promise<HeldDelivery> {
  const ledger = createLedger(memoryStore(), { leaseSeconds: 3_600, keepSeconds: 3_600 });
  const claim = await ledger.claim(['delivery']);
  if (claim.kind !== 'held') throw new Error('a fresh ledger held a claim');
  return { entry: claim.entry, ledger, mayRepeat };
}
