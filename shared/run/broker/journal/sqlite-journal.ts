import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Logger } from 'pino';
import { MOST_HOPS, TTL } from '../arrival.ts';
import type { Attributes } from '../filter.ts';
import type { PassedHeaders } from '../pass-through.ts';
import type { Towards } from '../steps.ts';
import { groupCommits } from './group-commit.ts';
import { type Burial, type Held, type Journal, type Parcel, sizeOf, type Waiting } from './journal.ts';

/** What of a journal on disk may be set. */
export interface SqliteJournalOptions {
  readonly log: Logger;
  /** Dead letters are kept for so many days. */
  readonly keepDays: number;
  /** Dead letters may have so many bytes; over it the oldest are dropped. Default 256 MiB. */
  readonly deadLetterBytes?: number;
  /** So often it is asked whether another process changed something. Default 500 ms. */
  readonly pollMilliseconds?: number;
  readonly now?: () => Date;
}

/** A journal on disk, which whoever opened it closes: what is not written yet is then. */
export interface SqliteJournal extends Journal {
  readonly close: () => void;
}

const DAY_MILLISECONDS = 86_400_000;
const HOUR_MILLISECONDS = 3_600_000;
/** After so many dead letters it is asked whether there is room for them. */
const PRUNED_EACH = 200;

/**
 * Holds events in a database that `openDatabase` opened. A promise of it resolves when a power cut can no longer
 * undo what was written; what is written in one turn of the event loop waits for the disk together.
 */
export function sqliteJournal(database: DatabaseSync, options: SqliteJournalOptions): SqliteJournal {
  const { now = () => new Date() } = options;
  const sql = statements(database);
  const { commit, flush } = groupCommits(database);
  let bytes = Number(sql.waitingBytes.get()?.bytes ?? 0);
  let arriving = 0;
  let buried = 0;
  let version = dataVersion(database);
  const timers: NodeJS.Timeout[] = [];

  const prune = (): void => {
    const before = now().getTime() - options.keepDays * DAY_MILLISECONDS;
    const dropped = dropDeadLetters(database, before, options.deadLetterBytes ?? 256 * 1_048_576);
    if (dropped > 0) options.log.warn({ dropped }, 'dead letters were dropped: too old, or no room for them');
  };

  const end = (id: number): number => freed(sql.removeDelivery.get(id)?.event);
  /** Removes an event without deliveries, and gives its bytes where it waits no more. */
  const freed = (event: unknown): number => {
    if (event === undefined) return 0;
    const of = Number(event);
    return Number((sql.removeEvent.get(of, of) ?? sql.bytesIfIdle.get(of, of))?.bytes ?? 0);
  };

  prune();
  timers.push(setInterval(() => void commit(prune).catch(() => {}), HOUR_MILLISECONDS).unref());

  return {
    durable: true,
    bytes: () => bytes + arriving,
    async accept(broker, parcel, triggers, replyOf) {
      const size = sizeOf(parcel);
      arriving += size;
      const { ids, less } = await commit(() => {
        const less = replyOf === undefined ? 0 : end(replyOf);
        if (triggers.length === 0) return { ids: [], less };
        const { attributes, headers, data } = rowOf(parcel);
        const at = now().getTime();
        const event = sql.insertEvent.get(broker, attributes, headers, data, size, at)?.id;
        return {
          ids: triggers.map((name) => Number(sql.insertDelivery.get(Number(event), name, at)?.id)),
          less,
        };
      }).finally(() => {
        arriving -= size;
      });
      bytes += (ids.length > 0 ? size : 0) - less;
      return ids;
    },
    load: (id) => heldOf(sql.load.get(id)),
    async advance(id, { towards, attempt, dueAt, tries, burial }, reply) {
      await commit(() => {
        const why = burial === undefined ? null : JSON.stringify(burial);
        sql.advance.run(towards, attempt, dueAt, tries, why, id);
        if (reply === undefined) return;
        const { attributes, headers, data } = rowOf(reply);
        sql.keepReply.run(attributes, headers, data, id);
      });
    },
    async end(id) {
      bytes -= await commit(() => end(id));
    },
    async bury(id, { how, reason, tries, at }) {
      bytes -= await commit(() => freed(sql.bury.get(how, reason, tries, at, id)?.event));
      buried += 1;
      if (buried % PRUNED_EACH === 0) await commit(prune);
    },
    waiting: () => sql.waiting.all().map(waitingOf),
    watch(changed) {
      const timer = setInterval(() => {
        const current = dataVersion(database);
        if (current === version) return;
        version = current;
        bytes = Number(sql.waitingBytes.get()?.bytes ?? 0);
        changed();
      }, options.pollMilliseconds ?? 500);
      timers.push(timer.unref());
      return () => clearInterval(timer);
    },
    close() {
      for (const timer of timers) clearInterval(timer);
      flush();
      database.close();
    },
  };
}

