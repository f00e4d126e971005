import { afterEach, expect, test } from 'vitest';
import { type Failure, type FakeServer, startServer } from './http-server.ts';

let server: FakeServer | undefined;
afterEach(() => server?.close());

async function counting(): Promise<{ server: FakeServer; effects: string[] }> {
  const effects: string[] = [];
  server = await startServer(({ path }) => {
    effects.push(path);
    return { status: 201, body: { made: path } };
  });
  return { server, effects };
}

const failures: readonly { failure: Failure; effects: readonly string[]; seen: number | 'nothing' }[] = [
  { failure: { status: 500 }, effects: [], seen: 500 },
  { failure: 'cut', effects: [], seen: 'nothing' },
  { failure: { after: { status: 502 } }, effects: ['/thing'], seen: 502 },
  { failure: { after: 'cut' }, effects: ['/thing'], seen: 'nothing' },
];

test.each(failures)('a failure $failure leaves $effects behind', async ({ failure, effects, seen }) => {
  const counted = await counting();
  counted.server.failNext(failure);
  const status = await fetch(`${counted.server.url}/thing`).then(
    (answer) => answer.status,
    () => 'nothing',
  );
  expect(status).toBe(seen);
  expect(counted.effects).toEqual(effects);
});

test('the seam of a door hears of each boundary in turn, and stops a request for good where it never ends', async () => {
  const { server, effects } = await counting();
  const heard: string[] = [];
  const arrived = Promise.withResolvers<void>();
  const door = await server.door({
    seam: (boundary) => {
      heard.push(boundary);
      if (boundary !== 'after POST /second') return Promise.resolve();
      arrived.resolve();
      return new Promise(() => {});
    },
  });
  expect((await fetch(`${door.url}/first?query=1`, { method: 'POST' })).status).toBe(201);
  const second = fetch(`${door.url}/second`, { method: 'POST' });
  await arrived.promise;
  await door.close();
  await expect(second).rejects.toThrow();
  expect(heard).toEqual([
    'before POST /first',
    'after POST /first',
    'before POST /second',
    'after POST /second',
  ]);
  expect(effects).toEqual(['/first?query=1', '/second']);
  expect((await fetch(`${server.url}/third`)).status).toBe(201);
});

test('a door fails the requests that its fault names, and only its own', async () => {
  const { server, effects } = await counting();
  const door = await server.door({
    fault: ({ path }) => (path === '/bad' ? { status: 503, headers: { 'retry-after': '3' } } : undefined),
  });
  const refused = await fetch(`${door.url}/bad`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3']);
  await fetch(`${door.url}/good`);
  await fetch(`${server.url}/bad`);
  expect(effects).toEqual(['/good', '/bad']);
});
