import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from './store.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_by_expiry ON records (expires_at);
`;

/** Keeps records in one file for all processes of this machine; makes it where it is not there. */
export function sqliteStore(file: string, now: () => number = Date.now): Store {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 5_000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
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
  return {
    now,
    read: (key) => {
      const row = read.get(key, now());
      return row && { value: JSON.parse(String(row.value)), version: Number(row.version) };
    },
    create: (key, value, expiresAt) => {
      const at = now();
      const row = create.get(key, JSON.stringify(value), at, expiresAt, at);
      return row && Number(row.version);
    },
    replace: (key, version, value, expiresAt) => {
      const row = replace.get(JSON.stringify(value), expiresAt, key, version, now());
      return row && Number(row.version);
    },
    close: () => database.close(),
  };
}
