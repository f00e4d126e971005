import { chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../../../make-folder.ts';
import { JournalError } from './open-database.ts';

/** The files of a folder that a broker keeps its events in. */
export interface DataFolder {
  readonly events: string;
  readonly ledger: string;
  /** The attempts that are under way. */
  readonly underWay: string;
}

/** Where in the folder everything is; nothing is made. */
export function dataFolder(folder: string): DataFolder {
  return {
    events: join(folder, 'broker.db'),
    ledger: join(folder, 'ledger.db'),
    underWay: join(folder, 'under-way'),
  };
}

/** Who works on a folder, as it wrote down itself. */
export interface Holder {
  readonly pid: number;
}

/** The right to work on a folder, for as long as the process lives or until it is given up. */
export interface FolderLock {
  readonly release: () => void;
}

/**
 * Makes the folder where it is not there and takes it for this process; throws a JournalError where another one has
 * it. The lock is the operating system's own on a file in it, so it ends with the process, however that ends.
 */
export function lockFolder(folder: string): FolderLock {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new JournalError(`the folder ${folder} cannot be made: ${messageOf(error)}`);
  }
  const lock = tryLock(folder, LOOK_MILLISECONDS);
  if (lock === undefined) {
    const holder = readHolder(folder);
    const who = holder === undefined ? 'another process' : `the process ${holder.pid}`;
    throw new JournalError(`${who} already works on ${folder}: stop it first, or give another folder`);
  }
  // Anew, since the mode counts only where a file is made.
  rmSync(holderFile(folder), { force: true });
  writeFileSync(holderFile(folder), JSON.stringify({ pid: process.pid }), { mode: 0o600 });
  return {
    release: () => {
      rmSync(holderFile(folder), { force: true });
      lock.close();
    },
  };
}

/** Who works on the folder now; undefined where nobody does. */
export function holderOf(folder: string): Holder | undefined {
  const lock = tryLock(folder, 0);
  lock?.close();
  return lock === undefined ? (readHolder(folder) ?? { pid: 0 }) : undefined;
}

// Who only looks whether somebody has it takes it for a moment too.
const LOOK_MILLISECONDS = 300;

/** Undefined where another process has it. */
function tryLock(folder: string, timeout: number): DatabaseSync | undefined {
  const file = join(folder, 'lock');
  const database = open(file, timeout);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const busy = 5; // sqlite.org/rescode.html#busy
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) return undefined;
    throw new JournalError(`${file} cannot be locked: ${messageOf(error)}`);
  }
}

function open(file: string, timeout: number): DatabaseSync {
  try {
    // Not where it is there: to close a file ends all locks of the process on it (fcntl). SQLite makes the file beside
    // it with the same mode.
    if (existsSync(file)) chmodSync(file, 0o600);
    else closeSync(openSync(file, 'a', 0o600));
    return new DatabaseSync(file, { timeout });
  } catch (error) {
    throw new JournalError(`${file} cannot be opened: ${messageOf(error)}`);
  }
}

function holderFile(folder: string): string {
  return join(folder, 'held-by.json');
}

function readHolder(folder: string): Holder | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(holderFile(folder), 'utf8')) as { pid?: unknown };
    return typeof pid === 'number' ? { pid } : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
