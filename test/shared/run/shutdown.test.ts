import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { question } from './apps.ts';

let child: ChildProcess | undefined;
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

/** A serving process: its address, its exit, and its lines as they come. */
async function start() {
  const process_ = spawn(process.execPath, [join(import.meta.dirname, 'shutting-down.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = process_;
  const exited = once(process_, 'exit').then(([code]) => code as number | null);
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  const line = async (wanted: RegExp) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`it ended without a line like ${wanted}`);
      if (wanted.test(value)) return value;
    }
  };
  const url = await line(/^http/);
  const ask = (text: string) =>
    fetch(url, { method: 'POST', headers: question(), body: JSON.stringify({ question: text }) });
  return { process: process_, exited, line, ask };
}

describe('a serving process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 after %s', async (signal) => {
    const { process, exited, ask } = await start();
    expect((await ask('why')).status).toBe(200);
    process.kill(signal);
    expect(await exited).toBe(0);
  });

  it('ends at once at the second signal, open deliveries or not', async () => {
    const { process, exited, line, ask } = await start();
    const cut = ask('hang').catch(() => 'cut');
    await line(/^hanging$/);
    process.kill('SIGTERM');
    await line(/"msg":"finishing what is open"/);
    process.kill('SIGINT');
    expect(await exited).toBe(1);
    expect(await cut).toBe('cut');
  });

  it('answers whoever is open after an error that nobody caught, then ends with 1 for a fresh start', async () => {
    const { exited, line, ask } = await start();
    expect((await ask('leak')).status).toBe(200);
    expect(await line(/"level":"fatal"/)).toContain('nobody catches this');
    expect(await exited).toBe(1);
  });
});
