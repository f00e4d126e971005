import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { type Ledger, LedgerUnavailableError } from '../../../shared/ledger/ledger.ts';
import { once as onlyOnce } from '../../../shared/ledger/once.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';
import { held } from './contract.ts';
import { failCommits } from './failing-commits.ts';

const KEEPING = { leaseSeconds: 180, keepSeconds: 3_600 };

let folder: string;
let file: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-full-'));
  file = join(folder, 'ledger.db');
  ledger = createLedger(sqliteStore(file), KEEPING);
});
afterEach(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true });
});

describe('row 60: a disk that is full only when a write is committed', () => {
  it('gives no claim that does not stand in the file, and one to one only when there is room again', async () => {
    const mend = failCommits(file);
    await expect(ledger.claim(['a'])).rejects.toBeInstanceOf(LedgerUnavailableError);
    await expect(ledger.claim(['a'])).rejects.toBeInstanceOf(LedgerUnavailableError);
    mend();
    await held(ledger, ['a']);
    expect((await ledger.claim(['a'])).kind).toBe('busy');
  });

  it('grants nothing of a budget that it cannot count', async () => {
    expect(await ledger.reserve(['budget'], 1, 5)).toBe(true);
    const mend = failCommits(file);
    await expect(ledger.reserve(['budget'], 1, 5)).rejects.toBeInstanceOf(LedgerUnavailableError);
    await expect(ledger.reserve(['new'], 1, 5)).rejects.toBeInstanceOf(LedgerUnavailableError);
    await expect(ledger.add(['budget'], -1)).rejects.toBeInstanceOf(LedgerUnavailableError);
    expect(await ledger.count(['budget'])).toBe(1);
    mend();
    expect(await ledger.reserve(['budget'], 1, 5)).toBe(true);
  });

  it('makes no effect whose intent is not on the disk', async () => {
    const entry = await held(ledger, ['a']);
    const made: string[] = [];
    const post = { make: async () => `m-${made.push('post')}`, find: async () => undefined, lagSeconds: 30 };
    const mend = failCommits(file);
    await expect(onlyOnce(entry, 'post', post)).rejects.toBeInstanceOf(LedgerUnavailableError);
    expect([made, entry.effect('post')]).toEqual([[], undefined]);
    mend();
    expect(await onlyOnce(entry, 'post', post)).toBe('m-1');
  });

  it('looks before it makes an effect again whose confirmation was not written', async () => {
    const entry = await held(ledger, ['a']);
    const made: string[] = [];
    let mend = () => {};
    const make = async () => {
      mend = failCommits(file);
      return `m-${made.push('post')}`;
    };
    const find = async () => made.at(0) && 'm-1';
    const post = { make, find, lagSeconds: 30 };
    await expect(onlyOnce(entry, 'post', post)).rejects.toBeInstanceOf(LedgerUnavailableError);
    mend();
    await entry.release();
    expect(await onlyOnce(await held(ledger, ['a']), 'post', post)).toBe('m-1');
    expect(made).toEqual(['post']);
  });

  it('tells nothing as written that another process does not find there', { timeout: 60_000 }, async () => {
    // RLIMIT_FSIZE: a write beyond it fails as one to a broken disk does. Node ignores the signal that comes with it.
    const script = 'ulimit -f 800 && exec "$0" "$@"';
    const child = spawn(
      '/bin/sh',
      ['-c', script, process.execPath, join(import.meta.dirname, 'small-disk.ts'), file],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    const told = once(child, 'message');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    const [{ held: keys, granted, intended, failures }] = await told;
    expect(failures.join(' ')).toMatch(/disk/);
    expect(keys).toEqual([...new Set(keys)]);
    expect(await ledger.count(['budget'])).toBe(granted);
    for (const key of keys) expect((await ledger.claim(['small', String(key)])).kind).toBe('busy');
    expect(intended).toBe(false);
    expect(await ledger.recall(['kept'], 'long')).toBeUndefined();
  });
});
