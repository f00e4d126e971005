import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** The attempts that are under way, known to the next process where this one is killed during them. */
export interface UnderWay {
  /** Notes an attempt at a delivery until what it gives is called. */
  begin(id: number): () => void;
  close(): void;
}

const SLOT_BYTES = 8;

/**
 * Notes attempts in a file of 8 bytes for each of those at one time, made anew. A write goes to the system's cache and
 * waits for no disk: it outlives the process, which is enough, since no event cuts the power.
 */
export function openUnderWay(file: string): UnderWay {
  const handle = openSync(file, 'w', 0o600);
  const free: number[] = [];
  let slots = 0;
  let closed = false;
  const write = (slot: number, id: number): void => {
    if (closed) return;
    const bytes = Buffer.alloc(SLOT_BYTES);
    bytes.writeBigUInt64LE(BigInt(id));
    try {
      writeSync(handle, bytes, 0, SLOT_BYTES, slot * SLOT_BYTES);
    } catch {
      // A full disk: then the attempt does not count where it is cut.
    }
  };
  return {
    begin(id) {
      const slot = free.pop() ?? slots++;
      write(slot, id);
      return () => {
        write(slot, 0);
        free.push(slot);
      };
    },
    close() {
      closed = true;
      closeSync(handle);
    },
  };
}

/** The deliveries at whose attempt the process ended that noted them in the file. */
export function cutShort(file: string): number[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return [];
  }
  const ids = Array.from({ length: Math.floor(bytes.length / SLOT_BYTES) }, (_, slot) =>
    Number(bytes.readBigUInt64LE(slot * SLOT_BYTES)),
  );
  return ids.filter((id) => id !== 0);
}

/** Counts the attempts that were cut short as made: one of them may be what ended the process, each time anew. */
export function countAttempts(database: DatabaseSync, ids: readonly number[]): void {
  const count = database.prepare(
    `UPDATE deliveries SET attempt = attempt + 1, tries = tries + (towards = 'subscriber')
     WHERE id = ? AND state = 'waiting' AND towards <> 'broker'`,
  );
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const id of new Set(ids)) count.run(id);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
