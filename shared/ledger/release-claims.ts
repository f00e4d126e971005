import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { openSqliteFile } from './sqlite-file.ts';

/**
 * Releases every claim in a ledger's file and gives how many: for a caller that knows that no process lives that
 * could hold one. What was done under a claim stays noted, so the next holder goes on from there. Nothing is made
 * where there is no file. Throws a SettingsError where the file cannot be used.
 */
export function releaseClaims(file: string): number {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return 0;
  const database = openSqliteFile(path);
  try {
    // The same that an entry writes at its release; a completed record holds no claim.
    const { changes } = database
      .prepare(
        `UPDATE records SET value = json_remove(value, '$.heldUntil'), version = version + 1
         WHERE json_extract(value, '$.heldUntil') IS NOT NULL`,
      )
      .run();
    return Number(changes);
  } finally {
    database.close();
  }
}
