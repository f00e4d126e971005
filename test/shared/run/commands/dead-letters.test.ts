import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, smallTown } from '../../../clone.ts';
import { type Running, startWatchkeeper, watchkeeper } from '../../../command.ts';

let town: Clone;
let data: string;
let running: Running | undefined;
let folders = 0;

beforeAll(async () => {
  town = await smallTown();
  const greeter = join(town.folder, 'functions', 'greeter', 'function.ts');
  const text = await readFile(greeter, 'utf8');
  await writeFile(greeter, text.replace("=== 'Nobody'", "=== 'Nobody' && !process.env.GREETS_NOBODY"));
});
afterAll(() => town.remove());
afterEach(async () => {
  await stop();
});

async function start(env: Record<string, string> = {}): Promise<string> {
  const args = ['dev', '--no-reload', '--port', '0', '--data', data];
  running = startWatchkeeper(args, { folder: town.folder, env });
  return (await running.line(/^broker at /)).split(' ')[2] ?? '';
}

async function stop(): Promise<void> {
  running?.kill('SIGTERM');
  await running?.ended;
  running = undefined;
}

async function send(url: string, id: string, fields: object): Promise<void> {
  const event = { specversion: '1.0', id, source: '/door', type: 'test.person.arrived.v1', data: fields };
  const { status } = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(status).toBe(202);
}

const command = async (...args: string[]) => {
  const { code, stdout, stderr } = await watchkeeper([...args, '--data', data], { folder: town.folder });
  return { code, stdout: stdout.replaceAll(data, 'DIR'), stderr: stderr.replaceAll(data, 'DIR') };
};

/** Nobody is refused by the greeter with 422; the folder is a fresh one. */
async function twoLetters(): Promise<string> {
  folders += 1;
  data = join(town.folder, `data-${folders}`);
  const url = await start();
  await send(url, 'one', { name: 'Nobody', password: 'correct-horse-battery' });
  await running?.line(/dead letters/);
  await send(url, 'two', { name: 'Nobody' });
  await running?.line(/dead letters/);
  return url;
}

