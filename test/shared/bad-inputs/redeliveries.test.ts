import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { DeliveryRun } from '../../../shared/function.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { createApp } from '../../../shared/run/serve.ts';
import { clock } from '../ledger/clock.ts';
import { collectLines, connected, oracle, question } from '../run/apps.ts';

const LEASE_SECONDS = 180;

/** A served function that counts what it handles, and may be told to wait. */
function rig(before: (run: DeliveryRun) => unknown = () => undefined) {
  const at = clock();
  const store = memoryStore(at.now);
  const ledger = createLedger(store, { leaseSeconds: LEASE_SECONDS, keepSeconds: 3_600 });
  const to = collectLines();
  const handled: string[] = [];
  const definition = oracle(async ({ source, id }, run) => {
    handled.push(`${source} ${id}`);
    await before(run);
  });
  const serve = (options: { readonly deadlineMilliseconds?: number } = {}) =>
    createApp({
      mounts: [{ at: '/', target: connected(definition, { to, ledger, ...options }) }],
      bodyLimitBytes: 65_536,
      registry: new Registry(),
    });
  return { at, ledger, handled, lines: to.lines, serve, ...senderTo(serve()) };
}

function senderTo(app: ReturnType<typeof createApp>) {
  const send = async (headers: Record<string, string> = {}, asked: unknown = 'why') => {
    const payload = JSON.stringify({ question: asked });
    return app.http.inject({ method: 'POST', url: '/', headers: question(headers), payload });
  };
  const metrics = async () => (await app.http.inject('/metrics')).body;
  return { app, send, metrics };
}

describe('an event that comes again', () => {
  it('row 13: the same source and id get the stored reply, and nothing is done', async () => {
    const { handled, send, metrics } = rig();
    const first = await send();
    const again = await send();
    expect(handled).toEqual(['/asker q-1']);
    expect(first.json()).toMatchObject({ type: 'test.answered.v1', causationid: 'q-1' });
    expect([again.statusCode, again.body]).toEqual([200, first.body]);
    expect(await metrics()).toContain('{function="oracle",type="test.asked.v1",outcome="repeated"} 1');
  });

  it('row 13: a structured redelivery of a binary event is the same event', async () => {
    const { handled, app, send } = rig();
    const first = await send();
    const again = await app.http.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/cloudevents+json' },
      payload:
        '{"type":"test.asked.v1", "specversion":"1.0","source":"/asker","id":"q-1","data" : {"question" : "wh\\u0079"}}',
    });
    expect([again.statusCode, again.body, handled.length]).toEqual([200, first.body, 1]);
  });

  it.each([
    ['{"question":"why","answers":1.0}', '{"question":"why","answers":1}'],
    ['{"question":"why", "answers":1}', '{"question":"why","answers":1}'],
    ['{"question":"why","answers":1}', '{"question":"why","answers":1e0}'],
  ])('row 13: %s in binary mode is the same event as %s in structured mode', async (binary, structured) => {
    const { handled, app } = rig();
    const post = (headers: Record<string, string>, payload: string) =>
      app.http.inject({ method: 'POST', url: '/', headers, payload });
    const first = await post(question(), binary);
    const again = await post(
      { 'content-type': 'application/cloudevents+json' },
      `{"type":"test.asked.v1","specversion":"1.0","source":"/asker","id":"q-1","data":${structured}}`,
    );
    expect([first.statusCode, again.statusCode, again.body]).toEqual([200, 200, first.body]);
    expect(handled).toHaveLength(1);
  });

  it('row 14: of 20 at once one is handled, the others are 409, which a Broker tries again', async () => {
    const going = Promise.withResolvers<void>();
    const { handled, lines, send, metrics } = rig(() => going.promise);
    const answers = Array.from({ length: 20 }, () => send());
    const others = await refusals(answers, 19);
    expect(others.every(({ statusCode }) => statusCode === 409)).toBe(true);
    // Soon, since most are over in a moment; and nothing that anybody has to look into.
    expect(others.every(({ headers }) => headers['retry-after'] === '5')).toBe(true);
    const told = lines.filter(({ outcome }) => outcome === 'being-handled');
    expect(told).toHaveLength(19);
    expect(told.every(({ level, err }) => level === 'info' && err === undefined)).toBe(true);
    going.resolve();
    expect((await Promise.all(answers)).filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(handled).toEqual(['/asker q-1']);
    expect((await send()).statusCode).toBe(200);
    expect(handled).toHaveLength(1);
    expect(await metrics()).toContain('outcome="being-handled"} 19');
  });

  it('row 15: another payload under the same source and id is refused, and a line for the audit says so', async () => {
    const { handled, lines, send } = rig();
    await send({}, 'why');
    const other = await send({}, 'pay me');
    expect([other.statusCode, handled.length]).toEqual([422, 1]);
    expect(other.body).toBe('an event of the same source and id came before with another payload');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', audit: 'other-payload', event: 'q-1', source: '/asker' }),
    );
    expect((await send({}, 'why')).statusCode).toBe(200);
    expect(handled).toHaveLength(1);
  });

  it('row 15: the payload of a delivery that failed counts too', async () => {
    let fails = true;
    const { handled, send } = rig(() => {
      if (fails) throw new Error('not yet');
    });
    expect((await send({}, 'why')).statusCode).toBe(500);
    expect((await send({}, 'pay me')).statusCode).toBe(422);
    fails = false;
    expect([(await send({}, 'why')).statusCode, handled.length]).toEqual([200, 2]);
  });

  it('row 16: the same id of another source, and of another function, is another event', async () => {
    const { handled, ledger, send } = rig();
    await send();
    await send({ 'ce-source': '/other' });
    expect(handled).toEqual(['/asker q-1', '/other q-1']);
    const cousin = connected({ ...oracle(), name: 'cousin' }, { ledger });
    const { send: toCousin } = senderTo(
      createApp({ mounts: [{ at: '/', target: cousin }], bodyLimitBytes: 65_536 }),
    );
    const answer = await toCousin();
    expect(answer.json().source).toBe('/watchkeeper/cousin');
  });

  it.each(['2026-06-17T09:30:00Z', '2026-06-19T09:30:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])(
    'row 18: its time (%s) neither makes it another event nor lets it expire',
    async (time) => {
      const { at, handled, send } = rig();
      await send({ 'ce-time': '2026-06-18T09:30:00Z' });
      at.pass(3_000);
      expect((await send({ 'ce-time': time })).statusCode).toBe(200);
      expect(handled).toHaveLength(1);
      await send({ 'ce-id': 'q-2', 'ce-time': time });
      await send({ 'ce-id': 'q-2' });
      expect(handled).toHaveLength(2);
    },
  );
});

