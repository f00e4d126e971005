import { DatabaseSync } from 'node:sqlite';

/**
 * Lets each write into a ledger's file succeed until its commit, and fail there, as a disk does that is full: a deferred
 * constraint is checked at the commit only (https://sqlite.org/foreignkeys.html#fk_deferred). Gives what mends it again.
 */
export function failCommits(file: string): () => void {
  exec(
    file,
    `CREATE TABLE IF NOT EXISTS absent (id INTEGER PRIMARY KEY);
     CREATE TABLE IF NOT EXISTS unfit (id INTEGER REFERENCES absent (id) DEFERRABLE INITIALLY DEFERRED);
     CREATE TRIGGER fail_create AFTER INSERT ON records BEGIN INSERT INTO unfit VALUES (1); END;
     CREATE TRIGGER fail_replace AFTER UPDATE ON records BEGIN INSERT INTO unfit VALUES (1); END;`,
  );
  return () => exec(file, 'DROP TRIGGER fail_create; DROP TRIGGER fail_replace;');
}

function exec(file: string, statements: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(statements);
  } finally {
    database.close();
  }
}
