import { reaching } from './held-entry.ts';
import { type Ledger, LedgerUnavailableError } from './ledger.ts';
import type { Store } from './store.ts';

/** Most tries to write a counter that others write too: each lost try is another's success. */
const TRIES = 1_000;

/** The counters of a ledger; `nameOf` gives the key in the store. */
export function createCounters(
  store: Store,
  keepMs: number,
  nameOf: (counter: readonly string[]) => string,
): Pick<Ledger, 'reserve' | 'add' | 'count'> {
  const count = async (name: string) => Number((await store.read(name))?.value ?? 0);

  /** Writes what `next` makes of the count; undefined leaves it and ends. */
  const change = async (
    name: string,
    next: (count: number) => number | undefined,
  ): Promise<number | undefined> => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const stored = await store.read(name);
      const wanted = next(Number(stored?.value ?? 0));
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
    reserve: async (counter, amount, limit) => {
      if (!(amount > 0 && Number.isFinite(amount)) || Number.isNaN(limit)) {
        throw new RangeError(`cannot reserve ${amount} of ${limit}`);
      }
      const next = (now: number) => (now + amount > limit ? undefined : now + amount);
      return (await reaching(() => change(nameOf(counter), next))) !== undefined;
    },
    add: async (counter, amount) => {
      if (!Number.isFinite(amount)) throw new RangeError(`cannot add ${amount} to a counter`);
      return (await reaching(() => change(nameOf(counter), (now) => Math.max(0, now + amount)))) ?? 0;
    },
    count: (counter) => reaching(() => count(nameOf(counter))),
  };
}