function statements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  return {
    insertEvent: prepare(
      `INSERT INTO events (broker, attributes, headers, data, bytes, arrived_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
    ),
    insertDelivery: prepare(
      `INSERT INTO deliveries (event, trigger_name, towards, attempt, due_at, tries) VALUES (?, ?, 'subscriber', 1, ?, 0) RETURNING id`,
    ),
    load: prepare(
      `SELECT attributes, headers, data, replays, reply_attributes, reply_headers, reply_data
       FROM deliveries JOIN events ON events.id = deliveries.event
       WHERE deliveries.id = ? AND state = 'waiting'`,
    ),
    advance: prepare(
      `UPDATE deliveries SET towards = ?, attempt = ?, due_at = ?, tries = ?, burial = ? WHERE id = ?`,
    ),
    keepReply: prepare(
      `UPDATE deliveries SET reply_attributes = ?, reply_headers = ?, reply_data = ? WHERE id = ?`,
    ),
    bury: prepare(
      `UPDATE deliveries SET state = ?, reason = ?, tries = ?, ended_at = ?,
         reply_attributes = NULL, reply_headers = NULL, reply_data = NULL
       WHERE id = ? AND state = 'waiting' RETURNING event`,
    ),
    removeDelivery: prepare(`DELETE FROM deliveries WHERE id = ? AND state = 'waiting' RETURNING event`),
    removeEvent: prepare(
      `DELETE FROM events WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = ?) RETURNING bytes`,
    ),
    bytesIfIdle: prepare(
      `SELECT bytes FROM events
       WHERE id = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = ? AND state = 'waiting')`,
    ),
    waitingBytes: prepare(
      `SELECT sum(bytes) AS bytes FROM events WHERE id IN (SELECT event FROM deliveries WHERE state = 'waiting')`,
    ),
    waiting: prepare(
      `SELECT deliveries.id, broker, trigger_name, towards, attempt, due_at, tries, burial, replays
       FROM deliveries JOIN events ON events.id = deliveries.event
       WHERE state = 'waiting' ORDER BY deliveries.id`,
    ),
  };
}

type Row = Readonly<Record<string, unknown>>;

function rowOf({
  envelope,
  headers,
}: Parcel): Readonly<Record<'attributes' | 'headers' | 'data', SQLInputValue>> {
  return {
    attributes: JSON.stringify(envelope.attributes),
    headers: JSON.stringify(headers),
    data: envelope.data,
  };
}

function parcelOf(attributes: unknown, headers: unknown, data: unknown): Parcel {
  return {
    envelope: {
      attributes: JSON.parse(String(attributes)) as Attributes,
      data: data instanceof Uint8Array ? data : new Uint8Array(),
    },
    headers: JSON.parse(String(headers)) as PassedHeaders,
  };
}

function heldOf(row: Row | undefined): Held | undefined {
  if (row === undefined) return undefined;
  const parcel = withHops(parcelOf(row.attributes, row.headers, row.data), Number(row.replays));
  if (row.reply_attributes === null) return { parcel };
  const reply = parcelOf(row.reply_attributes, row.reply_headers, row.reply_data);
  return { parcel, reply: withHops(reply, Number(row.replays)) };
}

/** A replay begins with all hops again: what was cut as a loop may have been a mistake since mended. */
function withHops(parcel: Parcel, replays: number): Parcel {
  if (replays === 0) return parcel;
  const { attributes, data } = parcel.envelope;
  return { ...parcel, envelope: { attributes: { ...attributes, [TTL]: MOST_HOPS }, data } };
}

function waitingOf(row: Row): Waiting {
  return {
    id: Number(row.id),
    broker: String(row.broker),
    trigger: String(row.trigger_name),
    replays: Number(row.replays),
    standing: {
      towards: row.towards as Towards,
      attempt: Number(row.attempt),
      dueAt: Number(row.due_at),
      tries: Number(row.tries),
      ...(row.burial === null ? {} : { burial: JSON.parse(String(row.burial)) as Burial }),
    },
  };
}

/** Changes when another connection has committed (sqlite.org/pragma.html#pragma_data_version). */
function dataVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA data_version').get()?.data_version);
}

/** Drops dead letters that ended before this, and the oldest until the others have so many bytes; gives how many. */
function dropDeadLetters(database: DatabaseSync, before: number, bytes: number): number {
  const dropped = database
    .prepare(
      `DELETE FROM deliveries WHERE id IN (
         SELECT id FROM (
           SELECT deliveries.id, ended_at,
             sum(bytes) OVER (ORDER BY ended_at DESC, deliveries.id DESC) AS with_newer
           FROM deliveries JOIN events ON events.id = deliveries.event WHERE state <> 'waiting')
         WHERE ended_at < ? OR with_newer > ?)`,
    )
    .run(before, bytes);
  if (Number(dropped.changes) > 0) {
    database.exec(`DELETE FROM events WHERE id NOT IN (SELECT event FROM deliveries)`);
  }
  return Number(dropped.changes);
}