describe('dead letters of a broker that keeps its events', () => {
  it('are listed with what failed, also as JSON', async () => {
    await twoLetters();
    const { code, stdout } = await command('dead-letters');
    expect(code).toBe(0);
    expect(stdout.replace(/\d{4}-\S+Z/g, 'TIME')).toBe(
      [
        '    1  test.person.arrived.v1 one from /door',
        '       greeter: 422: nobody can greet Nobody; 1 attempt, dead-lettered TIME',
        '    2  test.person.arrived.v1 two from /door',
        '       greeter: 422: nobody can greet Nobody; 1 attempt, dead-lettered TIME',
        '',
      ].join('\n'),
    );
    const lines = (await command('dead-letters', '--json')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        number: 1,
        trigger: 'greeter',
        how: 'dead-lettered',
        reason: '422: nobody can greet Nobody',
        attempts: 1,
        replays: 0,
      },
      { number: 2, broker: 'default/default', attributes: { type: 'test.person.arrived.v1' } },
    ]);
  });

  it('are shown whole, without the secrets in them', async () => {
    await twoLetters();
    const { code, stdout } = await command('dead-letters', 'show', 'one');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ number: 1, event: { id: 'one', data: { name: 'Nobody' } } });
    expect(stdout).not.toContain('correct-horse-battery');
  });

  it('are delivered once more to the Trigger that failed by the broker that runs, and counted if they fail again', async () => {
    await twoLetters();
    const { code, stdout } = await command('replay', '1');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^1 event queued: the broker that works on DIR \(process \d+\) delivers now\n$/,
      ),
    });
    await running?.line(/one {2}greeter: to the dead letters/);
    await stop();
    expect((await command('dead-letters')).stdout).toMatch(
      / one from \/door\n.*1 attempt.*, replayed once\n/,
    );
  });

  it('leave the list when a replay was handled; without a broker they wait for its next start', async () => {
    await twoLetters();
    await stop();
    expect(await command('replay', '--trigger', 'greeter')).toEqual({
      code: 0,
      stdout: '2 events queued: no broker works on DIR now; the next "watchkeeper dev --data DIR" delivers\n',
      stderr: '',
    });
    expect((await command('dead-letters')).stdout).toBe('there are no dead letters in DIR\n');
    await start({ GREETS_NOBODY: 'yes' });
    await running?.line(/goes on with 2 deliveries of an earlier run/);
    await running?.line(/test\.person\.greeted/);
    await running?.line(/test\.person\.greeted/);
    await stop();
    expect((await command('dead-letters')).stdout).toBe('there are no dead letters in DIR\n');
  });

  it('are named by ids that are there, and by one way of naming them', async () => {
    await twoLetters();
    expect(await command('replay', 'three')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'watchkeeper: there is no dead letter three in DIR: "watchkeeper dead-letters --data DIR" lists them\n',
    });
    expect(await command('dead-letters', 'show', '9')).toMatchObject({ code: 1, stdout: '' });
    for (const args of [[], ['1', '--all'], ['--all', '--trigger', 'greeter']]) {
      expect(await command('replay', ...args)).toEqual({
        code: 2,
        stdout: '',
        stderr: 'watchkeeper: say which: ids, or --all, or --trigger NAME\n',
      });
    }
    expect(await command('replay', '1', 'three')).toMatchObject({ code: 1, stdout: '' });
    expect(await command('replay', '--trigger', 'greter')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'watchkeeper: there is no dead letter of the Trigger greter in DIR: it has those of greeter\n',
    });
    expect((await command('dead-letters', '--json')).stdout.trimEnd().split('\n')).toHaveLength(2);
    data = join(town.folder, 'nowhere');
    expect(await command('dead-letters')).toMatchObject({
      code: 1,
      stderr: 'watchkeeper: there are no events in DIR/broker.db\n',
    });
  });

  it('are dropped for good when they are named, and none where one of them is not there', async () => {
    await twoLetters();
    expect(await command('dead-letters', 'drop', '1', 'three')).toMatchObject({ code: 1, stdout: '' });
    expect(await command('dead-letters', 'drop')).toMatchObject({ code: 2, stdout: '' });
    expect(await command('dead-letters', 'drop', 'one')).toEqual({
      code: 0,
      stdout: '1 dead letter was dropped from DIR\n',
      stderr: '',
    });
    expect((await command('dead-letters')).stdout).toMatch(/^ {4}2 [^\n]*\n[^\n]*\n$/);
    expect((await command('dead-letters', 'drop', '--trigger', 'greeter')).stdout).toContain(
      '1 dead letter ',
    );
    expect((await command('dead-letters', 'drop', '--all')).stdout).toBe('there is nothing to drop in DIR\n');
    expect((await command('dead-letters')).stdout).toBe('there are no dead letters in DIR\n');
  });

  it('are shown without a secret that hides in invisible characters', async () => {
    folders += 1;
    data = join(town.folder, `data-${folders}`);
    const url = await start();
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const hidden = `${token.slice(0, 9)}\u200b${token.slice(9)}`;
    await send(url, hidden, { name: 'Nobody', note: hidden, [hidden]: 1 });
    await running?.line(/dead letters/);
    await stop();
    for (const args of [['dead-letters'], ['dead-letters', '--json'], ['dead-letters', 'show', '1']]) {
      const { code, stdout } = await command(...args);
      expect({ args, code }).toEqual({ args, code: 0 });
      expect(stdout).toContain('[redacted');
      expect(stdout).not.toMatch(/ghp_|a1B2/);
    }
  });

  it('of a file that is damaged cannot be listed: it is told what to do', async () => {
    await twoLetters();
    await stop();
    const file = join(data, 'broker.db');
    const bytes = await readFile(file);
    // The head stays, so that it still opens.
    bytes.fill(0xff, 2 * 4_096);
    await writeFile(file, bytes);
    const { code, stdout, stderr } = await command('dead-letters');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^watchkeeper: DIR\/broker\.db is broken: move it .* away/);
  });

  it('are of one broker a folder: a second one does not start, and says who has it', async () => {
    await twoLetters();
    const args = ['dev', '--no-reload', '--port', '0', '--data', data];
    const { code, stdout, stderr } = await watchkeeper(args, { folder: town.folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(/\d+/, 'N').replace(data, 'DIR')).toMatch(
      /^watchkeeper: the process N already works on .*: stop it first, or give another folder\n$/,
    );
    running?.kill('SIGKILL');
    await running?.ended;
    await start();
  });
});
