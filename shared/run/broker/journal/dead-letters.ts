import type { DatabaseSync } from 'node:sqlite';
import type { Attributes } from '../filter.ts';

/** An event that its Trigger's subscriber did not handle. */
export interface DeadLetter {
  /** Names it in this folder, and no other letter ever. */
  readonly number: number;
  /** NAMESPACE/NAME of the Broker. */
  readonly broker: string;
  readonly trigger: string;
  /** `lost` where there was no dead-letter sink that took it. */
  readonly how: 'dead-lettered' | 'lost';
  readonly reason: string;
  /** Attempts that the subscriber had since it came, or since it was last replayed. */
  readonly attempts: number;
  /** When it ended; ISO 8601, UTC. */
  readonly at: string;
  /** How often it was replayed already, and when last. */
  readonly replays: number;
  readonly replayedAt?: string;
  readonly attributes: Attributes;
}

/** Which dead letters are meant: all, those of one Trigger, or those with one of these numbers or event ids. */
export type Selection = 'all' | { readonly trigger: string } | { readonly ids: readonly string[] };

const COLUMNS = `deliveries.id, broker, trigger_name, state, reason, tries, ended_at, replays, replayed_at, attributes`;
const DEAD = `FROM deliveries JOIN events ON events.id = deliveries.event WHERE state <> 'waiting'`;

/** All dead letters, the oldest first. */
export function listDeadLetters(database: DatabaseSync): DeadLetter[] {
  return database.prepare(`SELECT ${COLUMNS} ${DEAD} ORDER BY ended_at, deliveries.id`).all().map(letterOf);
}

/** The dead letters that are meant, and those of the ids that are none; a number of the list goes before an event's id. */
export function selectDeadLetters(
  letters: readonly DeadLetter[],
  selection: Selection,
): { readonly chosen: readonly DeadLetter[]; readonly unknown: readonly string[] } {
  if (selection === 'all') return { chosen: letters, unknown: [] };
  if ('trigger' in selection) {
    return { chosen: letters.filter(({ trigger }) => trigger === selection.trigger), unknown: [] };
  }
  const chosen = new Set<DeadLetter>();
  const unknown: string[] = [];
  for (const id of selection.ids) {
    const numbered = letters.filter(({ number }) => String(number) === id);
    const found = numbered.length > 0 ? numbered : letters.filter(({ attributes }) => attributes.id === id);
    if (found.length === 0) unknown.push(id);
    for (const letter of found) chosen.add(letter);
  }
  return { chosen: [...chosen], unknown };
}

/** The data of a dead letter's event, as it came. */
export function dataOf(database: DatabaseSync, letter: DeadLetter): Uint8Array {
  const row = database.prepare(`SELECT data ${DEAD} AND deliveries.id = ?`).get(letter.number);
  return row?.data instanceof Uint8Array ? row.data : new Uint8Array();
}

/** So many are changed in one transaction: a broker that runs meanwhile waits for it. */
const TOGETHER = 500;

/** Removes dead letters for good, and events that nobody else has; gives how many were still there. */
export function removeDeadLetters(database: DatabaseSync, letters: readonly DeadLetter[]): number {
  const remove = database.prepare(
    `DELETE FROM deliveries WHERE id = ? AND state <> 'waiting' RETURNING event`,
  );
  const free = database.prepare(
    `DELETE FROM events WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = ?)`,
  );
  return forEachLetter(database, letters, ({ number }) => {
    const event = remove.get(number)?.event;
    if (event === undefined) return 0;
    free.run(Number(event), Number(event));
    return 1;
  });
}

/**
 * Queues dead letters for the Trigger that failed, with all attempts and hops again; the broker on this folder
 * delivers them, now or at its next start. Gives how many were still there.
 */
export function queueReplays(database: DatabaseSync, letters: readonly DeadLetter[], now: Date): number {
  const replay = database.prepare(
    `UPDATE deliveries SET state = 'waiting', towards = 'subscriber', attempt = 1, tries = 0, due_at = ?,
       burial = NULL, reason = NULL, ended_at = NULL, replays = replays + 1, replayed_at = ?
     WHERE id = ? AND state <> 'waiting'`,
  );
  return forEachLetter(database, letters, ({ number }) =>
    Number(replay.run(now.getTime(), now.getTime(), number).changes),
  );
}

/** Makes a change for each letter, many in one transaction, and gives the sum of what the changes give. */
function forEachLetter(
  database: DatabaseSync,
  letters: readonly DeadLetter[],
  change: (letter: DeadLetter) => number,
): number {
  let changed = 0;
  for (let from = 0; from < letters.length; from += TOGETHER) {
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const letter of letters.slice(from, from + TOGETHER)) changed += change(letter);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  return changed;
}

function letterOf(row: Readonly<Record<string, unknown>>): DeadLetter {
  return {
    number: Number(row.id),
    broker: String(row.broker),
    trigger: String(row.trigger_name),
    how: row.state === 'lost' ? 'lost' : 'dead-lettered',
    reason: String(row.reason),
    attempts: Number(row.tries),
    at: new Date(Number(row.ended_at)).toISOString(),
    replays: Number(row.replays),
    ...(row.replayed_at === null ? {} : { replayedAt: new Date(Number(row.replayed_at)).toISOString() }),
    attributes: JSON.parse(String(row.attributes)) as Attributes,
  };
}
