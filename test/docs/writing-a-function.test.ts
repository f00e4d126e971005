import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidEventError, PermanentError, RetryLaterError } from '../../shared/errors.ts';
import { judge } from '../../shared/run/broker/delivery.ts';
import { statusOf } from '../../shared/run/status.ts';
import { type Clone, clone } from '../clone.ts';
import { type Running, root, startWatchkeeper } from '../command.ts';
import { type Block, blocksOf, commandsOf, fits, steady } from './tutorial.ts';

// The page is followed as a reader would: each file is written, each command is run, in the order of the page, in a
// copy of the repository. What a command prints has to be what the page says.

const page = readFileSync(join(root, 'docs', 'writing-a-function.md'), 'utf8');
const FILE = /^\w+ (\S+\/\S+)$/;
const PATIENCE_MILLISECONDS = 90_000;

let place: Clone;
let dev: Running | undefined;
/** How much of what dev printed the page has shown. */
let shown = 0;

async function stopDev(): Promise<void> {
  dev?.kill('SIGTERM');
  await dev?.ended;
  dev = undefined;
  shown = 0;
}

beforeAll(async () => {
  place = await clone([
    'bench',
    'biome.json',
    '.gitignore',
    'docs',
    'examples',
    'functions',
    'knative',
    'scripts',
    'test',
    'vitest.config.ts',
  ]);
  // What is out of date before the page begins is none of its business.
  shell('npm run --silent generate');
}, PATIENCE_MILLISECONDS);

afterAll(async () => {
  await stopDev();
  await place.remove();
});

function shell(command: string): { readonly code: number | null; readonly lines: string[] } {
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout } = spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], {
    cwd: place.folder,
    encoding: 'utf8',
    env: { PATH, HOME, NO_COLOR: '1', NODE_COMPILE_CACHE: join(place.folder, '.cache') },
  });
  const lines = stdout
    .replace(/\n$/, '')
    .split('\n')
    // Said by npm of the machine's own Node and settings.
    .filter((line) => !/^npm (?:warn|notice)\b/.test(line));
  return { code: status, lines: steady(lines.join('') === '' ? [] : lines) };
}

function runTranscript(transcript: string): void {
  let last: number | null = 0;
  for (const { command, prints } of commandsOf(transcript)) {
    if (command === 'echo $?') {
      expect(prints).toEqual([String(last)]);
      last = 0;
      continue;
    }
    expect(last, 'the exit code of the command before is not told').toBe(0);
    const sent =
      dev && /^npx watchkeeper send /.test(command) ? `${command} --to ${brokerUrl(dev)}` : command;
    const { code, lines } = shell(sent);
    expect(fits(prints, lines), `${command} printed:\n${lines.join('\n')}`).toBe(true);
    last = code;
  }
  expect(last, 'the exit code of the last command is not told').toBe(0);
}

async function startDev(transcript: string): Promise<void> {
  await stopDev();
  const [{ command, prints } = { command: '', prints: [] }] = commandsOf(transcript);
  const [, name, value] = /^(?:(\w+)=(\S+) )?npx watchkeeper dev$/.exec(command) ?? [];
  dev = startWatchkeeper(['dev', '--port', '0'], {
    folder: place.folder,
    env: name === undefined ? {} : { [name]: value ?? '' },
  });
  await dev.line(/^send it an event/);
  shown = dev.lines().length;
  const lines = steady(dev.lines());
  expect(fits(prints, lines), `dev printed:\n${lines.join('\n')}`).toBe(true);
}

/** What dev prints next, which is as many lines as the page shows. */
async function readOn(block: string): Promise<void> {
  if (!dev) throw new Error('the page has not started dev');
  const wanted = block.replace(/\n$/, '').split('\n');
  for (const _line of wanted) await dev.line(/^/);
  const lines = steady(dev.lines().slice(shown, shown + wanted.length));
  shown += wanted.length;
  expect(lines).toEqual(wanted);
}

