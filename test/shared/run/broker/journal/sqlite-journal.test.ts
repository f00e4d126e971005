import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { dataFolder, holderOf, lockFolder } from '../../../../../shared/run/broker/journal/data-folder.ts';
import {
  dataOf,
  listDeadLetters,
  queueReplays,
  selectDeadLetters,
} from '../../../../../shared/run/broker/journal/dead-letters.ts';
import {
  firstStanding,
  type Journal,
  type Parcel,
} from '../../../../../shared/run/broker/journal/journal.ts';
import { memoryJournal } from '../../../../../shared/run/broker/journal/memory-journal.ts';
import { JournalError, openDatabase } from '../../../../../shared/run/broker/journal/open-database.ts';
import { journalIn, temporaryFolder } from './on-disk.ts';

const parcel = (id: string, length = 3): Parcel => ({
  envelope: { attributes: { id, type: 't', knativebrokerttl: 2 }, data: Buffer.alloc(length, 7) },
  headers: { traceparent: '00-1' },
});
const ending = { how: 'lost', reason: 'no', tries: 2, at: 1_000 } as const;

describe.each([
  { name: 'in memory', open: (): Journal => memoryJournal() },
  { name: 'on disk', open: (): Journal => journalIn(join(temporaryFolder(), 'broker.db')) },
])('a journal $name', ({ open }) => {
  test('holds an event until its last delivery has ended, and its bytes', async () => {
    const journal = open();
    const [one = 0, two = 0] = await journal.accept('b', parcel('1'), ['x', 'y'], undefined);
    expect(journal.load(one)?.parcel.envelope.attributes).toEqual(parcel('1').envelope.attributes);
    expect(Buffer.from(journal.load(two)?.parcel.envelope.data ?? [])).toEqual(Buffer.alloc(3, 7));
    const held = journal.bytes();
    expect(held).toBeGreaterThan(3);
    await journal.end(one);
    await journal.end(one);
    expect([journal.load(one), journal.bytes()]).toEqual([undefined, held]);
    await journal.bury(two, ending);
    expect([journal.load(two), journal.bytes()]).toEqual([undefined, 0]);
  });

  test('counts the bytes of an event as free also where another of its deliveries ended unhandled before', async () => {
    const journal = open();
    const [one = 0, two = 0] = await journal.accept('b', parcel('1'), ['x', 'y'], undefined);
    await journal.bury(one, ending);
    await journal.end(two);
    expect(journal.bytes()).toBe(0);
  });

  test('counts no bytes when it is idle, however many deliveries end in the same turn', async () => {
    const journal = open();
    const ids: number[] = [];
    for (let at = 0; at < 30; at += 1) {
      ids.push(...(await journal.accept('b', parcel(`${at}`, 100), ['x'], undefined)));
    }
    expect(journal.bytes()).toBeGreaterThan(3_000);
    await Promise.all(ids.map((id, at) => (at % 2 === 0 ? journal.end(id) : journal.bury(id, ending))));
    expect(journal.bytes()).toBe(0);
  });

  test('ends a delivery together with accepting its reply, also one that nobody wants', async () => {
    const journal = open();
    const [cause = 0, other = 0] = await journal.accept('b', parcel('1'), ['x', 'y'], undefined);
    const [reply = 0] = await journal.accept('b', parcel('r'), ['z'], cause);
    expect(await journal.accept('b', parcel('s'), [], other)).toEqual([]);
    expect([cause, other].map(journal.load)).toEqual([undefined, undefined]);
    expect(journal.load(reply)?.parcel.envelope.attributes.id).toBe('r');
  });

  test('keeps a reply that was put off beside its cause', async () => {
    const journal = open();
    const [id = 0] = await journal.accept('b', parcel('1'), ['x'], undefined);
    const standing = { towards: 'broker', attempt: 2, dueAt: 5, tries: 1 } as const;
    await journal.advance(id, standing, parcel('r'));
    await journal.advance(id, { ...standing, attempt: 3 });
    expect(journal.load(id)?.reply?.envelope.attributes.id).toBe('r');
  });
});

