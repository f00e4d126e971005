import { createCounters } from './counters.ts';
import { HeldEntry, type Kept, own, reaching, unavailable } from './held-entry.ts';
import type { Claim, Entry, Key, Ledger } from './ledger.ts';
import type { Store, Stored } from './store.ts';

/** How long things last, in seconds. */
export interface Keeping {
  /** A claim is held for so long at most; after it another delivery may take over. */
  readonly leaseSeconds: number;
  /** A record is forgotten so long after its last write. */
  readonly keepSeconds: number;
}

/** A ledger over any store: all meaning is here, a store only keeps. */
export function createLedger(store: Store, keeping: Keeping): Ledger {
  const leaseMs = keeping.leaseSeconds * 1_000;
  const keepMs = keeping.keepSeconds * 1_000;
  const held = (name: string, value: Kept, version: Stored['version']): Claim => ({
    kind: 'held',
    entry: new HeldEntry(store, keepMs, { name, value, version }),
  });

  const take = async (name: string, now: number, payloadHash: string | undefined): Promise<Claim> => {
    const fresh: Kept = { payloadHash, heldUntil: now + leaseMs };
    const created = store.create(name, fresh, now + keepMs);
    const version = typeof created === 'object' ? await created : created;
    if (version !== undefined) return held(name, fresh, version);
    const stored = await store.read(name);
    // It expired in between: whoever comes next makes it anew.
    if (!stored) return { kind: 'busy', retryAfterSeconds: 1 };
    const kept = stored.value as Kept;
    if (payloadHash !== undefined && kept.payloadHash !== undefined && payloadHash !== kept.payloadHash) {
      return { kind: 'other-payload' };
    }
    if (kept.completed) return { kind: 'completed', result: kept.completed.result };
    const busyMs = (kept.heldUntil ?? 0) - now;
    if (busyMs > 0) return { kind: 'busy', retryAfterSeconds: busyMs / 1_000 };
    const taken: Kept = { ...kept, payloadHash: kept.payloadHash ?? payloadHash, heldUntil: now + leaseMs };
    const takenVersion = await store.replace(name, stored.version, taken, now + keepMs);
    if (takenVersion === undefined) return { kind: 'busy', retryAfterSeconds: 1 };
    return held(name, taken, takenVersion);
  };

  const claim: Ledger['claim'] = async (key, options) => {
    try {
      // Each await counts: this happens for every event, and a place in this process answers at once.
      const now = store.now();
      return await take(nameOf(key), typeof now === 'number' ? now : await now, options?.payloadHash);
    } catch (cause) {
      throw unavailable(cause);
    }
  };

  return {
    outlivesProcess: store.outlivesProcess ?? true,
    claim,
    recall: (key, name) =>
      reaching(async () => own(((await store.read(nameOf(key)))?.value as Kept | undefined)?.memory, name)),
    ...createCounters(store, keepMs, nameOf),
    close: async () => store.close(),
  };
}

// A held record has all that was written in it, so a place that forgets is enough for one that nobody else sees.
const FORGETFUL: Store = {
  now: Date.now,
  read: () => undefined,
  create: () => 0,
  replace: () => 0,
  close: () => undefined,
};

/** A record that nobody else sees and that is gone with whoever holds it. */
export function passingEntry(): Entry {
  return new HeldEntry(FORGETFUL, 0, { name: '', value: { heldUntil: Number.MAX_SAFE_INTEGER }, version: 0 });
}

function nameOf(key: Key): string {
  return JSON.stringify(key);
}
