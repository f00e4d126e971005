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
  /** Notes that an attempt begins, and with what it gives that it has ended; without it nobody knows of attempts that are cut. */
  readonly begin?: Journal['begin'];
}

/** A journal on disk, which whoever opened it closes: what is not written yet is then. */
export interface SqliteJournal extends Journal {
  readonly close: () => void;
}

const DAY_MILLISECONDS = 86_400_000;
const HOUR_MILLISECONDS = 3_600_000;

/**
 * Holds events in a database that `openDatabase` opened. A promise of it resolves when a power cut can no longer
 * undo what was written; what is written in one turn of the event loop waits for the disk together.
 */
export function sqliteJournal(database: DatabaseSync, options: SqliteJournalOptions): SqliteJournal {
  const { now = () => new Date() } = options;
  const sql = statements(database);
  const { commit, flush } = groupCommits(database);
  const { deadLetterBytes = 256 * 1_048_576 } = options;
  const waitingBytes = (): number => Number(sql.waitingBytes.get()?.bytes ?? 0);
  const deadBytes = (): number => Number(sql.deadBytes.get()?.bytes ?? 0);
  let bytes = waitingBytes();
  let arriving = 0;
  let dead = deadBytes();
  let pruning = false;
  let version = dataVersion(database);
  const timers: NodeJS.Timeout[] = [];

  /** Drops the oldest dead letters: those that are too old, and while all have too many bytes. */
  const prune = async (): Promise<void> => {
    if (pruning) return;
    pruning = true;
    try {
      const dropped = await commit(() => {
        const before = now().getTime() - options.keepDays * DAY_MILLISECONDS;
        let [count, less] = [0, 0];
        for (let row = sql.oldestDead.get(); row !== undefined; row = sql.oldestDead.get()) {
          if (Number(row.ended_at) >= before && dead - less <= deadLetterBytes) break;
          sql.removeDead.run(Number(row.id));
          sql.removeEvent.all(Number(row.event), Number(row.event));
          count += 1;
          less += Number(row.bytes);
        }
        return { count, less };
      });
      dead -= dropped.less;
      if (dropped.count === 0) return;
      options.log.warn({ dropped: dropped.count }, 'dead letters were dropped: too old, or no room for them');
    } catch (error) {
      options.log.error({ err: error }, 'dead letters could not be dropped');
    } finally {
      pruning = false;
    }
  };

  const end = (id: number): number => freed(sql.removeDelivery.all(id)[0]?.event);
  /** Removes an event without deliveries, and gives its bytes where it waits no more. */
  const freed = (event: unknown): number => {
    if (event === undefined) return 0;
    const of = Number(event);
    return Number((sql.removeEvent.all(of, of)[0] ?? sql.bytesIfIdle.get(of, of))?.bytes ?? 0);
  };

  void prune();
  flush();
  timers.push(setInterval(() => void prune(), HOUR_MILLISECONDS).unref());

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
        const event = sql.insertEvent.all(broker, attributes, headers, data, size, at)[0]?.id;
        return {
          ids: triggers.map((name) => Number(sql.insertDelivery.all(Number(event), name, at)[0]?.id)),
          less,
        };
      }).finally(() => {
        arriving -= size;
      });
      bytes += (ids.length > 0 ? size : 0) - less;
      return ids;
    },
    load: (id) => heldOf(sql.load.get(id)),
    begin: options.begin ?? (() => () => {}),
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
      // Apart: `bytes -= await` reads before the wait, and ends of one commit would undo each other.
      const less = await commit(() => end(id));
      bytes -= less;
    },
    async bury(id, { how, reason, tries, at }) {
      const { less, size } = await commit(() => {
        const event = sql.bury.all(how, reason, tries, at, id)[0]?.event;
        if (event === undefined) return { less: 0, size: 0 };
        return { less: freed(event), size: Number(sql.sizeOf.get(Number(event))?.bytes ?? 0) };
      });
      bytes -= less;
      dead += size;
      if (dead > deadLetterBytes) await prune();
    },
    waiting: () => sql.waiting.all().map(waitingOf),
    watch(changed) {
      const timer = setInterval(() => {
        const current = dataVersion(database);
        if (current === version) return;
        version = current;
        bytes = waitingBytes();
        dead = deadBytes();
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
    sizeOf: prepare(`SELECT bytes FROM events WHERE id = ?`),
    deadBytes: prepare(
      `SELECT sum(bytes) AS bytes FROM deliveries JOIN events ON events.id = deliveries.event WHERE state <> 'waiting'`,
    ),
    oldestDead: prepare(
      `SELECT deliveries.id, ended_at, event, bytes FROM deliveries JOIN events ON events.id = deliveries.event
       WHERE state <> 'waiting' ORDER BY ended_at, deliveries.id LIMIT 1`,
    ),
    removeDead: prepare(`DELETE FROM deliveries WHERE id = ? AND state <> 'waiting'`),
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