describe('a delivery that is cut short', () => {
  it('row 58: keeps its claim while its handler still works after the deadline, and its result when it ends', async () => {
    const going = Promise.withResolvers<void>();
    const { handled, send, serve } = rig(() => going.promise);
    const hurried = senderTo(serve({ deadlineMilliseconds: 1 }));
    expect((await hurried.send()).statusCode).toBe(503);
    expect((await send()).statusCode).toBe(409);
    going.resolve();
    await new Promise(setImmediate);
    expect([(await send()).statusCode, handled.length]).toEqual([200, 1]);
  });

  it('row 58: gives its claim back as soon as its handler heeds the signal', async () => {
    let first = true;
    const { handled, send, serve } = rig(async ({ signal }) => {
      if (!first) return;
      first = false;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const hurried = senderTo(serve({ deadlineMilliseconds: 20 }));
    expect((await hurried.send()).statusCode).toBe(503);
    expect([(await send()).statusCode, handled.length]).toEqual([200, 2]);
  });

  it('row 58: at the end of the process readiness drops first; what does not end in time comes again', async () => {
    const started = Promise.withResolvers<void>();
    const { at, app, handled, send, serve } = rig(() => {
      started.resolve();
      return handled.length === 1 ? new Promise(() => undefined) : undefined;
    });
    const open = send();
    await started.promise;
    expect((await app.http.inject('/health/readiness')).statusCode).toBe(200);
    const drained = app.drain(1);
    expect((await app.http.inject('/health/readiness')).statusCode).toBe(503);
    expect((await open).statusCode).toBe(503);
    expect(await drained).toBe(false);
    // The next process: the claim is held until the lease is over, since the handler never ended.
    const next = senderTo(serve());
    expect((await next.send()).statusCode).toBe(409);
    at.pass(LEASE_SECONDS);
    expect([(await next.send()).statusCode, handled.length]).toEqual([200, 2]);
  });
});

/** The first `count` answers that come. */
async function refusals<T>(answers: readonly Promise<T>[], count: number): Promise<T[]> {
  const { promise, resolve } = Promise.withResolvers<T[]>();
  const came: T[] = [];
  for (const answer of answers) {
    void answer.then((value) => {
      came.push(value);
      if (came.length === count) resolve([...came]);
    });
  }
  return promise;
}
