import type { Store } from './store.ts';

interface Kept {
  readonly text: string;
  readonly version: number;
  readonly expiresAt: number;
}

/** Records looked at for their expiry with each new one, so that forgotten ones never pile up. */
const SWEPT_AT_ONCE = 2;
const MOST_CHARACTERS = 64 * 1_048_576;

/**
 * Keeps records in this process and no longer: for tests, a laptop, and a function that runs in one pod only. Above
 * `mostCharacters` of JSON it forgets settled records, those first that were written first, and throws where none is
 * left.
 */
export function memoryStore(now: () => number = Date.now, mostCharacters: number = MOST_CHARACTERS): Store {
  // In the order of their last write, which is the order in which they expire.
  const records = new Map<string, Kept>();
  const settled = new Set<string>();
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
    settled.delete(key);
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

  const makeRoom = (needed: number): void => {
    for (const key of settled) {
      if (characters + needed <= mostCharacters) return;
      const record = records.get(key);
      if (record) forget(key, record);
    }
    if (characters + needed > mostCharacters) throw new Error('the ledger in memory is full');
  };

  const write = (key: string, text: string, expiresAt: number): number => {
    versions += 1;
    characters += key.length + text.length;
    records.set(key, { text, version: versions, expiresAt });
    return versions;
  };

  return {
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
      return write(key, text, expiresAt);
    },
    replace: (key, version, value, expiresAt, hints) => {
      const before = find(key);
      if (before?.version !== version || before.expiresAt <= now()) return undefined;
      const text = JSON.stringify(value);
      // Whatever is written is not to be forgotten for it.
      settled.delete(key);
      const needed = text.length - before.text.length;
      if (characters + needed > mostCharacters) makeRoom(needed);
      characters -= key.length + before.text.length;
      records.delete(key);
      if (hints?.settled) settled.add(key);
      return write(key, text, expiresAt);
    },
    close: () => {
      closed = true;
      records.clear();
      settled.clear();
    },
  };
}
