import { type EffectState, type Entry, type Json, LedgerUnavailableError, LostClaimError } from './ledger.ts';
import type { Store, Stored, WriteHints } from './store.ts';

/** A record as it is stored: who holds it, what is remembered, what was done, and whether it is complete. */
export interface Kept {
  readonly payloadHash?: string | undefined;
  /** Milliseconds since 1970. */
  readonly heldUntil?: number;
  readonly memory?: Readonly<Record<string, Json>>;
  readonly effects?: Readonly<Record<string, EffectState>>;
  readonly completed?: { readonly result: unknown };
}

/** A record that this process holds, with the version that it wrote last. */
export interface Held {
  readonly name: string;
  readonly value: Kept;
  readonly version: Stored['version'];
}

/** Runs `work` on a store; whatever it throws becomes a LedgerUnavailableError. */
export async function reaching<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** What is thrown where a store threw. */
export function unavailable(cause: unknown): LedgerUnavailableError {
  if (cause instanceof LedgerUnavailableError) return cause;
  return new LedgerUnavailableError('the ledger could not be reached', { cause });
}

/** A held record: writes by compare-and-set, one after the other, so that work at the same time shares it. */
export class HeldEntry implements Entry {
  readonly #store: Store;
  readonly #keepMs: number;
  readonly #name: string;
  #kept: Kept;
  #version: Stored['version'];
  #ended = false;
  #writing: Promise<void> | undefined;

  constructor(store: Store, keepMs: number, held: Held) {
    this.#store = store;
    this.#keepMs = keepMs;
    this.#name = held.name;
    this.#kept = held.value;
    this.#version = held.version;
  }

  recall(name: string): Json | undefined {
    return own(this.#kept.memory, name);
  }

  remember(name: string, value: Json): Promise<void> {
    return this.#write((kept) => ({ ...kept, memory: withMember(kept.memory, name, value) }));
  }

  effect(name: string): EffectState | undefined {
    return own(this.#kept.effects, name);
  }

  async intend(name: string): Promise<void> {
    const at = await this.now();
    await this.#write((kept) => withEffect(kept, name, { state: 'intended', at }), { durable: true });
  }

  confirm(name: string, made: Json): Promise<void> {
    return this.#write((kept) => withEffect(kept, name, { state: 'done', made }));
  }

  withdraw(name: string): Promise<void> {
    return this.#write((kept) => ({ ...kept, effects: withoutMember(kept.effects, name) }));
  }

  complete(result: unknown): Promise<void> {
    return this.#write(({ heldUntil: _, ...kept }) => ({ ...kept, completed: { result } }), {
      settled: true,
    });
  }

  async release(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    if (this.#ended) return;
    const settled = Object.keys(this.#kept.effects ?? {}).length === 0;
    try {
      await this.#write(({ heldUntil: _, ...kept }) => kept, { settled });
    } catch (error) {
      if (!(error instanceof LostClaimError)) throw error;
    }
  }

  now(): Promise<number> {
    return reaching(() => this.#store.now());
  }

  /** Two writes at once would take each other for another holder's, so each waits for the one before it. */
  #write(next: (kept: Kept) => Kept, hints?: WriteHints): Promise<void> {
    const replace = () => this.#replace(next, hints);
    this.#writing = this.#writing ? this.#writing.then(replace, replace) : replace();
    return this.#writing;
  }

  async #replace(next: (kept: Kept) => Kept, hints?: WriteHints): Promise<void> {
    if (this.#ended) throw new LostClaimError();
    const kept = next(this.#kept);
    let version: Stored['version'] | undefined;
    try {
      const now = this.#store.now();
      const expiresAt = (typeof now === 'number' ? now : await now) + this.#keepMs;
      const replaced = this.#store.replace(this.#name, this.#version, kept, expiresAt, hints);
      version = typeof replaced === 'object' ? await replaced : replaced;
    } catch (cause) {
      throw unavailable(cause);
    }
    this.#ended = version === undefined || kept.heldUntil === undefined;
    if (version === undefined) throw new LostClaimError();
    this.#kept = kept;
    this.#version = version;
  }
}

function withEffect(kept: Kept, name: string, state: EffectState): Kept {
  return { ...kept, effects: withMember(kept.effects, name, state) };
}

/** A member of its own, whatever it is called: names such as `__proto__` and `constructor` are names like others. */
export function own<T>(members: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

function withMember<T>(
  members: Readonly<Record<string, T>> | undefined,
  name: string,
  value: T,
): Readonly<Record<string, T>> {
  return Object.fromEntries([...Object.entries(members ?? {}), [name, value]]);
}

function withoutMember<T>(
  members: Readonly<Record<string, T>> | undefined,
  name: string,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members ?? {}).filter(([other]) => other !== name));
}
