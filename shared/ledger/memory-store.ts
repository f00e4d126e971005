import type { Store } from './store.ts';

interface Record {
  readonly value: unknown;
  readonly version: number;
  readonly expiresAt: number;
}

/** Records looked at for their expiry with each new one: the oldest first, so that forgotten ones never pile up. */
const SWEPT_AT_ONCE = 2;

/** Keeps records in this process and no longer: for tests, a laptop, and a function that runs in one pod only. */
export function memoryStore(now: () => number = Date.now): Store {
  const records = new Map<string, Record>();
  let versions = 0;

  const alive = (key: string): Record | undefined => {
    const record = records.get(key);
    return record !== undefined && record.expiresAt > now() ? record : undefined;
  };

  const write = (key: string, value: unknown, expiresAt: number): number => {
    versions += 1;
    records.set(key, { value, version: versions, expiresAt });
    return versions;
  };

  // A Map keeps the order of insertion, and all records live about as long.
  const sweep = (): void => {
    let swept = 0;
    for (const [key, { expiresAt }] of records) {
      if (expiresAt > now() || swept >= SWEPT_AT_ONCE) return;
      records.delete(key);
      swept += 1;
    }
  };

  return {
    now,
    read: alive,
    create: (key, value, expiresAt) => {
      if (alive(key)) return undefined;
      records.delete(key);
      sweep();
      return write(key, value, expiresAt);
    },
    replace: (key, version, value, expiresAt) =>
      alive(key)?.version === version ? write(key, value, expiresAt) : undefined,
    close: () => records.clear(),
  };
}
