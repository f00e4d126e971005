import { resolve } from 'node:path';
import { openSqliteFile, SQLITE_FULL, sqliteCodeOf } from './sqlite-file.ts';
import type { Store } from './store.ts';

/** New records of one process from one sweep to the next, and how much a sweep takes: so it keeps up, and is short. */
const SWEPT_EVERY = 64;
const RECORDS_A_SWEEP = 256;
const PAGES_A_SWEEP = 64;
/** Free pages that are left in the file for what comes next. */
const PAGES_KEPT = 256;

/**
 * Keeps records in one file on a disk of this machine, for all its processes; makes it where it is not there. Every
 * write outlives the end of a process, however it ends; one with the hint `durable`, and all before it, a power loss.
 * Takes `mostPages` of 4 KiB, or all that the disk has. Throws a SettingsError that says what to do where the file
 * cannot be used.
 */
export function sqliteStore(file: string, now: () => number = Date.now, mostPages?: number): Store {
  const database = openSqliteFile(resolve(file));
  if (mostPages !== undefined) database.exec(`PRAGMA max_page_count = ${mostPages}`);
  const read = database.prepare('SELECT value, version FROM records WHERE key = ? AND expires_at > ?');
  const create = database.prepare(`
    INSERT INTO records (key, value, version, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version, expires_at = excluded.expires_at
    WHERE records.expires_at <= ?
    RETURNING version`);
  const replace = database.prepare(`
    UPDATE records SET value = ?, version = version + 1, expires_at = ?
    WHERE key = ? AND version = ? AND expires_at > ?
    RETURNING version`);
  const forget = database.prepare(
    'DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE expires_at <= ? LIMIT ?)',
  );
  const freePages = database.prepare('PRAGMA freelist_count');
  let created = 0;

  const sweep = (): void => {
    forget.run(now(), RECORDS_A_SWEEP);
    if (Number(freePages.get()?.freelist_count) > PAGES_KEPT) {
      database.exec(`PRAGMA incremental_vacuum(${PAGES_A_SWEEP})`);
    }
  };

  const sweepNowAndThen = (): void => {
    created += 1;
    if (created % SWEPT_EVERY !== 0) return;
    try {
      sweep();
    } catch {
      // The next one takes more; what is asked for now matters, and says by itself what is wrong with the file.
    }
  };

  /** Where the disk is full, room is made of what has expired. */
  const withRoom = <T>(write: () => T): T => {
    try {
      return write();
    } catch (error) {
      if (sqliteCodeOf(error) !== SQLITE_FULL) throw error;
      sweep();
      return write();
    }
  };

  /** Waits for the disk: https://sqlite.org/pragma.html#pragma_synchronous, NORMAL loses the last commits with the power. */
  const durably = <T>(write: () => T): T => {
    database.exec('PRAGMA synchronous = FULL');
    try {
      return write();
    } finally {
      database.exec('PRAGMA synchronous = NORMAL');
    }
  };

  return {
    now,
    read: (key) => {
      const row = read.get(key, now());
      return row && { value: JSON.parse(String(row.value)), version: Number(row.version) };
    },
    create: (key, value, expiresAt) => {
      sweepNowAndThen();
      // A version that the record which expired under this key never had, whatever the clock did meanwhile.
      const version = Math.floor(Math.random() * 2 ** 48);
      const text = JSON.stringify(value);
      const row = withRoom(() => create.get(key, text, version, expiresAt, now()));
      return row && Number(row.version);
    },
    replace: (key, version, value, expiresAt, hints) => {
      const text = JSON.stringify(value);
      const write = () => withRoom(() => replace.get(text, expiresAt, key, version, now()));
      const row = hints?.durable ? durably(write) : write();
      return row && Number(row.version);
    },
    close: () => database.close(),
  };
}
