import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { watchkeeper } from '../../../command.ts';
import { type FakeServer, startServer } from '../../../fakes/http-server.ts';

const event = (id: string) => ({ specversion: '1.0', id, source: '/s', type: 'a.v1', data: { n: 1 } });

let folder = '';
let server: FakeServer;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchkeeper-send-'));
  await writeFile(at('one.json'), JSON.stringify({ ...event('1'), traceparent: '00-aa' }));
  await writeFile(at('two.jsonl'), `${JSON.stringify(event('2'))}\n${JSON.stringify(event('3'))}\n`);
  await writeFile(at('none.json'), '{"hello":"world"}');
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  server = await startServer(() => ({ status: 202, body: '' }));
});
afterEach(() => server.close());

describe('watchkeeper send', () => {
  it('posts each event of each file in structured mode and says which were accepted', async () => {
    const { code, stdout, stderr } = await watchkeeper([
      'send',
      '--to',
      `${server.url}/team/default`,
      at('one.json'),
      at('two.jsonl'),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `${at('one.json')}: a.v1 1 accepted`,
      `${at('two.jsonl')}: a.v1 2 accepted`,
      `${at('two.jsonl')}: a.v1 3 accepted`,
      '',
    ]);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 3 }, () => 'POST /team/default'),
    );
    expect(server.requests[0]?.headers['content-type']).toMatch(/^application\/cloudevents\+json\b/);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { ...event('1'), traceparent: '00-aa' },
      event('2'),
      event('3'),
    ]);
  });

  it('exits 1 where nobody listens, and says what starts a broker', async () => {
    await server.close();
    const { code, stdout, stderr } = await watchkeeper(['send', '--to', server.url, at('one.json')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `watchkeeper: ${at('one.json')}: ${server.url}/ could not be reached (is a broker running there? "npx watchkeeper dev" starts one)\n`,
    );
  });

  it('exits 1 where the broker refuses, and tells with what, but nothing of a broker that is missing', async () => {
    server.failNext({ status: 400, body: '' });
    const { code, stderr } = await watchkeeper(['send', '--to', server.url, at('one.json')]);
    expect(code).toBe(1);
    expect(stderr).toBe(`watchkeeper: ${at('one.json')}: ${server.url}/ answered 400\n`);
  });

  it('goes on with the other files after one that cannot be sent', async () => {
    const { code, stdout, stderr } = await watchkeeper([
      'send',
      '--to',
      server.url,
      at('missing.json'),
      at('none.json'),
      at('one.json'),
    ]);
    expect(code).toBe(1);
    const [missing, none, rest] = stderr.split('\n');
    expect(missing).toBe(`watchkeeper: ${at('missing.json')}: there is no such file`);
    expect(none).toMatch(/none\.json is no CloudEvent: \S/);
    expect(rest).toBe('');
    expect(stdout).toBe(`${at('one.json')}: a.v1 1 accepted\n`);
  });
});
