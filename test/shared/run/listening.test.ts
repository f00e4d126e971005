import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { App } from '../../../shared/run/serve.ts';
import { oracleApp, question, why } from './apps.ts';

let open: App | undefined;
afterEach(async () => {
  await open?.drain(0);
  open = undefined;
});

/** An app that listens on a free port of the loopback address, and the sockets that its server sees. */
async function listening(options: Parameters<typeof oracleApp>[0] = {}) {
  const { app } = oracleApp(options);
  open = app;
  const sockets: Socket[] = [];
  app.http.server.on('connection', (socket) => sockets.push(socket));
  const url = await app.http.listen({ port: 0, host: '127.0.0.1' });
  return { app, url, sockets, port: (app.http.server.address() as AddressInfo).port };
}

const ask = (url: string) => fetch(url, { method: 'POST', headers: question(), body: why });

const MEBIBYTE = 1_048_576;

/** Sends 50 MiB as fast as they are taken, until the server closes the connection; tells what it answered. */
async function pour(port: number, framing: 'content-length' | 'chunked'): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  let answer = '';
  socket.on('data', (data) => {
    answer += data.toString('latin1');
  });
  // A server that has answered and closed resets what is still being sent.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  const length = framing === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${50 * MEBIBYTE}`;
  const headers = Object.entries(question()).map(([name, value]) => `${name}: ${value}`);
  socket.write(['POST / HTTP/1.1', 'Host: x', length, ...headers, '', ''].join('\r\n'));
  const block = Buffer.alloc(65_536, 0x20);
  const piece =
    framing === 'chunked' ? Buffer.concat([Buffer.from('10000\r\n'), block, Buffer.from('\r\n')]) : block;
  for (let sent = 0; sent < 50 * MEBIBYTE && !socket.destroyed; sent += block.length) {
    if (!socket.write(piece))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  socket.end();
  await closed;
  return answer;
}

describe('row 7: a body of 50 MiB', () => {
  it.each(['content-length', 'chunked'] as const)(
    'is 413 by %s, and hardly more than the limit is read',
    async (framing) => {
      const { port, sockets } = await listening();
      expect(await pour(port, framing)).toMatch(/^HTTP\/1\.1 413 .*\r\nconnection: close\r\n/is);
      const read = sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);
      expect(read).toBeLessThan(2 * MEBIBYTE);
    },
  );
});

describe('draining', () => {
  it('says that it is not ready, finishes what is open and closes its connections', async () => {
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { app, url } = await listening({
      before: async () => {
        asked.resolve();
        await answer.promise;
      },
    });
    const pending = ask(url);
    await asked.promise;
    expect((await app.http.inject('/metrics')).body).toContain('watchkeeper_open_deliveries 1');
    const drained = app.drain(60_000);
    expect((await app.http.inject('/health/readiness')).statusCode).toBe(503);
    expect((await app.http.inject('/health/liveness')).statusCode).toBe(200);
    answer.resolve();
    const answered = await pending;
    expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
    expect(await drained).toBe(true);
    await expect(ask(url)).rejects.toThrow('fetch failed');
  });

  it('takes what still comes in while something is open', async () => {
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { app, url } = await listening({
      before: async ({ id }) => {
        if (id !== 'slow') return;
        asked.resolve();
        await answer.promise;
      },
    });
    const slow = fetch(url, { method: 'POST', headers: question({ 'ce-id': 'slow' }), body: why });
    await asked.promise;
    const drained = app.drain(60_000);
    expect((await ask(url)).status).toBe(200);
    answer.resolve();
    expect((await slow).status).toBe(200);
    expect(await drained).toBe(true);
  });

  it('aborts what is open when the time is up: it is told, answered 503 and comes again', async () => {
    const asked = Promise.withResolvers<void>();
    const reasons: unknown[] = [];
    const { app, url } = await listening({
      before: (_event, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => reasons.push(signal.reason));
          asked.resolve();
        }),
    });
    const pending = ask(url);
    await asked.promise;
    expect(await app.drain(1)).toBe(false);
    const answered = await pending;
    expect([answered.status, answered.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answered.text()).toBe('the process is shutting down');
    expect(reasons).toEqual([expect.objectContaining({ message: 'the process is shutting down' })]);
  });

  it('ends at once where nothing is open, idle connections or not', async () => {
    const { app, url } = await listening();
    await (await ask(url)).arrayBuffer();
    expect(await app.drain(60_000)).toBe(true);
  });
});
