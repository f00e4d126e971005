import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, smallTown } from '../../../clone.ts';
import { type Running, startWatchkeeper, watchkeeper } from '../../../command.ts';

const LOOPBACK = { HOST: '127.0.0.1', PORT: '0' };

let town: Clone;
let running: Running | undefined;

beforeAll(async () => {
  town = await smallTown();
});
afterAll(() => town.remove());
afterEach(async () => {
  running?.kill('SIGKILL');
  await running?.ended;
  running = undefined;
});

const serve = (name: string, env: Readonly<Record<string, string>> = {}) =>
  watchkeeper(['serve', name], { folder: town.folder, env: { ...LOOPBACK, ...env } });

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  running = startWatchkeeper(['serve', ...args], { folder: town.folder, env: { ...LOOPBACK, ...env } });
  const { address } = JSON.parse(await running.line(/"msg":"listening"/)) as { address: string };
  return { running, address };
}

const greet = (address: string, name: string) =>
  fetch(address, {
    method: 'POST',
    headers: {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': '/door',
      'ce-type': 'test.person.arrived.v1',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name }),
  });

describe('watchkeeper serve', () => {
  it('answers events at its root, and ends with 0 at SIGTERM', async () => {
    const { running, address } = await start(['greeter']);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await greet(address, 'Ada');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ data: { words: 'Hello, Ada' } });
    running.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('takes the name of its function from WATCHKEEPER_FUNCTION', async () => {
    const { address } = await start([], { WATCHKEEPER_FUNCTION: 'greeter' });
    expect((await greet(address, 'Ada')).status).toBe(200);
  });

  it('finishes what is open after SIGTERM, and says meanwhile that it is not ready', async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const words = createServer(async (_request, response) => {
      asked.resolve();
      await answered.promise;
      response.end('Good night');
    });
    await new Promise<void>((resolve) => words.listen(0, '127.0.0.1', resolve));
    const { port } = words.address() as AddressInfo;
    try {
      const { running, address } = await start(['greeter'], { GREETING_URL: `http://127.0.0.1:${port}/` });
      const open = greet(address, 'Ada');
      await asked.promise;
      running.kill('SIGTERM');
      await running.line(/"msg":"finishing what is open"/);
      expect((await fetch(`${address}/health/readiness`)).status).toBe(503);
      answered.resolve();
      expect(await (await open).json()).toMatchObject({ data: { words: 'Good night, Ada' } });
      expect((await running.ended).code).toBe(0);
    } finally {
      answered.resolve();
      words.closeAllConnections();
      words.close();
    }
  });

  it('exits 1 and names every setting that is missing or wrong, and no value', async () => {
    const { code, stdout, stderr } = await serve('keyless', {
      KEY: 'short',
      PORT: '99999',
      LOG_LEVEL: 'loud',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const name of ['LOCK', 'KEY', 'PORT', 'LOG_LEVEL']) {
      expect(stderr).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    }
    expect(stderr).not.toMatch(/short|loud|99999/);
  });

  it.each([
    {
      why: 'a function that is not there',
      name: 'greter',
      says: 'there is no function greter; there are: dead-letters, doorbell, greeter, keyless',
    },
    { why: 'an intake without a place for its events', name: 'doorbell', says: 'set K_SINK' },
  ])('exits 1 and says what to do for $why', async ({ name, says }) => {
    const { code, stderr } = await serve(name);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });

  it('exits 1 and says so where its port is taken', async () => {
    const { address } = await start(['greeter']);
    const { code, stderr } = await serve('greeter', { PORT: new URL(address).port });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^watchkeeper: [^\n]*address already in use[^\n]*\n$/);
  });
});
