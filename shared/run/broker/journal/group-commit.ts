import type { DatabaseSync } from 'node:sqlite';

/** Runs a change of the database and resolves when it is on disk; rejects where nothing of it was written. */
export type Commit = <Result>(change: () => Result) => Promise<Result>;

interface Change {
  readonly run: () => void;
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
}

/** So many changes at most share a transaction, so that the event loop is not held up for long. */
const MOST_TOGETHER = 200;

/**
 * Commits the changes of one turn of the event loop together: a commit waits for the disk, and one wait is enough
 * for all of them. Where one of them fails, each is tried again on its own. `soon` is setImmediate.
 */
export function groupCommits(
  database: DatabaseSync,
  soon: (run: () => void) => unknown = setImmediate,
): { readonly commit: Commit; readonly flush: () => void } {
  let waiting: Change[] = [];
  let scheduled = false;

  const transaction = (changes: readonly Change[]): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const { run } of changes) run();
      database.exec('COMMIT');
    } catch (error) {
      // A full disk ends the transaction by itself (sqlite.org/lang_transaction.html, §3).
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };

  const attempt = (changes: readonly Change[]): void => {
    try {
      transaction(changes);
    } catch (error) {
      if (changes.length === 1) changes[0]?.fail(error);
      else for (const change of changes) attempt([change]);
      return;
    }
    for (const { settle } of changes) settle();
  };

  const turn = (): void => {
    scheduled = false;
    const now = waiting.slice(0, MOST_TOGETHER);
    waiting = waiting.slice(MOST_TOGETHER);
    if (waiting.length > 0) schedule();
    if (now.length > 0) attempt(now);
  };

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    soon(turn);
  };

  return {
    commit: <Result>(change: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        let result: { readonly value: Result } | undefined;
        waiting.push({
          run: () => {
            result = { value: change() };
          },
          settle: () => result && resolve(result.value),
          fail: reject,
        });
        schedule();
      }),
    flush: () => {
      while (waiting.length > 0) turn();
    },
  };
}
