import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAllInOne } from '../../../shared/run/all-in-one.ts';
import { type Clone, smallTown } from '../../clone.ts';
import { startWatchkeeper, watchkeeper } from '../../command.ts';

const fakes = join(import.meta.dirname, '..', '..', 'fakes');

describe('watchkeeper serve', () => {
  let town: Clone;
  let folder: string;
  beforeAll(async () => {
    town = await smallTown();
    folder = await mkdtemp(join(tmpdir(), 'ledger-start-'));
    await writeFile(join(folder, 'notes.txt'), 'not a ledger');
  });
  afterAll(async () => {
    await town.remove();
    await rm(folder, { recursive: true });
  });

  it.each([
    {
      why: 'a lease that ends before the deadline',
      env: () => ({ LEDGER_LEASE_SECONDS: '60' }),
      says: 'DEADLINE_SECONDS (120) has to be less than LEDGER_LEASE_SECONDS (60): else ',
    },
    {
      why: 'a lease that outlives the retries',
      env: () => ({ LEDGER_LEASE_SECONDS: '900' }),
      says: 'LEDGER_LEASE_SECONDS (900) has to be less than the waits of the Trigger together (510 s',
    },
    {
      why: 'a ledger that is no file of ours',
      env: () => ({ LEDGER: `sqlite:${join(folder, 'notes.txt')}` }),
      says: 'notes.txt is no database, or a damaged one: move it away',
    },
    { why: 'a ledger of no kind', env: () => ({ LEDGER: 'redis' }), says: 'neither memory nor sqlite:FILE' },
  ])('exits 1 and says in a sentence what is wrong with $why', async ({ env, says }) => {
    const { code, stderr } = await watchkeeper(['serve', 'greeter'], {
      folder: town.folder,
      env: { HOST: '127.0.0.1', PORT: '0', ...env() },
    });
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('    at ');
  });
});

describe('a function that is served', () => {
  const started = async (ledger: string) => {
    const town = await smallTown();
    const env = { HOST: '127.0.0.1', PORT: '0', LEDGER: ledger };
    const running = startWatchkeeper(['serve', 'greeter'], { folder: town.folder, env });
    try {
      await running.line(/"msg":"listening"/);
    } finally {
      running.kill('SIGTERM');
    }
    const { stdout } = await running.ended;
    await town.remove();
    return stdout;
  };

  it('says what a ledger in memory does not keep', async () => {
    expect(await started('memory')).toMatch(
      /"level":"warn".*the ledger is in memory: what was handled, counted/,
    );
  });

  it('says nothing of it where the ledger outlives the process', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ledger-served-'));
    try {
      expect(await started(`sqlite:${join(folder, 'ledger.db')}`)).not.toContain('the ledger is in memory');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('all functions in one process', () => {
  const start = async (manifests: string) => {
    const running = await startAllInOne({
      env: { LOG_LEVEL: 'silent' },
      log: pino({ level: 'silent' }),
      port: 0,
      host: '127.0.0.1',
      functions: join(fakes, 'functions'),
      manifests,
    });
    await running.close();
    return running;
  };

  it('leaves out a function whose Trigger gives up before its claims end, by what the Trigger really waits', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ledger-manifests-'));
    try {
      for (const name of await readdir(join(fakes, 'manifests'))) {
        const text = await readFile(join(fakes, 'manifests', name), 'utf8');
        await writeFile(join(folder, name), text.replace(/retry: \d+/g, 'retry: 2'));
      }
      const { started, skipped } = await start(folder);
      expect(started).not.toContain('greeter');
      expect(skipped.find(({ name }) => name === 'greeter')?.why.join(' ')).toMatch(
        /^LEDGER_LEASE_SECONDS \(180\) has to be less than the waits of the Trigger together/,
      );
      // It claims nothing, so it has nothing to wait for.
      expect(started).toContain('dead-letters');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('starts it with the manifests as they are', async () => {
    expect((await start(join(fakes, 'manifests'))).started).toContain('greeter');
  });
});
