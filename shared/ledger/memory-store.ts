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

  const alive = (key: string): Kept | undefined => {
    if (closed) throw new Error('the ledger in memory is closed');
    const record = records.get(key);
    return record !== undefined && record.expiresAt > now() ? record : undefined;
  };

  const forget = (key: string): void => {
    const record = records.get(key);
    if (!record) return;
    characters -= key.length + record.text.length;
    records.delete(key);
    settled.delete(key);
  };

  const sweep = (): void => {
    let left = SWEPT_AT_ONCE;
    for (const [key, { expiresAt }] of records) {
      if (expiresAt > now() || left === 0) return;
      forget(key);
      left -= 1;
    }
  };

  const makeRoom = (needed: number): void => {
    for (const key of settled) {
      if (characters + needed <= mostCharacters) return;
      forget(key);
    }
    if (characters + needed > mostCharacters) throw new Error('the ledger in memory is full');
  };

  const write = (key: string, text: string, expiresAt: number): number => {
    const before = records.get(key)?.text.length;
    const needed = before === undefined ? key.length + text.length : text.length - before;
    // Whatever is written is not to be forgotten for it.
    settled.delete(key);
    if (characters + needed > mostCharacters) makeRoom(needed);
    forget(key);
    versions += 1;
    characters += key.length + text.length;
    records.set(key, { text, version: versions, expiresAt });
    return versions;
  };

  return {
    now,
    read: (key) => {
      const record = alive(key);
      return record && { value: JSON.parse(record.text), version: record.version };
    },
    create: (key, value, expiresAt) => {
      if (alive(key)) return undefined;
      sweep();
      return write(key, JSON.stringify(value), expiresAt);
    },
    replace: (key, version, value, expiresAt, hints) => {
      if (alive(key)?.version !== version) return undefined;
      const written = write(key, JSON.stringify(value), expiresAt);
      if (hints?.settled) settled.add(key);
      return written;
    },
    close: () => {
      closed = true;
      records.clear();
      settled.clear();
    },
  };
}
