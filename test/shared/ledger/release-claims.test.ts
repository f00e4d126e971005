import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { releaseClaims } from '../../../shared/ledger/release-claims.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';

function fresh() {
  const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'ledger.db');
  const open = () => createLedger(sqliteStore(file), { leaseSeconds: 300, keepSeconds: 3_600 });
  return { file, open };
}

test('releases what a process held that has ended, with what was done under it, and nothing that is complete', async () => {
  const { file, open } = fresh();
  const before = open();
  const held = await before.claim(['f', '/s', '1']);
  const complete = await before.claim(['f', '/s', '2']);
  if (held.kind !== 'held' || complete.kind !== 'held') throw new Error('both are free at first');
  await held.entry.intend('post');
  await complete.entry.complete(['result']);
  await before.close();

  const waiting = open();
  expect(await waiting.claim(['f', '/s', '1'])).toMatchObject({ kind: 'busy' });
  await waiting.close();

  expect(releaseClaims(file)).toBe(1);
  expect(releaseClaims(file)).toBe(0);
  const after = open();
  const again = await after.claim(['f', '/s', '1']);
  expect(again.kind === 'held' && again.entry.effect('post')).toMatchObject({ state: 'intended' });
  expect(await after.claim(['f', '/s', '2'])).toEqual({ kind: 'completed', result: ['result'] });
  await after.close();
});

test('makes no file where there is none', () => {
  const { file } = fresh();
  expect(releaseClaims(file)).toBe(0);
  expect(existsSync(file)).toBe(false);
});
