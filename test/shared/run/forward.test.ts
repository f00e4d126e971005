import { afterEach, describe, expect, it } from 'vitest';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import { httpSink } from '../../../shared/run/forward.ts';
import { type FakeServer, startServer } from '../../fakes/http-server.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const event = { specversion: '1.0', id: '1', source: '/s', type: 't', data: { a: 'ü' } };
const never = new AbortController().signal;

async function sink(answer: Parameters<typeof startServer>[0] = () => ({ status: 202, body: '' })) {
  server = await startServer(answer);
  return { server, send: (sent = event, signal = never) => httpSink(`${server?.url}/in`).send(sent, signal) };
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('an event that is sent on', () => {
  it('is posted in structured mode, with its trace in the headers as well', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { server, send } = await sink();
    await send({ ...event, traceparent, tracestate: 'a=b' } as typeof event);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/in',
      headers: { 'content-type': 'application/cloudevents+json', traceparent, tracestate: 'a=b' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ ...event, traceparent, tracestate: 'a=b' });
  });

  it.each([200, 201, 202, 204])('is accepted by %i', async (status) => {
    const { send } = await sink(() => ({ status, body: '' }));
    expect(await thrownBy(send())).toBeUndefined();
  });

  it.each([404, 408, 409, 429, 500, 502, 503])('may be accepted later after %i', async (status) => {
    const { send } = await sink(() => ({ status, body: 'no' }));
    const thrown = await thrownBy(send());
    expect(thrown).toBeInstanceOf(RetryLaterError);
    expect(thrown).toMatchObject({ message: `the sink (K_SINK) answered ${status}`, retryAfterSeconds: 5 });
  });

  it.each([400, 401, 403, 410, 413, 415, 422])('is never accepted after %i', async (status) => {
    const { send } = await sink(() => ({ status, body: 'no' }));
    expect(await thrownBy(send())).toBeInstanceOf(PermanentError);
  });

  it.each([
    { header: '17', seconds: 17 },
    { header: '0', seconds: 5 },
    { header: '86400', seconds: 5 },
    { header: 'Wed, 21 Oct 2026 07:28:00 GMT', seconds: 5 },
  ])('waits $seconds s after Retry-After: $header', async ({ header, seconds }) => {
    const { send } = await sink(() => ({ status: 503, headers: { 'retry-after': header }, body: '' }));
    expect(await thrownBy(send())).toMatchObject({ retryAfterSeconds: seconds });
  });

  it.each([301, 302, 307, 308])('follows no redirect (%i)', async (status) => {
    const { server, send } = await sink(() => ({ status, headers: { location: '/elsewhere' }, body: '' }));
    expect(await thrownBy(send())).toBeInstanceOf(PermanentError);
    expect(server.requests.map(({ path }) => path)).toEqual(['/in']);
  });

  it('may be accepted later where the connection is cut, or nobody listens', async () => {
    const { server, send } = await sink();
    server.failNext('cut');
    expect(await thrownBy(send())).toMatchObject({ message: 'the sink (K_SINK) could not be reached' });
    await server.close();
    expect(await thrownBy(send())).toBeInstanceOf(RetryLaterError);
  });

  it('is given up with the delivery that it belongs to', async () => {
    const controller = new AbortController();
    const { server, send } = await sink();
    server.failNext('timeout');
    const pending = thrownBy(send(event, controller.signal));
    controller.abort();
    expect(await pending).toBeInstanceOf(RetryLaterError);
  });
});
