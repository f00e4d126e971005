import { dataFolder, lockFolder } from './data-folder.ts';
import { openDatabase } from './open-database.ts';
import { type SqliteJournal, type SqliteJournalOptions, sqliteJournal } from './sqlite-journal.ts';
import { countAttempts, cutShort, openUnderWay } from './under-way.ts';

/** A journal in a folder that this process alone works on until it is closed. */
export interface KeptJournal {
  readonly journal: SqliteJournal;
  /** Where functions remember if nothing else is said: a value of LEDGER. */
  readonly ledger: string;
  /** To be called when nothing is under way; a second call does nothing. */
  readonly close: () => void;
}

/** Opens the journal of a folder, made where it is not there; throws a JournalError where it cannot be used. */
export function openJournal(folder: string, options: SqliteJournalOptions): KeptJournal {
  const files = dataFolder(folder);
  const lock = lockFolder(folder);
  try {
    const database = openDatabase(files.events, { create: true });
    try {
      countAttempts(database, cutShort(files.underWay));
    } catch (error) {
      // A full disk: better to try them once more than not to start.
      options.log.error({ err: error }, 'attempts that were cut short could not be counted');
    }
    const underWay = openUnderWay(files.underWay);
    const journal = sqliteJournal(database, { ...options, begin: underWay.begin });
    let closed = false;
    return {
      journal,
      ledger: `sqlite:${files.ledger}`,
      close: () => {
        if (closed) return;
        closed = true;
        journal.close();
        underWay.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