async function post(block: string): Promise<void> {
  if (!dev) throw new Error('the page has not started dev');
  const [head = '', body = ''] = block.split('\n\n');
  const [request = '', ...headers] = head.split('\n');
  const [method = '', path = ''] = request.split(' ');
  const named = headers.map((line): [string, string] => [
    line.split(': ')[0] ?? '',
    line.split(': ')[1] ?? '',
  ]);
  const send = async (sent: [string, string][]) => {
    const answer = await fetch(new URL(path, brokerUrl(dev as Running)), { method, headers: sent, body });
    await answer.arrayBuffer();
    return answer.status;
  };
  const known = named.filter(([name]) => name !== 'Host');
  expect(await send(known.filter(([name]) => name !== 'X-CI-Token'))).toBe(401);
  expect(await send(known)).toBe(200);
}

function brokerUrl(running: Running): string {
  return running.lines()[0]?.split(' ')[2] ?? '';
}

async function follow({ info, text }: Block): Promise<void> {
  const path = FILE.exec(info)?.[1];
  if (path !== undefined) {
    await mkdir(dirname(join(place.folder, path)), { recursive: true });
    await writeFile(join(place.folder, path), text, { flag: 'wx' });
    return;
  }
  switch (info) {
    case 'console':
      return runTranscript(text);
    case 'console dev':
      return startDev(text);
    case 'text dev':
      return readOn(text);
    case 'http':
      return post(text);
    default:
      throw new Error(`nobody knows what to do with a block of ${info}`);
  }
}

describe('docs/writing-a-function.md', () => {
  const steps = blocksOf(page).map((block, index) => ({
    block,
    step: `${index + 1}. ${FILE.exec(block.info)?.[1] ?? block.text.split('\n')[0]}`,
  }));

  it.each(steps)(
    'holds at $step',
    async ({ block }) => {
      await follow(block);
    },
    PATIENCE_MILLISECONDS,
  );

  it('has new files only: nothing that was there is edited but for what is made from the code', async () => {
    const read = (path: string) => readFile(join(place.folder, path), 'utf8');
    const events = await read('docs/events.md');
    expect(events).toContain('## dev.watchkeeper.quota.nearly-full.v1');
    expect(events).toContain('[functions/quota-watch/events.ts](../functions/quota-watch/events.ts)');
    expect(await read('docs/configuration.md')).toContain('| `NEARLY_FULL_PERCENT` | `90` | ');
    expect(await read('knative/base/kustomization.yaml')).toContain('  - quota-watch.yaml\n');
    for (const { block } of steps) {
      const path = FILE.exec(block.info)?.[1];
      if (path !== undefined) expect(await read(path), path).toBe(block.text);
    }
  });

  it('tells of each error what the table of statuses and the Broker make of it', () => {
    const errors = {
      InvalidEventError: [new InvalidEventError('x')],
      PermanentError: [new PermanentError('x')],
      RetryLaterError: [
        new RetryLaterError('x', { retryAfterSeconds: 1 }),
        new RetryLaterError('x', { retryAfterSeconds: 1, rateLimited: true }),
      ],
      'anything else': [new Error('x')],
    };
    const rows = [...page.matchAll(/^\| (?:`(\w+)`|(anything else)): [^|]+\| ([^|]+) \| ([^|]+) \|$/gm)].map(
      ([, name, other, answered = '', broker]) => ({
        name: name ?? other,
        statuses: answered.match(/\b[45]\d\d\b/g)?.map(Number),
        broker,
      }),
    );
    expect(rows).toEqual(
      Object.entries(errors).map(([name, thrown]) => {
        const statuses = thrown.map((error) => statusOf(error).status);
        const [status = 0] = statuses;
        const verdict = judge({ kind: 'answered', status, headers: {}, body: Buffer.alloc(0), cut: false });
        return { name, statuses, broker: !verdict.ok && verdict.retry ? 'delivers again' : 'dead letter' };
      }),
    );
  });
});
