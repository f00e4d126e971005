import { hash } from 'node:crypto';
import {
  type Claim,
  type EffectState,
  type Entry,
  type Json,
  type Key,
  type Ledger,
  LedgerUnavailableError,
  LostClaimError,
} from './ledger.ts';
import type { Store, Stored } from './store.ts';

/** How long things last, in seconds. */
export interface Keeping {
  /** A claim is held for so long at most; after it another delivery may take over. */
  readonly leaseSeconds: number;
  /** A record is forgotten so long after its last write. */
  readonly keepSeconds: number;
}

/** A record as it is stored: who holds it, what is remembered, what was done, and whether it is complete. */
interface Kept {
  readonly payloadHash?: string | undefined;
  /** Milliseconds since 1970. */
  readonly heldUntil?: number;
  readonly memory?: Readonly<Record<string, Json>>;
  readonly effects?: Readonly<Record<string, EffectState>>;
  readonly completed?: { readonly result: unknown };
}

/** Most tries to write a counter that others write too: each lost try is another's success. */
const TRIES = 1_000;

/** A ledger over any store: all meaning is here, a store only keeps. */
export function createLedger(store: Store, keeping: Keeping): Ledger {
  const leaseMs = keeping.leaseSeconds * 1_000;
  const keepMs = keeping.keepSeconds * 1_000;

  const claim = async (key: Key, payloadHash: string | undefined): Promise<Claim> => {
    const name = nameOf(key);
    const now = await store.now();
    const fresh: Kept = { payloadHash, heldUntil: now + leaseMs };
    const version = await store.create(name, fresh, now + keepMs);
    if (version !== undefined) {
      return { kind: 'held', entry: new HeldEntry(store, keepMs, name, { value: fresh, version }) };
    }
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
    return {
      kind: 'held',
      entry: new HeldEntry(store, keepMs, name, { value: taken, version: takenVersion }),
    };
  };

  const count = async (name: string) => ((await store.read(name))?.value as number | undefined) ?? 0;

  /** Writes what `next` makes of the count; undefined leaves it and ends. */
  const change = async (
    name: string,
    next: (count: number) => number | undefined,
  ): Promise<number | undefined> => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const stored = await store.read(name);
      const wanted = next((stored?.value as number | undefined) ?? 0);
      if (wanted === undefined) return undefined;
      const expiresAt = (await store.now()) + keepMs;
      const written = stored
        ? await store.replace(name, stored.version, wanted, expiresAt)
        : await store.create(name, wanted, expiresAt);
      if (written !== undefined) return wanted;
    }
    throw new LedgerUnavailableError(`the counter ${name} is written by too many at once`);
  };

  return {
    claim: (key, options) => reaching(() => claim(key, options?.payloadHash)),
    recall: (key, name) =>
      reaching(async () => {
        const stored = await store.read(nameOf(key));
        return (stored?.value as Kept | undefined)?.memory?.[name];
      }),
    reserve: async (counter, amount, limit) => {
      const next = (now: number) => (now + amount > limit ? undefined : now + amount);
      return (await reaching(() => change(nameOf(counter), next))) !== undefined;
    },
    add: async (counter, amount) =>
      (await reaching(() => change(nameOf(counter), (now) => Math.max(0, now + amount)))) ?? 0,
    count: (counter) => reaching(() => count(nameOf(counter))),
    close: async () => store.close(),
  };
}

/** A record that this process holds; it knows the version that it wrote last. */
class HeldEntry implements Entry {
  readonly #store: Store;
  readonly #keepMs: number;
  readonly #name: string;
  #kept: Kept;
  #version: Stored['version'];
  #ended = false;

  constructor(
    store: Store,
    keepMs: number,
    name: string,
    held: { readonly value: Kept; readonly version: Stored['version'] },
  ) {
    this.#store = store;
    this.#keepMs = keepMs;
    this.#name = name;
    this.#kept = held.value;
    this.#version = held.version;
  }

  recall(name: string): Json | undefined {
    return this.#kept.memory?.[name];
  }

  remember(name: string, value: Json): Promise<void> {
    return this.#write({ ...this.#kept, memory: { ...this.#kept.memory, [name]: value } });
  }

  effect(name: string): EffectState | undefined {
    return this.#kept.effects?.[name];
  }

  async intend(name: string): Promise<void> {
    const at = await this.now();
    await this.#write(this.#withEffect(name, { state: 'intended', at }));
  }

  confirm(name: string, made: Json): Promise<void> {
    return this.#write(this.#withEffect(name, { state: 'done', made }));
  }

  withdraw(name: string): Promise<void> {
    const { [name]: _, ...effects } = this.#kept.effects ?? {};
    return this.#write({ ...this.#kept, effects });
  }

  async complete(result: unknown): Promise<void> {
    const { heldUntil: _, ...kept } = this.#kept;
    await this.#write({ ...kept, completed: { result } });
    this.#ended = true;
  }

  async release(): Promise<void> {
    if (this.#ended) return;
    const { heldUntil: _, ...kept } = this.#kept;
    try {
      await this.#write(kept);
    } catch (error) {
      if (!(error instanceof LostClaimError)) throw error;
    }
    this.#ended = true;
  }

  now(): Promise<number> {
    return reaching(async () => this.#store.now());
  }

  #withEffect(name: string, state: EffectState): Kept {
    return { ...this.#kept, effects: { ...this.#kept.effects, [name]: state } };
  }

  async #write(next: Kept): Promise<void> {
    if (this.#ended) throw new LostClaimError();
    const version = await reaching(async () =>
      this.#store.replace(this.#name, this.#version, next, (await this.#store.now()) + this.#keepMs),
    );
    if (version === undefined) {
      this.#ended = true;
      throw new LostClaimError();
    }
    this.#kept = next;
    this.#version = version;
  }
}

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LedgerUnavailableError) throw cause;
    throw new LedgerUnavailableError('the ledger could not be reached', { cause });
  }
}

function nameOf(key: Key): string {
  return JSON.stringify(key);
}

/** What tells one payload from another: SHA-256 of its JSON. */
export function payloadHashOf(payload: unknown): string {
  return hash('sha256', JSON.stringify(payload) ?? 'undefined');
}
