import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Journal } from '../../../../shared/run/broker/journal/journal.ts';
import { memoryJournal } from '../../../../shared/run/broker/journal/memory-journal.ts';
import { journalIn, temporaryFolder } from './journal/on-disk.ts';
import { listen, rigBroker, type Subscriber, startSubscriber, to } from './rig.ts';

let subscriber: Subscriber;
beforeAll(async () => {
  subscriber = await startSubscriber();
});
beforeEach(() => subscriber.reset());
afterAll(() => subscriber.close());

const onDisk = () => journalIn(join(temporaryFolder(), 'broker.db'));
const first = { filters: [{ exact: { type: 'rig.a' } }], subscriber: to('/first') };

/** A subscriber that answers nothing until it is let go. */
function closed() {
  const { promise, resolve } = Promise.withResolvers<void>();
  subscriber.on('/first', (response) => promise.then(() => response.end()));
  return resolve;
}

/** A journal that counts how many events are in memory at the same time, from load to the end of their attempt. */
function counting(journal: Journal) {
  const loaded = { now: 0, most: 0 };
  const wrapped: Journal = {
    ...journal,
    load(id) {
      loaded.now += 1;
      loaded.most = Math.max(loaded.most, loaded.now);
      return journal.load(id);
    },
    end(id) {
      loaded.now -= 1;
      return journal.end(id);
    },
  };
  return { journal: wrapped, loaded };
}

describe.each([
  { where: 'in memory', open: () => memoryJournal() },
  { where: 'on disk', open: onDisk },
])('a broker that holds events $where', ({ open }) => {
  const bounds = [
    { limits: { queued: 3 }, says: 'the Trigger first has no room for more events' },
    { limits: { queuedInAll: 3 }, says: 'the broker has no room for more events' },
    { limits: { bytes: 35_000 }, says: 'the broker has no room for more bytes' },
  ];
  test.each(bounds)(
    'refuses with 503 what is over $limits, and takes again when there is room',
    async ({ limits, says }) => {
      const letGo = closed();
      const { broker, send } = rigBroker(subscriber, { first }, { limits, journal: open() });
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send({}, 'x'.repeat(10_000))));
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 503, 503]);
      expect(answers[4]).toEqual({ status: 503, reason: says, retryAfterSeconds: 5 });
      letGo();
      await broker.idle();
      expect((await send()).status).toBe(202);
      await broker.idle();
      expect(subscriber.at('/first').length).toBe(4);
    },
  );

  test('has hardly more events in memory than requests that are open, however many wait', async () => {
    const letGo = closed();
    const { journal, loaded } = counting(open());
    const { broker, send } = rigBroker(subscriber, { first }, { limits: { concurrent: 4 }, journal });
    for (let sent = 0; sent < 60; sent += 1) await send({ 'ce-id': `${sent}` });
    await subscriber.has('/first', 4);
    expect(loaded).toEqual({ now: 4, most: 4 });
    letGo();
    await broker.idle();
    expect(subscriber.at('/first').length).toBe(60);
    // Those whose end is being written are still there.
    expect(loaded.most).toBeLessThanOrEqual(8);
    expect(loaded.now).toBe(0);
  });
});

test('holds no bodies in memory of what waits on disk', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const letGo = closed();
  const { broker, send } = rigBroker(subscriber, { first }, { limits: { concurrent: 2 }, journal: onDisk() });
  const held = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  const before = held();
  const length = 500_000;
  for (let sent = 0; sent < 30; sent += 1) await send({}, Buffer.alloc(length, 'x'));
  await subscriber.has('/first', 2);
  // Two are open, each of them here, at the client and at the subscriber; memory is given back a while after it is free.
  await expect.poll(() => held() - before, { timeout: 10_000 }).toBeLessThan(15 * length);
  letGo();
  await broker.idle();
  expect(subscriber.at('/first').length).toBe(30);
}, 20_000);

test('says over HTTP when it is worth another try', async () => {
  const letGo = closed();
  const { broker } = rigBroker(subscriber, { first }, { limits: { queued: 1 } });
  const { url, close } = await listen(broker);
  const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'rig.a' };
  const send = () => fetch(`${url}/rig/default`, { method: 'POST', headers, body: '{}' });
  expect((await send()).headers.get('retry-after')).toBeNull();
  const refused = await send();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  letGo();
  await broker.idle();
  await close();
});

