import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTriaged } from '../../../../shared/events/build.ts';
import { type Clone, smallTown } from '../../../clone.ts';
import { root, watchkeeper } from '../../../command.ts';

const arrival = (name: string) => ({
  specversion: '1.0',
  id: `1-${name}`,
  source: '/door',
  type: 'test.person.arrived.v1',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  data: { name },
});

const recorded = join(root, 'test', 'events', 'build', 'build-failed.json');
let town: Clone;
const at = (name: string) => join(town.folder, name);

beforeAll(async () => {
  town = await smallTown();
  await writeFile(at('ada.json'), JSON.stringify(arrival('Ada')));
  await writeFile(at('nobody.json'), JSON.stringify(arrival('Nobody')));
  await writeFile(at('other.json'), JSON.stringify({ ...arrival('Ada'), type: 'test.other.v1' }));
  await writeFile(at('bad.json'), JSON.stringify({ ...arrival('Ada'), data: { name: 7 } }));
});
afterAll(() => town.remove());

const run = (name: string, file: string, options: Parameters<typeof watchkeeper>[1] = {}) =>
  watchkeeper(['run', name, '--event', file], { folder: town.folder, ...options });

describe('watchkeeper run', () => {
  it('prints result events as JSON lines and nothing else on standard output', async () => {
    const { code, stdout, stderr } = await run('greeter', at('ada.json'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'test.person.greeted.v1',
      source: '/watchkeeper/greeter',
      subject: 'Ada',
      data: { words: 'Hello, Ada' },
      causationid: '1-Ada',
      traceparent: arrival('Ada').traceparent,
    });
  });

  it('gives a result the same id each time', async () => {
    const [one, two] = await Promise.all([run('greeter', at('ada.json')), run('greeter', at('ada.json'))]);
    const ids = [one, two].map(({ stdout }) => (JSON.parse(stdout) as { id: string }).id);
    expect(ids[0]).toBe(ids[1]);
  });

  it('takes events from standard input, one a line, and settings from the environment', async () => {
    const input = `${JSON.stringify(arrival('Ada'))}\n${JSON.stringify(arrival('Alan'))}\n`;
    const { code, stdout } = await run('greeter', '-', { input, env: { GREETING: 'Good day' } });
    expect(code).toBe(0);
    const words = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { data: { words: string } }).data.words);
    expect(words).toEqual(['Good day, Ada', 'Good day, Alan']);
  });

  it('logs to standard error, one JSON object a line', async () => {
    const { code, stdout, stderr } = await watchkeeper(['run', 'dead-letters', '--event', recorded]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({ level: 'error', function: 'dead-letters' });
  });

  it('imports no code of any other function', async () => {
    await mkdir(at('functions/broken'));
    await writeFile(at('functions/broken/function.ts'), "throw new Error('this was imported');\n");
    const { code, stderr } = await run('greeter', at('ada.json'));
    await rm(at('functions/broken'), { recursive: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each([
    {
      why: 'a type that it does not take',
      file: 'other.json',
      says: 'greeter does not accept test.other.v1',
    },
    { why: 'data that do not fit', file: 'bad.json', says: 'does not fit its schema: name: ' },
    { why: 'an event that it cannot handle', file: 'nobody.json', says: 'nobody can greet Nobody' },
    { why: 'a file that is not there', file: 'missing.json', says: 'missing.json: there is no such file' },
  ])('exits 1 and says why for $why', async ({ file, says }) => {
    const { code, stdout, stderr } = await run('greeter', at(file));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^watchkeeper: [^\n]*\n$/);
    expect(stderr).toContain(says);
  });

  it('exits 1 and names every setting that is missing or wrong', async () => {
    const { code, stderr } = await run('keyless', at('ada.json'), {
      env: { KEY: 'short', LOG_LEVEL: 'loud' },
    });
    expect(code).toBe(1);
    for (const name of ['LOCK', 'KEY', 'LOG_LEVEL']) expect(stderr).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(stderr).not.toContain('short');
  });

  it('exits 2 for a function that is not there, and lists those that are', async () => {
    const { code, stderr } = await run('greter', at('ada.json'));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'watchkeeper: there is no function greter; there are: dead-letters, doorbell, greeter, keyless\n',
    });
  });

  it('exits 2 for an intake, which takes no events', async () => {
    const { code, stderr } = await run('doorbell', at('ada.json'));
    expect(code).toBe(2);
    expect(stderr).toContain('doorbell is an intake: it takes a webhook, not an event');
  });

  it('triages the recorded failure of a build', async () => {
    const { code, stdout } = await watchkeeper(['run', 'build-triage', '--event', recorded]);
    expect(code).toBe(0);
    const { type, data } = JSON.parse(stdout) as { type: string; data: unknown };
    expect(type).toBe(buildTriaged.type);
    expect(buildTriaged.schema.parse(data).report.category).toBe('compile-error');
  });
});