describe('a journal on disk', () => {
  test('tells the next process where each delivery stands', async () => {
    const file = join(temporaryFolder(), 'broker.db');
    const journal = journalIn(file);
    const [one = 0, two = 0] = await journal.accept('b', parcel('1'), ['x', 'y'], undefined);
    const standing = {
      towards: 'dead-letter-sink',
      attempt: 3,
      dueAt: 77,
      tries: 4,
      burial: { reason: 'no', error: { knativeerrorcode: '500' }, headers: { a: 'b' } },
    } as const;
    await journal.advance(one, standing);
    const bytes = journal.bytes();
    journal.close();
    const next = journalIn(file);
    expect(next.bytes()).toBe(bytes);
    expect(next.waiting()).toMatchObject([
      { id: one, broker: 'b', trigger: 'x', standing, replays: 0 },
      { id: two, trigger: 'y', standing: { towards: 'subscriber', attempt: 1, tries: 0 } },
    ]);
  });

  test('writes what it was told before it is closed', async () => {
    const file = join(temporaryFolder(), 'broker.db');
    const journal = journalIn(file);
    void journal.accept('b', parcel('1'), ['x'], undefined);
    journal.close();
    expect(journalIn(file).waiting()).toHaveLength(1);
  });

  test('refuses what the disk has no room for, alone, and goes on with all else', async () => {
    const journal = journalIn(join(temporaryFolder(), 'broker.db'), { maxPages: 40 });
    const outcomes = await Promise.allSettled([
      journal.accept('b', parcel('1'), ['x'], undefined),
      journal.accept('b', parcel('2', 500_000), ['x'], undefined),
      journal.accept('b', parcel('3'), ['x'], undefined),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(journal.waiting()).toHaveLength(2);
    for (const { id } of journal.waiting()) await journal.end(id);
    expect([journal.waiting(), journal.bytes()]).toEqual([[], 0]);
  });

  test('drops dead letters that are too old, and the oldest where they have too many bytes', async () => {
    const file = join(temporaryFolder(), 'broker.db');
    const day = 86_400_000;
    const now = () => new Date(30 * day);
    const journal = journalIn(file, { now });
    for (const [id, at] of Object.entries({ old: 15, older: 20, newer: 25, newest: 29 })) {
      const [delivery = 0] = await journal.accept('b', parcel(id, 1_000), ['x'], undefined);
      await journal.bury(delivery, { ...ending, at: at * day });
    }
    journal.close();
    journalIn(file, { now, deadLetterBytes: 2_500 }).close();
    const database = new DatabaseSync(file);
    expect(listDeadLetters(database).map(({ attributes }) => attributes.id)).toEqual(['newer', 'newest']);
    expect(database.prepare('SELECT count(*) AS n FROM events').get()).toEqual({ n: 2 });
    database.close();
  });

  test('holds the limit of dead letters at each burial, also where many are buried at once', async () => {
    const file = join(temporaryFolder(), 'broker.db');
    const journal = journalIn(file, { now: () => new Date(1_000), deadLetterBytes: 5_000 });
    const bury = async (names: readonly string[]) => {
      const ids: number[] = [];
      for (const name of names) {
        ids.push(...(await journal.accept('b', parcel(name, 1_000), ['x'], undefined)));
      }
      await Promise.all(ids.map((id) => journal.bury(id, ending)));
    };
    const database = openDatabase(file, { create: false });
    const left = () => listDeadLetters(database).map(({ attributes }) => attributes.id);
    await bury(['1', '2', '3', '4', '5', '6']);
    expect(left()).toEqual(['3', '4', '5', '6']);
    await bury(['7']);
    expect(left()).toEqual(['4', '5', '6', '7']);
    database.close();
  });

  test('calls when another process asked for a replay, which begins with all attempts and hops', async () => {
    const file = join(temporaryFolder(), 'broker.db');
    const journal = journalIn(file, { pollMilliseconds: 1 });
    const [id = 0, other = 0] = await journal.accept('b', parcel('1'), ['x', 'y'], undefined);
    await journal.bury(id, ending);
    await journal.bury(other, { ...ending, reason: 'other' });
    const changed = Promise.withResolvers<void>();
    journal.watch(changed.resolve);
    const database = openDatabase(file, { create: false });
    const letters = listDeadLetters(database);
    expect(letters).toMatchObject([
      { number: id, trigger: 'x', reason: 'no', attempts: 2, replays: 0 },
      { number: other, trigger: 'y' },
    ]);
    const { chosen, unknown } = selectDeadLetters(letters, { ids: [String(id), 'none'] });
    expect(unknown).toEqual(['none']);
    expect([...dataOf(database, letters[0] ?? chosen[0] ?? never())]).toEqual([7, 7, 7]);
    expect(queueReplays(database, chosen, new Date(9))).toBe(1);
    expect(queueReplays(database, chosen, new Date(10))).toBe(0);
    await changed.promise;
    expect(journal.waiting()).toEqual([
      { id, broker: 'b', trigger: 'x', replays: 1, standing: firstStanding(new Date(9)) },
    ]);
    expect(journal.load(id)?.parcel.envelope.attributes.knativebrokerttl).toBe(255);
    await expect.poll(() => journal.bytes()).toBeGreaterThan(0);
    await journal.bury(id, ending);
    const [again] = listDeadLetters(database);
    expect(again).toMatchObject({ number: id, replays: 1, replayedAt: new Date(9).toISOString() });
    database.close();
  });
});

function never(): never {
  throw new Error('there is a first one');
}

describe('a file that cannot be used', () => {
  const rows: [string, (file: string) => void, string][] = [
    ['is no database', (file) => writeFileSync(file, 'a'.repeat(9_000)), 'is broken: move it'],
    [
      'is the database of another program',
      (file) => new DatabaseSync(file).exec('CREATE TABLE t (a); PRAGMA user_version = 1'),
      'is the database of another program: give another folder',
    ],
    [
      'was written by a newer version',
      (file) => {
        openDatabase(file, { create: true }).close();
        new DatabaseSync(file).exec('PRAGMA user_version = 99');
      },
      'was written by a newer watchkeeper (form 99, this one knows 1): use that one',
    ],
    [
      'is damaged in its middle',
      (file) => {
        const database = openDatabase(file, { create: true });
        const insert = database.prepare(
          "INSERT INTO events (broker, attributes, headers, data, bytes, arrived_at) VALUES ('b', ?, '', x'', 1, 1)",
        );
        for (let row = 0; row < 200; row += 1) insert.run('x'.repeat(500));
        database.close();
        damage(file);
      },
      'is broken: move it',
    ],
  ];
  test.each(rows)('%s: says so, and what to do', (_name, make, says) => {
    const file = join(temporaryFolder(), 'broker.db');
    make(file);
    const open = () => openDatabase(file, { create: true });
    expect(open).toThrow(JournalError);
    expect(open).toThrow(says);
  });
});

function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, 8 * 4_096, 12 * 4_096);
  writeFileSync(file, bytes);
}

