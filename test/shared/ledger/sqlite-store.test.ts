import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsError } from '../../../shared/config.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { LedgerUnavailableError } from '../../../shared/ledger/ledger.ts';
import { openLedger } from '../../../shared/ledger/open.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import { clock } from './clock.ts';
import { held } from './contract.ts';

const HOUR = 3_600_000;
const KEEPING = { leaseSeconds: 180, keepSeconds: 3_600 };

let folder: string;
let file: string;
let opened: { close(): unknown }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-file-'));
  file = join(folder, 'ledger.db');
  opened = [];
});
afterEach(() => {
  for (const one of opened) {
    try {
      one.close();
    } catch {
      // It was closed by the test.
    }
  }
  rmSync(folder, { recursive: true });
});

function open(now?: () => number, mostPages?: number): Store {
  const store = sqliteStore(file, now, mostPages);
  opened.push(store);
  return store;
}

/** Another connection to the file, for what a store does not tell. */
function look(query: string): unknown {
  const database = new DatabaseSync(file);
  try {
    return Object.values(database.prepare(query).get() ?? {})[0];
  } finally {
    database.close();
  }
}

describe('the place in a file', () => {
  it('remembers after it is closed and opened again, and for another process at the same time', async () => {
    const first = createLedger(open(), KEEPING);
    await (await held(first, ['a'])).complete('done');
    const second = createLedger(open(), KEEPING);
    expect(await second.claim(['a'])).toEqual({ kind: 'completed', result: 'done' });
    await first.close();
    await second.close();
    expect(await createLedger(open(), KEEPING).claim(['a'])).toEqual({ kind: 'completed', result: 'done' });
  });

  it('is opened by the setting', async () => {
    const ledger = await openLedger({
      LEDGER: `sqlite:${file}`,
      LEDGER_LEASE_SECONDS: 180,
      LEDGER_KEEP_HOURS: 72,
    });
    opened.push(ledger);
    await held(ledger, ['a']);
    expect(look('SELECT count(*) FROM records')).toBe(1);
  });

  it('makes folders that are missing, and files that only their owner may read', async () => {
    file = join(folder, 'a', 'b', 'ledger.db');
    await open().create('a', 1, Date.now() + HOUR);
    for (const name of ['', '-wal', '-shm']) expect(statSync(`${file}${name}`).mode & 0o777).toBe(0o600);
  });

  it('sweeps what has expired in small steps and gives room back, so that the file does not grow for ever', async () => {
    const at = clock();
    const store = open(at.now);
    const size = 4_096;
    const write = (from: number) => {
      for (let count = from; count < from + 1_500; count += 1) {
        store.create(`event ${count}`, 'x'.repeat(size), at.now() + HOUR);
      }
    };
    write(0);
    const pages = Number(look('PRAGMA page_count'));
    for (let round = 1; round <= 4; round += 1) {
      at.pass(3_601);
      write(round * 1_500);
    }
    expect(Number(look('PRAGMA page_count'))).toBeLessThan(pages * 1.3);
    expect(Number(look('SELECT count(*) FROM records'))).toBeLessThan(3_000);
    at.pass(3_601);
    for (let count = 0; count < 3_000; count += 1) store.create(`small ${count}`, 1, at.now() + HOUR);
    expect(Number(look('PRAGMA page_count'))).toBeLessThan(pages / 2);
  });

  it('cannot be reached where the disk is full, and can again when something has expired', async () => {
    const at = clock();
    const small = createLedger(open(at.now, 40), KEEPING);
    await held(small, ['first']);
    const fill = async () => {
      for (let count = 0; ; count += 1) {
        await (await held(small, ['fill', String(at.now()), String(count)])).remember('x', 'x'.repeat(4_096));
      }
    };
    const full = await fill().catch((error: unknown) => error);
    expect(full).toBeInstanceOf(LedgerUnavailableError);
    expect(String((full as Error).cause)).toContain('full');
    // What stands in it can still be read.
    expect(await small.claim(['first'])).toMatchObject({ kind: 'busy' });
    at.pass(3_601);
    await held(small, ['later']);
  });

  it.each([
    { what: 'no database', make: () => writeFileSync(file, 'x'.repeat(10_000)), says: 'move it away' },
    {
      what: 'a damaged one',
      make: () => {
        sqliteStore(file).close();
        const bytes = readFileSync(file);
        writeFileSync(file, bytes.fill(0xff, 100, 4_096));
      },
      says: 'move it away',
    },
    {
      what: 'a database of another program',
      make: () => prepare('CREATE TABLE orders (id INTEGER)'),
      says: 'is a database of another program',
    },
    {
      what: 'one of a newer version',
      make: () => {
        sqliteStore(file).close();
        prepare('PRAGMA user_version = 2');
      },
      says: 'was written by a newer version of Watchkeeper (schema 2, here 1)',
    },
    { what: 'a folder', make: () => mkdirSync(file), says: 'cannot be written (EISDIR)' },
    {
      what: 'a file below a file',
      make: () => {
        writeFileSync(file, '');
        file = join(file, 'ledger.db');
      },
      says: 'cannot be written (EEXIST): name a file in a folder',
    },
  ])('refuses $what at the start, with a sentence', ({ make, says }) => {
    make();
    expect(() => open()).toThrow(SettingsError);
    expect(() => open()).toThrow(says);
    expect(() => open()).toThrow('LEDGER: ');
  });

  it('leaves a file that it refuses as it is', () => {
    writeFileSync(file, 'precious');
    expect(() => open()).toThrow(SettingsError);
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  it.each([
    { what: 'deleted', does: () => rmSync(file), says: 'moved or deleted while it was open' },
    { what: 'moved', does: () => renameSync(file, `${file}.old`), says: 'moved or deleted' },
    {
      what: 'replaced by that of another process',
      does: () => {
        renameSync(file, `${file}.old`);
        sqliteStore(file).close();
      },
      says: 'replaced while it was open',
    },
  ])(
    'cannot be reached once its file is $what, instead of going on with what nobody else sees',
    async ({ does, says }) => {
      const at = clock();
      const ledger = createLedger(open(at.now), KEEPING);
      await held(ledger, ['a']);
      does();
      at.pass(1);
      for (const reach of [() => ledger.claim(['b']), () => ledger.count(['c'])]) {
        const thrown = await reach().catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(LedgerUnavailableError);
        expect(String(thrown)).toContain(says);
      }
    },
  );

  it('goes on when its file is put back', async () => {
    const at = clock();
    const ledger = createLedger(open(at.now), KEEPING);
    await held(ledger, ['a']);
    renameSync(file, `${file}.old`);
    at.pass(1);
    await expect(ledger.claim(['a'])).rejects.toBeInstanceOf(LedgerUnavailableError);
    renameSync(`${file}.old`, file);
    expect((await ledger.claim(['a'])).kind).toBe('busy');
  });

  it('waits for the disk before an effect, and only then', async () => {
    const written: string[] = [];
    const store = open();
    const ledger = createLedger(
      {
        ...store,
        replace: (key, version, value, expiresAt, hints) => {
          written.push(hints?.durable ? 'durable' : 'soon');
          return store.replace(key, version, value, expiresAt, hints);
        },
      },
      KEEPING,
    );
    const entry = await held(ledger, ['a']);
    await entry.remember('x', 1);
    await entry.intend('post');
    await entry.confirm('post', 1);
    await entry.complete([]);
    expect(written).toEqual(['soon', 'durable', 'soon', 'soon']);
  });
});

/** Runs statements on the file as another program would. */
function prepare(statements: string): void {
  const database = new DatabaseSync(file);
  database.exec(statements);
  database.close();
}
