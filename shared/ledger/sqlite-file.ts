import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SettingsError } from '../config.ts';
import { makeFolder } from '../make-folder.ts';

/** 'wkle': tells a ledger from another program's database (https://sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x77_6b_6c_65;
const SCHEMA_VERSION = 1;
/** A rowid table: WITHOUT ROWID keeps large values badly, and a report has 10 KB. */
const SCHEMA = `
  CREATE TABLE records (
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX records_by_expiry ON records (expires_at);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Another process writes for a fraction of a millisecond, a few where it waits for the disk. */
const BUSY_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 20;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
export const SQLITE_FULL = 13;

/**
 * Opens the file of a ledger, and makes it and its folder where they are not there, for its owner only. Throws a
 * SettingsError that says what to do where the file cannot be used. After a `kill -9` nothing is lost; after a power
 * loss that which was written since the last `PRAGMA synchronous = FULL` may be.
 */
export function openSqliteFile(path: string): DatabaseSync {
  makeFile(path);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS });
    prepare(database, path);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw problemOf(error, path);
  }
}

/** The result code of SQLite, without what only tells its variants apart. */
export function sqliteCodeOf(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

function makeFile(path: string): void {
  try {
    makeFolder(dirname(path));
    // SQLite gives the files beside it the same mode.
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(
      `${path} cannot be written (${code}): name a file in a folder that this process may write`,
    );
  }
}

function prepare(database: DatabaseSync, path: string): void {
  // Has to come first: an empty file takes it, a written one keeps what it has.
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  const mode = whenFree(() => database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode);
  if (mode !== 'wal') throw unusable(`${path} has to be on a disk of this machine, not on a network share`);
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216;');
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = numberOf(database, 'PRAGMA user_version', 'user_version');
    const application = numberOf(database, 'PRAGMA application_id', 'application_id');
    const tables = numberOf(database, 'SELECT count(*) AS tables FROM sqlite_schema', 'tables');
    if (tables > 0 && application !== APPLICATION_ID) {
      throw unusable(`${path} is a database of another program: name a file of its own`);
    }
    if (version > SCHEMA_VERSION) {
      throw unusable(
        `${path} was written by a newer version of Watchkeeper (schema ${version}, here ${SCHEMA_VERSION}): use that one, or name another file`,
      );
    }
    if (tables === 0) database.exec(SCHEMA);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

// SQLite does not wait by itself where two processes turn a new file to WAL at once.
function whenFree<T>(work: () => T): T {
  for (let waited = 0; ; waited += PAUSE_MILLISECONDS) {
    try {
      return work();
    } catch (error) {
      if (sqliteCodeOf(error) !== SQLITE_BUSY || waited >= BUSY_MILLISECONDS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS);
    }
  }
}

function numberOf(database: DatabaseSync, query: string, column: string): number {
  return Number(database.prepare(query).get()?.[column]);
}

function problemOf(error: unknown, path: string): unknown {
  if (error instanceof SettingsError) return error;
  switch (sqliteCodeOf(error)) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return unusable(
        `${path} is no database, or a damaged one: move it away, and a new one is begun; what the old one remembers may then be done again`,
      );
    case undefined:
      return error;
    default:
      return unusable(`${path} cannot be opened: ${(error as Error).message}`);
  }
}

function unusable(why: string): SettingsError {
  return new SettingsError(`these settings are wrong:\n  LEDGER: ${why}`);
}
