import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';

const KEYS = 200;

let folder: string;
let file: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-processes-'));
  file = join(folder, 'ledger.db');
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly holding?: number;
  readonly mine?: readonly number[];
}

/** A process that claims and completes keys; `stopsAt` is after how many it holds one for ever. */
function claimer({ leaseSeconds, stopsAt }: { readonly leaseSeconds: number; readonly stopsAt?: number }) {
  const args = [file, String(KEYS), String(leaseSeconds), stopsAt === undefined ? '' : String(stopsAt)];
  const child = fork(join(import.meta.dirname, 'claimer.ts'), args, { execArgv: [] });
  children.push(child);
  const told = once(child, 'message').then(([message]) => message as Told);
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, told, exited };
}

/** What every record says of who made its effect and who completed it. */
function records(): { readonly made: unknown; readonly completed: unknown }[] {
  const database = new DatabaseSync(file);
  try {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    return database
      .prepare('SELECT value FROM records')
      .all()
      .map(({ value }) => {
        const kept = JSON.parse(String(value));
        return { made: kept.effects?.effect?.made, completed: kept.completed?.result };
      });
  } finally {
    database.close();
  }
}

// Each process takes a while to start where the machine is busy.
describe('processes that share a file', { timeout: 60_000 }, () => {
  it('give each key to exactly one of them, also when all open a new file at once', async () => {
    const all = Array.from({ length: 3 }, () => claimer({ leaseSeconds: 60 }));
    const mine = await Promise.all(all.map(async ({ told }) => (await told).mine ?? []));
    for (const { exited } of all) expect(await exited).toEqual({ code: 0, signal: null });
    expect(mine.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: KEYS }, (_, key) => key));
    expect(records().every(({ made, completed }) => made === completed)).toBe(true);
  });

  it('row 58: after kill -9 in the middle of a claim, another takes it over when the lease is over, and nothing else is lost', async () => {
    const dying = claimer({ leaseSeconds: 2, stopsAt: 100 });
    const { holding } = await dying.told;
    dying.child.kill('SIGKILL');
    expect(await dying.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(holding).toBe(100);
    const before = records();
    expect(before).toHaveLength(101);
    expect(before.filter(({ completed }) => completed === dying.child.pid)).toHaveLength(100);
    const heirs = [claimer({ leaseSeconds: 60 }), claimer({ leaseSeconds: 60 })];
    const mine = (await Promise.all(heirs.map(async ({ told }) => (await told).mine ?? []))).flat();
    expect(mine.toSorted((a, b) => a - b)).toEqual(Array.from({ length: KEYS - 100 }, (_, i) => i + 100));
    expect(records().filter(({ completed }) => completed === dying.child.pid)).toHaveLength(100);
    const ledger = createLedger(sqliteStore(file), { leaseSeconds: 60, keepSeconds: 3_600 });
    expect((await ledger.claim(['key', '100'])).kind).toBe('completed');
    await ledger.close();
  });

  it('row 58: kill -9 at any moment, again and again, loses no completed claim and gives none twice', async () => {
    const completed: unknown[] = [];
    for (const stopsAt of [7, 31, 60]) {
      // The others work on while this one is killed: wherever they are is wherever the scheduler has them.
      const [first, second] = [claimer({ leaseSeconds: 0.2, stopsAt }), claimer({ leaseSeconds: 0.2 })];
      await first.told;
      second.child.kill('SIGKILL');
      first.child.kill('SIGKILL');
      await Promise.all([first.exited, second.exited]);
      const now = records().flatMap(({ completed: by }) => (by === undefined ? [] : [by]));
      expect(now.length).toBeGreaterThanOrEqual(completed.length);
      completed.splice(0, completed.length, ...now);
    }
    const last = claimer({ leaseSeconds: 0.2 });
    expect((await last.told).mine).toHaveLength(KEYS - completed.length);
    expect(records().every(({ completed: by }) => by !== undefined)).toBe(true);
  });
});
