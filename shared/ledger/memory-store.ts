import type { Store } from './store.ts';

interface Kept {
  readonly text: string;
  readonly version: number;
  readonly expiresAt: number;
  /** When it would have expired as it was put in its place in the order. */
  readonly placedAt: number;
  readonly settled: boolean;
}

/** Records looked at for their expiry with each new one, so that forgotten ones never pile up. */
const SWEPT_AT_ONCE = 2;
const MOST_CHARACTERS = 64 * 1_048_576;
/** A record that expires this much later by now keeps its place: nearly all are written twice within a moment. */
const SAME_PLACE_MILLISECONDS = 60_000;

/**
 * Keeps records in this process and no longer: for tests, a laptop, and a function that runs in one pod only. Above
 * `mostCharacters` of JSON it forgets settled records, those first that were written first, and throws where none is
 * left.
 */
export function memoryStore(now: () => number = Date.now, mostCharacters: number = MOST_CHARACTERS): Store {
  // In the order in which they expire, to the minute.
  const records = new Map<string, Kept>();
  let characters = 0;
  let versions = 0;
  let closed = false;

  const find = (key: string): Kept | undefined => {
    if (closed) throw new Error('the ledger in memory is closed');
    return records.get(key);
  };

  const forget = (key: string, { text }: Kept): void => {
    characters -= key.length + text.length;
    records.delete(key);
  };

  const sweep = (): void => {
    const at = now();
    let left = SWEPT_AT_ONCE;
    for (const [key, record] of records) {
      if (record.expiresAt > at || left === 0) return;
      forget(key, record);
      left -= 1;
    }
  };

  const makeRoom = (needed: number, kept?: string): void => {
    for (const [key, record] of records) {
      if (characters + needed <= mostCharacters) return;
      if (record.settled && key !== kept) forget(key, record);
    }
    if (characters + needed > mostCharacters) throw new Error('the ledger in memory is full');
  };

  return {
    outlivesProcess: false,
    now,
    read: (key) => {
      const record = find(key);
      return record && record.expiresAt > now()
        ? { value: JSON.parse(record.text), version: record.version }
        : undefined;
    },
    create: (key, value, expiresAt) => {
      const before = find(key);
      if (before && before.expiresAt > now()) return undefined;
      if (before) forget(key, before);
      sweep();
      const text = JSON.stringify(value);
      const needed = key.length + text.length;
      if (characters + needed > mostCharacters) makeRoom(needed);
      characters += needed;
      versions += 1;
      records.set(key, { text, version: versions, expiresAt, placedAt: expiresAt, settled: false });
      return versions;
    },
    replace: (key, version, value, expiresAt, hints) => {
      const before = find(key);
      if (before?.version !== version || before.expiresAt <= now()) return undefined;
      const text = JSON.stringify(value);
      const needed = text.length - before.text.length;
      // Whatever is written is not to be forgotten for it.
      if (characters + needed > mostCharacters) makeRoom(needed, key);
      characters += needed;
      versions += 1;
      const stays = Math.abs(expiresAt - before.placedAt) < SAME_PLACE_MILLISECONDS;
      if (!stays) records.delete(key);
      const placedAt = stays ? before.placedAt : expiresAt;
      records.set(key, { text, version: versions, expiresAt, placedAt, settled: hints?.settled ?? false });
      return versions;
    },
    close: () => {
      closed = true;
      records.clear();
    },
  };
}
