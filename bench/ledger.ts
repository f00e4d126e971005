import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLedger } from '../shared/ledger/keep.ts';
import { sqliteStore } from '../shared/ledger/sqlite-store.ts';
import type { Benchmark } from './benchmark.ts';
import type { Contended } from './ledger/contender.ts';

const EVENTS = 20_000;
const PROCESSES = 4;
const KEYS = 100_000;
const KEEPING = { leaseSeconds: 180, keepSeconds: 72 * 3_600 };

/**
 * A delivery's claim and completion in a file: how many a second in one process; and how many of 100,000 keys are lost
 * or given twice where four processes want each of them at the same time.
 */
export const benchmark: Benchmark = {
  data: [],
  run: async ({ note }) => {
    const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-bench-ledger-'));
    try {
      const perSecond = await oneProcess(join(folder, 'one.db'), note);
      const { lost, seconds } = await contending(join(folder, 'many.db'));
      note(`${(KEYS / seconds).toFixed(0)} keys a second completed by ${PROCESSES} processes together`);
      return {
        'ledger.perSecond': perSecond,
        'ledger.lost': lost,
        'ledger.contendedPerSecond': KEYS / seconds,
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function oneProcess(file: string, note: (line: string) => void): Promise<number> {
  const ledger = createLedger(sqliteStore(file), KEEPING);
  const reply = { id: 'r-1', type: 'test.answered.v1', data: { text: 'x'.repeat(500) } };
  const payloadHash = 'f'.repeat(64);
  let longest = 0;
  const begin = performance.now();
  for (let event = 0; event < EVENTS; event += 1) {
    const start = performance.now();
    const claim = await ledger.claim(['build-triage', '/tekton', `e-${event}`], { payloadHash });
    if (claim.kind !== 'held') throw new Error(`a fresh key was ${claim.kind}`);
    await claim.entry.complete([reply]);
    longest = Math.max(longest, performance.now() - start);
  }
  const perSecond = EVENTS / ((performance.now() - begin) / 1_000);
  await ledger.close();
  note(`the longest claim and completion took ${longest.toFixed(1)} ms`);
  return perSecond;
}

async function contending(file: string): Promise<{ readonly lost: number; readonly seconds: number }> {
  const children = Array.from({ length: PROCESSES }, () => {
    const child = fork(join(import.meta.dirname, 'ledger', 'contender.ts'), [file, String(KEYS)], {
      execArgv: [],
    });
    const exited = once(child, 'exit').then(([code]) => {
      throw new Error(`a process ended with ${code}`);
    });
    exited.catch(() => undefined);
    return { child, told: () => Promise.race([once(child, 'message').then(([said]) => said), exited]) };
  });
  await Promise.all(children.map(({ told }) => told()));
  const begin = performance.now();
  const answers = children.map(({ told }) => told() as Promise<Contended>);
  for (const { child } of children) child.send('go');
  const all = await Promise.all(answers);
  const seconds = (performance.now() - begin) / 1_000;
  for (const { child } of children) if (child.connected) child.disconnect();
  const given = new Uint8Array(KEYS);
  for (const { held } of all) for (const key of held) given[key] = (given[key] ?? 0) + 1;
  return { lost: given.filter((times) => times !== 1).length + (await missing(file)), seconds };
}

/** Keys that nobody completed, by the ledger itself. */
async function missing(file: string): Promise<number> {
  const ledger = createLedger(sqliteStore(file), KEEPING);
  let missed = 0;
  for (let key = 0; key < KEYS; key += 1) {
    if ((await ledger.claim(['key', String(key)])).kind !== 'completed') missed += 1;
  }
  await ledger.close();
  return missed;
}
