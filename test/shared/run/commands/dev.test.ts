import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Clone, clone, smallTown } from '../../../clone.ts';
import { type CommandOptions, type Running, startWatchkeeper, watchkeeper } from '../../../command.ts';

let town: Clone;
let running: Running | undefined;

beforeAll(async () => {
  town = await smallTown();
});
afterAll(() => town.remove());
afterEach(async () => {
  // Not SIGKILL: only a signal that it can heed lets dev end its child.
  running?.kill('SIGTERM');
  await running?.ended;
  running = undefined;
});

async function start(args: readonly string[], options: CommandOptions): Promise<Running> {
  running = startWatchkeeper(['dev', '--port', '0', ...args], options);
  return running;
}

/** Where the broker is, once dev says so. */
async function brokerOf(running: Running): Promise<string> {
  return (await running.line(/^broker at /)).split(' ')[2] ?? '';
}

async function send(url: string, name: string): Promise<number> {
  const { status } = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      id: `1-${name}`,
      source: '/door',
      type: 'test.person.arrived.v1',
      data: { name },
    }),
  });
  return status;
}

const isOver = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe('watchkeeper dev', () => {
  it('tells where everything is, on loopback, and what is left out for want of which settings', async () => {
    const running = await start(['--no-reload'], { folder: town.folder });
    const url = await brokerOf(running);
    await running.line(/^send it an event/);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(running.lines().slice(1)).toEqual([
      `  dead-letters at ${url}functions/dead-letters`,
      `  doorbell at ${url}functions/doorbell`,
      `  greeter at ${url}functions/greeter`,
      '  keyless is left out:',
      expect.stringMatching(/^ {4}LOCK\b/),
      expect.stringMatching(/^ {4}KEY\b/),
      `send it an event: npx watchkeeper send --to ${url} FILE`,
    ]);
  });

  it('prints one line for each step of each event, without colours where that is no terminal', async () => {
    const running = await start(['--no-reload'], { folder: town.folder });
    const url = await brokerOf(running);
    expect(await send(url, 'Ada')).toBe(202);
    await running.line(/no Trigger wants it$/);
    expect(await send(url, 'Nobody')).toBe(202);
    await running.line(/dead letters/);
    const steps = running.lines().slice(8);
    expect(steps.map((line) => line.replace(/in \d+ ms$/, 'in N ms'))).toEqual([
      '→ test.person.arrived.v1 1-Ada  came in, for greeter',
      '✓ test.person.arrived.v1 1-Ada  delivered to greeter: 200 in N ms',
      expect.stringMatching(
        /^← test\.person\.arrived\.v1 1-Ada {2}greeter replied with test\.person\.greeted\.v1 /,
      ),
      expect.stringMatching(/^· test\.person\.greeted\.v1 \S+ {2}came as a reply; no Trigger wants it$/),
      '→ test.person.arrived.v1 1-Nobody  came in, for greeter',
      '! test.person.arrived.v1 1-Nobody  greeter failed (attempt 1): 422: nobody can greet Nobody',
      '☠ test.person.arrived.v1 1-Nobody  greeter: to the dead letters: 422: nobody can greet Nobody',
    ]);
  });

  it.each([
    { how: 'alone', args: ['--no-reload'], oldNode: false },
    { how: 'when it watches for changes', args: [], oldNode: false },
    { how: 'when it was started by an older Node', args: [], oldNode: true },
  ])('ends with 0 at SIGTERM and leaves nothing running, $how', async ({ args, oldNode }) => {
    const running = await start(args, { folder: town.folder, oldNode });
    const url = await brokerOf(running);
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await isOver(url)).toBe(true);
  });

  it('starts again when a file changes: a new function is there, one that does not compile is told', async () => {
    const { folder, remove } = await clone(['functions/dead-letters', 'knative']);
    onTestFinished(remove);
    const running = await start([], { folder });
    await running.line(/dead-letters at /);
    await running.line(/^send it an event/);

    await mkdir(join(folder, 'functions', 'late'));
    const late = join(folder, 'functions', 'late', 'function.ts');
    const text = (description: string) => `
      import { settings } from '../../shared/config.ts';
      import { defineFunction } from '../../shared/function.ts';
      export default defineFunction({
        name: 'late', description: ${description}, accepts: [], emits: [], settings: settings({}),
        connect: () => undefined, handle: () => [],
      });`;
    await writeFile(late, text("'comes late'"));
    await running.line(/late at /);
    await running.line(/^send it an event/);

    await writeFile(late, text("'not closed"));
    await running.error(/it starts again when a file changes/);
    await writeFile(late, text("'closed'"));
    await running.line(/late at /);
  });

  it.each([{ args: ['--no-reload'] }, { args: [] }])(
    'exits 2 and says what to do where the port is taken ($args)',
    async ({ args }) => {
      const { folder } = town;
      const { port } = new URL(await brokerOf(await start(['--no-reload'], { folder })));
      const { code, stdout, stderr } = await watchkeeper(['dev', '--port', port, ...args], { folder });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toBe(
        `watchkeeper: port ${port} is taken: give another one with --port, or 0 for a free one\n`,
      );
    },
  );

  it.each([
    {
      why: 'an address that is not its own',
      args: ['--host', '203.0.113.1'],
      env: {},
      code: 2,
      says: '--host',
    },
    {
      why: 'a folder that cannot be made',
      args: ['--data', '/dev/null/data'],
      env: {},
      code: 2,
      says: 'the folder /dev/null/data cannot be made: ',
    },
    { why: 'a log level that is none', args: [], env: { LOG_LEVEL: 'loud' }, code: 1, says: 'LOG_LEVEL' },
  ])('does not start with $why, and says so', async ({ args, env, code, says }) => {
    const ended = await watchkeeper(['dev', '--no-reload', '--port', '0', ...args], {
      folder: town.folder,
      env,
    });
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toContain('    at ');
  });
});
