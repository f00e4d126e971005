import { closeSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The file in which a broker keeps its events cannot be used; the message says why and what to do. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

// 'WKbj', so that `file` and any tool can tell whose it is (sqlite.org/fileformat.html#application_id).
const APPLICATION = 0x574b626a;
const SCHEMA_VERSION = 1;
/** A file up to this size is checked whole when it is opened: about a second for each 500 MB. */
const CHECKED_BYTES = 256 * 1_048_576;

const SCHEMA = `
  CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    broker TEXT NOT NULL,
    attributes TEXT NOT NULL,
    headers TEXT NOT NULL,
    data BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    arrived_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event INTEGER NOT NULL REFERENCES events (id),
    trigger_name TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead-lettered', 'lost')),
    towards TEXT NOT NULL CHECK (towards IN ('subscriber', 'broker', 'dead-letter-sink')),
    attempt INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    burial TEXT,
    reply_attributes TEXT,
    reply_headers TEXT,
    reply_data BLOB,
    reason TEXT,
    ended_at INTEGER,
    replays INTEGER NOT NULL DEFAULT 0,
    replayed_at INTEGER
  ) STRICT;
  CREATE INDEX deliveries_of_event ON deliveries (event);
  CREATE INDEX dead_letters ON deliveries (ended_at) WHERE state <> 'waiting';
`;

/** How the file is opened. */
export interface OpenOptions {
  /** Makes the file where it is not there, and looks through all of one that is; without it a missing file is a JournalError. */
  readonly create: boolean;
  /** The file may have so many pages of 4 KiB, which is how a full disk is tried out. */
  readonly maxPages?: number;
}

/**
 * Opens the database in `file` and makes or checks its schema; throws a JournalError where it is broken, somebody
 * else's, or newer than this code.
 */
export function openDatabase(file: string, { create, maxPages }: OpenOptions): DatabaseSync {
  const bytes = sizeOf(file);
  if (bytes === undefined && !create) throw new JournalError(`there are no events in ${file}`);
  let database: DatabaseSync | undefined;
  try {
    // Events are nobody else's business; the files beside it get the same rights.
    if (bytes === undefined) closeSync(openSync(file, 'a', 0o600));
    database = new DatabaseSync(file, { timeout: 5_000 });
    const application = pragma(database, 'application_id');
    const version = pragma(database, 'user_version');
    const empty = pragma(database, 'page_count') === 0;
    if (!empty) check(database, file, { application, version, bytes: create ? (bytes ?? 0) : undefined });
    // FULL: a commit waits for the disk, so that an accepted event outlives a power cut too.
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;',
    );
    if (empty) make(database);
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof JournalError ? error : new JournalError(whyNot(error, file));
  }
}

function make(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    ${SCHEMA}
    PRAGMA application_id = ${APPLICATION};
    PRAGMA user_version = ${SCHEMA_VERSION};
    COMMIT;`);
}

interface Found {
  readonly application: number;
  readonly version: number;
  /** Undefined where it is not to be looked through. */
  readonly bytes: number | undefined;
}

function check(database: DatabaseSync, file: string, { application, version, bytes }: Found): void {
  if (application !== APPLICATION) {
    throw new JournalError(
      `${file} is the database of another program: give another folder, or move the file away`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new JournalError(
      `${file} was written by a newer watchkeeper (form ${version}, this one knows ${SCHEMA_VERSION}): use that one, or give another folder`,
    );
  }
  if (bytes === undefined || bytes > CHECKED_BYTES) return;
  const [found] = database.prepare('PRAGMA quick_check(1)').all();
  if (found?.quick_check !== 'ok') throw new JournalError(broken(file));
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

// sqlite.org/rescode.html
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

/** Why the database in `file` could not be used, where that is what the error tells; otherwise the error itself. */
export function asJournalError(error: unknown, file: string): unknown {
  // Text that is no JSON any more is damage that the database does not see.
  if (error instanceof SyntaxError) return new JournalError(broken(file));
  return error instanceof Error && 'errcode' in error ? new JournalError(whyNot(error, file)) : error;
}

function whyNot(error: unknown, file: string): string {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
  if (code === CORRUPT || code === NOT_A_DATABASE) return broken(file);
  return `${file} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
}

function broken(file: string): string {
  return `${file} is broken: move it and its -wal and -shm files away, and the events in it are lost; or save what can be read with "sqlite3 ${file} .recover"`;
}