describe('a folder', () => {
  test('is for one at a time, and free again when that one has ended', () => {
    const folder = join(temporaryFolder(), 'new', 'data');
    const lock = lockFolder(folder);
    expect(holderOf(folder)).toEqual({ pid: process.pid });
    expect(() => lockFolder(folder)).toThrow(`the process ${process.pid} already works on ${folder}`);
    lock.release();
    expect(holderOf(folder)).toBeUndefined();
    lockFolder(folder).release();
  });

  test('is for its owner only, with all that is in it', () => {
    const folder = join(temporaryFolder(), 'data');
    const lock = lockFolder(folder);
    openDatabase(dataFolder(folder).events, { create: true }).close();
    const modes = ['.', ...readdirSync(folder)].map((name) => statSync(join(folder, name)).mode & 0o077);
    expect(modes.length).toBeGreaterThan(3);
    expect(new Set(modes)).toEqual(new Set([0]));
    lock.release();
  });

  test.skipIf(!existsSync('/proc'))('that cannot be made in /proc is told too', () => {
    expect(() => lockFolder('/proc/watchkeeper/data')).toThrow(JournalError);
  });

  test('that cannot be made is told', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => lockFolder(join(file, 'data'))).toThrow(JournalError);
    expect(dataFolder('data').ledger).toBe(join('data', 'ledger.db'));
  });
});
