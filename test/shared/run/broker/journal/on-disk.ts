import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Journal } from '../../../../../shared/run/broker/journal/journal.ts';
import { openDatabase } from '../../../../../shared/run/broker/journal/open-database.ts';
import {
  type SqliteJournal,
  type SqliteJournalOptions,
  sqliteJournal,
} from '../../../../../shared/run/broker/journal/sqlite-journal.ts';

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A journal in a file, closed when the test has finished. */
export function journalIn(
  file: string,
  options: Partial<SqliteJournalOptions> & { readonly maxPages?: number } = {},
): SqliteJournal {
  const { maxPages, ...rest } = options;
  const database = openDatabase(file, { create: true, ...(maxPages === undefined ? {} : { maxPages }) });
  const journal = sqliteJournal(database, { log: pino({ level: 'silent' }), keepDays: 14, ...rest });
  let closed = false;
  const close = () => {
    if (!closed) journal.close();
    closed = true;
  };
  onTestFinished(close);
  return { ...journal, close };
}

/** A write of a journal at which a process ends: before it is on disk, or just after. */
export interface CrashPoint {
  /** From 1, in the order of writing. */
  readonly write: number;
  readonly when: 'before' | 'after';
}

/**
 * A journal that stops answering at one write, as where the process was killed there: no later write reaches the
 * disk and no later attempt begins. `crashed` resolves when it has; `writes` counts what was asked for.
 */
export function crashing(journal: Journal, point: CrashPoint | undefined) {
  const { promise: crashed, resolve } = Promise.withResolvers<void>();
  const names: string[] = [];
  let dead = false;
  const never = new Promise<never>(() => {});
  const seam = async <Result>(name: string, write: () => Promise<Result>): Promise<Result> => {
    if (dead) return never;
    names.push(name);
    if (names.length !== point?.write) return write();
    dead = true;
    if (point.when === 'after') await write();
    resolve();
    return never;
  };
  const wrapped: Journal = {
    ...journal,
    accept: (...given) => seam('accept', () => journal.accept(...given)),
    advance: (...given) => seam('advance', () => journal.advance(...given)),
    end: (...given) => seam('end', () => journal.end(...given)),
    bury: (...given) => seam('bury', () => journal.bury(...given)),
    load: (id) => (dead ? undefined : journal.load(id)),
  };
  return { journal: wrapped, crashed, writes: () => names };
}
