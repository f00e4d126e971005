import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { LedgerUnavailableError } from './ledger.ts';
import { openSqliteFile, SQLITE_FULL, sqliteCodeOf } from './sqlite-file.ts';
import type { Store } from './store.ts';

/** New records of one process from one sweep to the next, and how much a sweep takes: so it keeps up, and is short. */
const SWEPT_EVERY = 64;
const RECORDS_A_SWEEP = 256;
const PAGES_A_SWEEP = 64;
/** Free pages that are left in the file for what comes next. */
const PAGES_KEPT = 256;
/** So often it is asked at most whether the file is still in its place. */
const LOOKED_EVERY_MILLISECONDS = 1_000;

/**
 * Keeps records in one file on a disk of this machine, for all its processes; makes it where it is not there. Every
 * write outlives the end of a process, however it ends; one with the hint `durable`, and all before it, a power loss.
 * Takes `mostPages` of 4 KiB, or all that the disk has. Throws a SettingsError that says what to do where the file
 * cannot be used.
 */
export function sqliteStore(file: string, now: () => number = Date.now, mostPages?: number): Store {
  const path = resolve(file);
  const database = openSqliteFile(path);
  const inPlace = placeOf(path, now);
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
      inPlace();
      const row = read.get(key, now());
      return row && { value: JSON.parse(String(row.value)), version: Number(row.version) };
    },
    create: (key, value, expiresAt) => {
      inPlace();
      sweepNowAndThen();
      // A version that the record which expired under this key never had, whatever the clock did meanwhile.
      const version = Math.floor(Math.random() * 2 ** 48);
      const text = JSON.stringify(value);
      return withRoom(() => versionWritten(create, key, text, version, expiresAt, now()));
    },
    replace: (key, version, value, expiresAt, hints) => {
      inPlace();
      const text = JSON.stringify(value);
      const write = () => withRoom(() => versionWritten(replace, text, expiresAt, key, version, now()));
      return hints?.durable ? durably(write) : write();
    },
    close: () => database.close(),
  };
}

/**
 * The version that a statement wrote, or undefined where it wrote nothing. Never by `get()`: that stops at the row, the
 * commit comes when the statement is reset, and an error of it is dropped there; `all()` goes to the end and throws.
 */
function versionWritten(statement: StatementSync, ...values: SQLInputValue[]): number | undefined {
  const [row] = statement.all(...values);
  return row && Number(row.version);
}

/**
 * Looks now and then whether a file is still the one that is open, and throws where it is not: SQLite would go on with
 * the file that nobody else sees, and another process with a new one.
 */
function placeOf(path: string, now: () => number): () => void {
  const opened = statSync(path);
  let lookedAt = now();
  return () => {
    const at = now();
    if (Math.abs(at - lookedAt) < LOOKED_EVERY_MILLISECONDS) return;
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.ino !== opened.ino || there.dev !== opened.dev) {
      throw new LedgerUnavailableError(
        `the file of the ledger was ${there ? 'replaced' : 'moved or deleted'} while it was open: put it back, or start anew with another`,
      );
    }
    lookedAt = at;
  };
}