test('answers 503 where the disk is full, and neither keeps nor delivers what it refused', async () => {
  const journal = journalIn(join(temporaryFolder(), 'broker.db'), { maxPages: 40 });
  const { broker, send, named } = rigBroker(subscriber, { first }, { journal });
  expect((await send({ 'ce-id': 'big' }, 'x'.repeat(500_000))).status).toBe(503);
  expect(journal.waiting()).toEqual([]);
  expect((await send({ 'ce-id': 'small' })).status).toBe(202);
  await broker.idle();
  expect(subscriber.at('/first').map(({ headers }) => headers['ce-id'])).toEqual(['small']);
  expect(named('refused')).toMatchObject([
    { reason: 'the event could not be written down: is the disk full?' },
  ]);
});

test('gives the place of a delivery free when its end can be written again', async () => {
  const journal = onDisk();
  let full = true;
  const end = (id: number) => (full ? Promise.reject(new Error('disk full')) : journal.end(id));
  const limits = { queuedInAll: 1 };
  const options = { limits, journal: { ...journal, end }, writeAgainMs: 1 };
  const { broker, send } = rigBroker(subscriber, { first }, options);
  expect((await send()).status).toBe(202);
  await broker.idle();
  expect((await send()).status).toBe(503);
  full = false;
  await expect.poll(() => journal.waiting()).toEqual([]);
  await expect.poll(async () => (await send()).status).toBe(202);
  await broker.idle();
  expect(subscriber.at('/first').length).toBe(2);
  await broker.close();
});

test('writes at its close what could not be written before', async () => {
  const journal = onDisk();
  let full = true;
  const end = (id: number) => (full ? Promise.reject(new Error('disk full')) : journal.end(id));
  const options = { journal: { ...journal, end }, writeAgainMs: 60_000 };
  const { broker, send } = rigBroker(subscriber, { first }, options);
  await send();
  await broker.idle();
  expect(journal.waiting()).toHaveLength(1);
  full = false;
  await broker.close();
  expect(journal.waiting()).toEqual([]);
});

describe('a broker that goes on with what an earlier one left', () => {
  const delivery = {
    retry: 5,
    backoffPolicy: 'exponential',
    backoffDelay: 'PT1S',
    deadLetterSink: to('/dls'),
  };
  const asleep = (_ms: number, signal: AbortSignal) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    );

  test('keeps the count of attempts and the rest of the wait', async () => {
    subscriber.on('/first', (response) => {
      response.statusCode = 503;
      response.end();
    });
    const file = join(temporaryFolder(), 'broker.db');
    const earlier = journalIn(file);
    let clock = 100_000;
    const waits: number[] = [];
    let rounds = 0;
    const second = Promise.withResolvers<void>();
    const before = rigBroker(
      subscriber,
      { first: { ...first, delivery } },
      {
        journal: earlier,
        now: () => new Date(clock),
        sleep: (ms, signal) => {
          rounds += 1;
          if (rounds === 2) second.resolve();
          return rounds === 1 ? Promise.resolve() : asleep(ms, signal);
        },
      },
    );
    await before.send();
    await second.promise;
    await before.broker.close();
    expect(before.named('lost')).toEqual([]);
    earlier.close();

    clock += 500;
    subscriber.reset();
    const after = rigBroker(
      subscriber,
      { first: { ...first, delivery } },
      {
        journal: journalIn(file),
        now: () => new Date(clock),
        sleep: async (ms) => waits.push(ms),
      },
    );
    expect(after.broker.resume()).toEqual({ deliveries: 1, absent: new Map() });
    expect(after.broker.resume().deliveries).toBe(0);
    await after.broker.idle();
    expect(waits).toEqual([1_500]);
    expect(after.named('delivered')).toMatchObject([{ attempt: 3, event: { id: '1' } }]);
  });

  test('leaves alone what is for a Trigger that is not here, and tells it', async () => {
    const journal = onDisk();
    await journal.accept(
      'rig/default',
      { envelope: { attributes: { id: '1' }, data: Buffer.alloc(0) }, headers: {} },
      ['gone', 'first'],
      undefined,
    );
    const { broker } = rigBroker(subscriber, { first }, { journal });
    expect(broker.resume()).toEqual({ deliveries: 1, absent: new Map([['rig/default gone', 1]]) });
    await broker.idle();
    expect(journal.waiting()).toMatchObject([{ trigger: 'gone' }]);
  });

  test('waits less between attempts at a higher speed, and tells the waits of the manifest', async () => {
    subscriber.on('/first', (response, _request, number) => {
      response.statusCode = number === 1 ? 503 : 200;
      response.end();
    });
    const waits: number[] = [];
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: { ...first, delivery } },
      {
        speed: 100,
        sleep: async (ms) => waits.push(ms),
      },
    );
    await send();
    await broker.idle();
    expect(waits).toEqual([10]);
    expect(named('retrying')).toMatchObject([{ inMs: 1_000 }]);
  });
});
