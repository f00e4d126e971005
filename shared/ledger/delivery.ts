import type { Logger } from 'pino';
import { PermanentError } from '../errors.ts';
import type { FunctionDefinition } from '../function.ts';
import { createLedger, passingEntry } from './keep.ts';
import { BeingHandledError, type Claim, type Entry, type Ledger, LedgerUnavailableError } from './ledger.ts';
import { memoryStore } from './memory-store.ts';
import { type Payload, payloadHashOf } from './payload-hash.ts';

/** A delivery that is ours to handle. */
export interface HeldDelivery {
  /** What is known of it, and gets known. */
  readonly entry: Entry;
  /** Where records of facts are held while it is handled. */
  readonly facts: Ledger;
  /** The ledger could not be reached: nothing of this delivery is kept. */
  readonly mayRepeat: boolean;
  /** Ends it for good with its result. */
  readonly complete: (result: unknown) => Promise<void>;
  /** Lets it come again. */
  readonly release: () => Promise<void>;
}

/** What of a function and an event decides about a claim. */
interface Claimer {
  readonly definition: FunctionDefinition;
  readonly ledger: Ledger;
  readonly log: Logger;
}

interface Delivered extends Payload {
  readonly source: string;
  readonly id: string;
}

/**
 * Claims one delivery for a function: ours to handle, or the result of an earlier delivery. Throws a BeingHandledError
 * where another delivery of the same event is at it, a PermanentError where the same id came with another payload, and
 * a LedgerUnavailableError where the function does not go on without a ledger. `bytes` are the event's data as they came.
 */
export async function claimDelivery(
  claimer: Claimer,
  event: Delivered,
  bytes?: Uint8Array,
): Promise<HeldDelivery | { readonly result: unknown }> {
  const { definition, ledger, log } = claimer;
  if (definition.claims === false) return new UnkeptDelivery(ledger, false);
  let claim: Claim;
  try {
    const payloadHash = payloadHashOf(event, bytes);
    claim = await ledger.claim([definition.name, event.source, event.id], { payloadHash });
  } catch (error) {
    goOnWithout(error, claimer, event);
    return new UnkeptDelivery(createLedger(memoryStore(), PASSING), true);
  }
  switch (claim.kind) {
    case 'held':
      return new KeptDelivery(claim.entry, claimer, event);
    case 'completed':
      return { result: claim.result };
    case 'busy':
      throw new BeingHandledError('another delivery of this event is being handled', claim.retryAfterSeconds);
    case 'other-payload':
      log.warn({ audit: 'other-payload', event: event.id, source: event.source }, 'an id came twice');
      throw new PermanentError('an event of the same source and id came before with another payload');
  }
}

/** Logs that the ledger cannot be reached; throws what was thrown where that does not matter to the function, or it was something else. */
function goOnWithout(error: unknown, { definition, log }: Claimer, event: Delivered): void {
  if (!(error instanceof LedgerUnavailableError) || definition.withoutLedger !== 'go-on') throw error;
  log.error(
    { err: error, event: event.id },
    'the ledger cannot be reached: going on, what is done may repeat',
  );
}

class KeptDelivery implements HeldDelivery {
  readonly entry: Entry;
  readonly mayRepeat = false;
  readonly #claimer: Claimer;
  readonly #event: Delivered;

  constructor(entry: Entry, claimer: Claimer, event: Delivered) {
    this.entry = entry;
    this.#claimer = claimer;
    this.#event = event;
  }

  get facts(): Ledger {
    return this.#claimer.ledger;
  }

  async complete(result: unknown): Promise<void> {
    try {
      await this.entry.complete(result);
    } catch (error) {
      // All is done: to let it come again would repeat it for sure.
      goOnWithout(error, this.#claimer, this.#event);
    }
  }

  release(): Promise<void> {
    return this.entry.release();
  }
}

/** Long enough for what ends with one delivery. */
const PASSING = { leaseSeconds: 3_600, keepSeconds: 3_600 };

/** A delivery that nothing is kept of when it ends. */
class UnkeptDelivery implements HeldDelivery {
  readonly facts: Ledger;
  readonly mayRepeat: boolean;
  #entry: Entry | undefined;

  constructor(facts: Ledger, mayRepeat: boolean) {
    this.facts = facts;
    this.mayRepeat = mayRepeat;
  }

  get entry(): Entry {
    this.#entry ??= passingEntry();
    return this.#entry;
  }

  async complete(): Promise<void> {}

  async release(): Promise<void> {}
}
