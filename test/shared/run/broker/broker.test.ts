import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Respond, rigBroker, type Subscriber, startSubscriber, to } from './rig.ts';

let subscriber: Subscriber;
beforeAll(async () => {
  subscriber = await startSubscriber();
});
beforeEach(() => subscriber.reset());
afterAll(() => subscriber.close());

const answering =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Respond =>
  (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

const reply = (attributes: object, headers: Readonly<Record<string, string>> = {}): Respond =>
  answering(
    200,
    JSON.stringify({ specversion: '1.0', id: 'r', source: '/sub', type: 'rig.reply', ...attributes }),
    { 'content-type': 'application/cloudevents+json; charset=UTF-8', ...headers },
  );

const deadLetterSink = to('/dls');
const first = (delivery: object = { deadLetterSink }) => ({
  filters: [{ exact: { type: 'rig.a' } }],
  subscriber: to('/first'),
  delivery,
});
const second = { filters: [{ exact: { type: 'rig.reply' } }], subscriber: to('/second') };

/** A subscriber's answer that waits until it is let go. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const respond: Respond = (response) => promise.then(() => response.end());
  return { respond, letGo: resolve };
}

describe('the ingress', () => {
  test('answers 202 at once, before a subscriber has answered', async () => {
    const { respond, letGo } = held();
    subscriber.on('/first', respond);
    const { broker, send, steps } = rigBroker(subscriber, { first: first() });
    expect(await send()).toEqual({ status: 202 });
    let idle = false;
    const ended = broker.idle().then(() => {
      idle = true;
    });
    await subscriber.has('/first', 1);
    expect(idle).toBe(false);
    letGo();
    await ended;
    expect(steps.map(({ step }) => step)).toEqual(['received', 'delivered']);
  });

  test('answers only when all is done, if asked to', async () => {
    subscriber.on('/first', answering(500));
    subscriber.on('/dls', reply({ type: 'rig.reply' }));
    const { send } = rigBroker(subscriber, { first: first(), second }, { answer: 'after-delivery' });
    expect((await send()).status).toBe(202);
    expect(subscriber.at('/dls').length).toBe(1);
    expect(subscriber.at('/second')).toEqual([]);
  });

  test('then answers 500 where one of the Triggers lost the event', async () => {
    subscriber.on('/first', answering(500));
    const all = { subscriber: to('/ok') };
    const { send } = rigBroker(subscriber, { first: first({ retry: 0 }), all }, { answer: 'after-delivery' });
    expect((await send()).status).toBe(500);
    expect(subscriber.at('/ok').length).toBe(1);
  });

  test('takes events for the default Broker where none is named', async () => {
    const { broker } = rigBroker(subscriber, { first: first() });
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'rig.a' };
    expect((await broker.ingress({ headers, body: Buffer.alloc(0) })).status).toBe(202);
    await broker.idle();
    expect(subscriber.at('/first').length).toBe(1);
  });

  test('drops an event that no Trigger wants', async () => {
    const { broker, send, steps } = rigBroker(subscriber, { first: first() });
    expect((await send({ 'ce-type': 'rig.other' })).status).toBe(202);
    await broker.idle();
    expect(steps).toMatchObject([{ step: 'received', triggers: [], event: { type: 'rig.other' } }]);
  });

  test('refuses with 503 what a Trigger has no room for, and queues it nowhere', async () => {
    const { respond, letGo } = held();
    subscriber.on('/first', respond);
    const all = { subscriber: to('/ok') };
    const { broker, send, named } = rigBroker(subscriber, { first: first(), all }, { limits: { queued: 2 } });
    const statuses = [await send(), await send(), await send()].map(({ status }) => status);
    letGo();
    await broker.idle();
    expect(statuses).toEqual([202, 202, 503]);
    expect(named('refused')).toMatchObject([{ status: 503, reason: expect.stringContaining('first') }]);
    expect(subscriber.at('/ok').length).toBe(2);
    expect((await send()).status).toBe(202);
    await broker.idle();
  });
});

describe('a delivery', () => {
  test('has the headers that Knative sends, and of the producer’s only those that Knative forwards', async () => {
    const { broker, send } = rigBroker(subscriber, { first: first() });
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await send({
      traceparent: trace,
      tracestate: 'a=b',
      baggage: 'k=v',
      'x-request-id': 'r',
      'x-b3-traceid': '1',
      'knative-foo': 'f',
      authorization: 'Bearer x',
      'x-custom': 'c',
      'kn-namespace': 'fake',
      'content-type': 'application/json; charset=utf-8',
    });
    await broker.idle();
    const [{ headers } = { headers: {} }] = subscriber.at('/first');
    expect(headers).toMatchObject({
      prefer: 'reply',
      'kn-namespace': 'rig',
      'content-type': 'application/json; charset=utf-8',
      traceparent: trace,
      tracestate: 'a=b',
      baggage: 'k=v',
      'x-request-id': 'r',
      'x-b3-traceid': '1',
      'knative-foo': 'f',
      'ce-knativearrivaltime': expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-custom');
    expect(headers).not.toHaveProperty('ce-knativebrokerttl');
  });

  test('leaves the data as it came, whatever it is', async () => {
    const { broker, send } = rigBroker(subscriber, { first: first() });
    const bodies = ['{ "n": 12345678901234567890 }', '{not json', ''];
    for (const body of bodies) await send({}, body);
    await send({ 'content-type': 'application/octet-stream' }, Buffer.from([0, 255, 10]));
    await broker.idle();
    const got = subscriber.at('/first').map(({ body }) => body.toString('latin1'));
    expect(got.sort()).toEqual([...bodies, '\u0000\u00ff\n'].sort());
  });

  test('is structured where the Trigger asks for JSON, the dead letter is not', async () => {
    subscriber.on('/first', answering(400));
    const { broker, send } = rigBroker(subscriber, { first: first({ format: 'json', deadLetterSink }) });
    await send({ 'ce-subject': 'Gr\u00fc\u00df' }, '{"n":1.50}');
    await broker.idle();
    const [sent] = subscriber.at('/first');
    expect(sent?.headers['content-type']).toBe('application/cloudevents+json');
    expect(sent?.body.toString()).toContain('"data":{"n":1.50}');
    expect(subscriber.at('/dls')[0]?.headers['content-type']).toBe('application/json');
  });

  test('goes through a redirect on the same host, but to no other', async () => {
    subscriber.on('/first', answering(307, '', { location: '/moved' }));
    const near = rigBroker(subscriber, { first: first() });
    await near.send();
    await near.broker.idle();
    expect(subscriber.at('/moved')[0]?.body.toString()).toBe('{"d":1}');

    subscriber.on('/first', answering(307, '', { location: 'http://127.0.0.1:1/elsewhere' }));
    const far = rigBroker(subscriber, { first: first() });
    await far.send();
    await far.broker.idle();
    expect(subscriber.at('/dls')[0]?.headers['ce-knativeerrorcode']).toBe('307');
  });

  test('ends after ten redirects', async () => {
    subscriber.on('/first', answering(308, '', { location: '/first' }));
    const { broker, send, named } = rigBroker(subscriber, { first: first() });
    await send();
    await broker.idle();
    expect(subscriber.at('/first').length).toBe(11);
    expect(named('dead-lettered').length).toBe(1);
  });

  test('to a subscriber that nobody is counts as unreachable', async () => {
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: { ...first({ retry: 1 }) } },
      { resolve: () => undefined },
    );
    await send();
    await broker.idle();
    expect(named('failed').map(({ reason }) => reason)).toEqual([
      'nobody here is the Service rig/subscriber',
      'nobody here is the Service rig/subscriber',
    ]);
    expect(named('lost').length).toBe(1);
  });

  test('keeps to so many open requests a Trigger', async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    subscriber.on('/first', (response) => {
      waiting.push(() => response.end());
      most = Math.max(most, waiting.length);
    });
    const { broker, send } = rigBroker(subscriber, { first: first() }, { limits: { concurrent: 2 } });
    for (let sent = 0; sent < 6; sent += 1) await send();
    for (let answered = 0; answered < 6; answered += 1) {
      await subscriber.has('/first', Math.min(answered + 2, 6));
      waiting.shift()?.();
    }
    await broker.idle();
    expect(most).toBe(2);
  });
});

describe('a failed delivery', () => {
  test('is tried again after the waits of its backoff, each step told', async () => {
    subscriber.on('/first', (response, _request, number) => {
      response.statusCode = number < 3 ? 503 : 200;
      response.end();
    });
    const waits: number[] = [];
    const delivery = { retry: 5, backoffPolicy: 'exponential', backoffDelay: 'PT1S', deadLetterSink };
    const sleep = async (ms: number) => waits.push(ms);
    const { broker, send, steps } = rigBroker(subscriber, { first: first(delivery) }, { sleep });
    await send();
    await broker.idle();
    expect(waits).toEqual([1_000, 2_000]);
    expect(steps).toMatchObject([
      { step: 'received', broker: 'rig/default', from: 'producer', triggers: ['first'] },
      { step: 'failed', trigger: 'first', attempt: 1, reason: '503', ms: expect.any(Number) },
      { step: 'retrying', attempt: 2, inMs: 1_000 },
      { step: 'failed', attempt: 2 },
      { step: 'retrying', attempt: 3, inMs: 2_000 },
      {
        step: 'delivered',
        attempt: 3,
        status: 200,
        ms: expect.any(Number),
        event: { id: '1', type: 'rig.a' },
      },
    ]);
  });

  test('ends at the dead-letter sink with what went wrong', async () => {
    subscriber.on('/first', answering(422, 'no'));
    const { broker, send, steps } = rigBroker(subscriber, { first: first() });
    await send({ 'x-request-id': 'r' });
    await broker.idle();
    const [letter] = subscriber.at('/dls');
    expect(letter?.headers).toMatchObject({
      'ce-id': '1',
      'ce-knativebrokerttl': '255',
      'ce-knativeerrorcode': '422',
      'ce-knativeerrordest': new URL('/first', subscriber.base).href,
      'ce-knativeerrordata': Buffer.from('no').toString('base64'),
      'kn-namespace': 'rig',
      'x-request-id': 'r',
    });
    expect(letter?.headers).not.toHaveProperty('prefer');
    expect(steps.at(-1)).toMatchObject({ step: 'dead-lettered', trigger: 'first', reason: '422' });
  });

  test('is lost, and told so, where the sink fails too', async () => {
    subscriber.on('/first', answering(500));
    subscriber.on('/dls', answering(503));
    const delivery = { retry: 1, backoffPolicy: 'linear', backoffDelay: 'PT1S', deadLetterSink };
    const { broker, send, named } = rigBroker(subscriber, { first: first(delivery) });
    await send();
    await broker.idle();
    expect(subscriber.at('/dls').length).toBe(2);
    expect(named('lost')).toMatchObject([{ reason: '500; and the dead-letter sink: 503' }]);
  });

  test('may have an answer of any length: more than 768 bytes, which end the real dispatcher, are cut', async () => {
    subscriber.on('/first', answering(500, 'x'.repeat(5_000_000)));
    const { broker, send } = rigBroker(subscriber, { first: first(), all: { subscriber: to('/ok') } });
    await send();
    await broker.idle();
    const data = String(subscriber.at('/dls')[0]?.headers['ce-knativeerrordata']);
    expect(Buffer.from(data, 'base64').toString()).toBe('x'.repeat(768));
    expect((await send()).status).toBe(202);
    await broker.idle();
    expect(subscriber.at('/ok').length).toBe(2);
  });

  test('times out by the delivery’s timeout and leaves no timer behind', async () => {
    subscriber.on('/first', () => {});
    const timers = new Set<AbortSignal>();
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: first({ timeout: 'PT7S', deadLetterSink }) },
      {
        sleep: async (ms, signal) => {
          expect(ms).toBe(7_000);
          timers.add(signal);
          await subscriber.has('/first', 1);
          // Only the first timer runs out: the dead-letter sink answers.
          if (timers.size > 1) await new Promise<never>(() => {});
        },
      },
    );
    await send();
    await broker.idle();
    expect(named('failed')).toMatchObject([{ reason: 'no answer in time' }]);
    expect(subscriber.at('/dls')[0]?.headers).not.toHaveProperty('ce-knativeerrorcode');
    expect([...timers].every((signal) => signal.aborted)).toBe(true);
  });
});

describe('a reply', () => {
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  test('goes back into the broker with the headers of the answer and the trace of its cause', async () => {
    const answer = {
      subject: 'r\u00e9ply \u2713',
      time: '2026-06-18T10:00:00.123456789Z',
      data: { answer: 42 },
    };
    const headers = { 'x-request-id': 'sub', 'knative-sub': 'kept', 'x-other': 'dropped' };
    subscriber.on('/first', reply(answer, headers));
    const { broker, send, named } = rigBroker(subscriber, { first: first(), second });
    await send({ traceparent: trace, 'x-request-id': 'orig', 'knative-orig': 'o' });
    await broker.idle();
    const [got] = subscriber.at('/second');
    expect(got?.body.toString()).toBe('{"answer":42}');
    expect(got?.headers).toMatchObject({
      'ce-id': 'r',
      'ce-subject': Buffer.from('r\u00e9ply \u2713').toString('latin1'),
      'ce-time': '2026-06-18T10:00:00.123456789Z',
      'x-request-id': 'sub',
      'knative-sub': 'kept',
      traceparent: trace,
    });
    expect(got?.headers).not.toHaveProperty('knative-orig');
    expect(got?.headers).not.toHaveProperty('x-other');
    expect(named('replied')).toMatchObject([{ event: { id: '1' }, reply: { id: 'r', type: 'rig.reply' } }]);
    expect(named('received').map(({ from }) => from)).toEqual(['producer', 'reply']);
  });

  test('in binary mode is one too, on any 2xx', async () => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': 'b', 'ce-source': '/s', 'ce-type': 'rig.reply' };
    subscriber.on('/first', answering(201, 'plain', { ...headers, 'content-type': 'text/plain' }));
    const { broker, send } = rigBroker(subscriber, { first: first(), second });
    await send();
    await broker.idle();
    expect(subscriber.at('/second')[0]?.body.toString()).toBe('plain');
  });

  test('has the hops of its cause, whatever it says itself', async () => {
    subscriber.on('/first', reply({ knativebrokerttl: 200 }));
    const { broker, send, named } = rigBroker(subscriber, { first: first(), second });
    await send({ 'ce-knativebrokerttl': '9' });
    await broker.idle();
    expect(named('received').map(({ event }) => event.knativebrokerttl)).toEqual([8, 7]);
  });

  test('that cannot be read fails the delivery, and the dead letter tells no error', async () => {
    subscriber.on('/first', reply({ 'my-ext': 'x' }));
    const { broker, send, named } = rigBroker(subscriber, { first: first({ retry: 1, deadLetterSink }) });
    await send({ 'knative-orig': 'o' });
    await broker.idle();
    expect(subscriber.at('/first').length).toBe(2);
    expect(subscriber.at('/dls')[0]?.headers).toMatchObject({ 'ce-id': '1', 'knative-orig': 'o' });
    expect(subscriber.at('/dls')[0]?.headers).not.toHaveProperty('ce-knativeerrorcode');
    expect(named('dead-lettered')[0]?.reason).toMatch(/^200, but the reply cannot be read: .*my-ext/);
  });

  test('that the ingress refuses sends its cause to the dead-letter sink', async () => {
    subscriber.on('/first', reply({ type: '' }, { 'knative-sub': 's' }));
    const { broker, send } = rigBroker(subscriber, { first: first({ retry: 1, deadLetterSink }) });
    await send({ 'knative-orig': 'o', traceparent: trace });
    await broker.idle();
    expect(subscriber.at('/first').length).toBe(1);
    const [letter] = subscriber.at('/dls');
    expect(letter?.headers).toMatchObject({
      'ce-id': '1',
      'ce-knativebrokerttl': '255',
      'ce-knativeerrorcode': '400',
      'ce-knativeerrordata': '',
      'ce-knativeerrordest': 'http://broker-ingress.knative-eventing.svc.cluster.local/rig/default',
      'knative-sub': 's',
      traceparent: trace,
    });
    expect(letter?.headers).not.toHaveProperty('knative-orig');
  });

  test('is taken where its Trigger has no room for more, so that its cause can end', async () => {
    const { respond, letGo } = held();
    subscriber.on('/first', reply({}));
    subscriber.on('/second', respond);
    const delivery = { retry: 0, deadLetterSink };
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: first(delivery), second },
      { limits: { queued: 1, concurrent: 1 } },
    );
    await send();
    await subscriber.has('/second', 1);
    await send({ 'ce-id': '2' });
    const twice = () => named('received').filter(({ from }) => from === 'reply').length === 2;
    await expect.poll(twice).toBe(true);
    letGo();
    await broker.idle();
    expect(subscriber.at('/second').length).toBe(2);
    expect(named('dead-lettered')).toEqual([]);
  });

  test('may come back to the Trigger of its cause, even where that takes one event only', async () => {
    subscriber.on('/loop', reply({ type: 'rig.a' }));
    const { broker, send } = rigBroker(
      subscriber,
      { loop: { subscriber: to('/loop'), delivery: { retry: 0, deadLetterSink } } },
      { limits: { queued: 1, concurrent: 1 }, answer: 'after-delivery' },
    );
    expect((await send({ 'ce-knativebrokerttl': '6' })).status).toBe(202);
    await broker.idle();
    expect(subscriber.at('/loop').length).toBe(5);
  });

  test('that is longer than the limit fails the delivery', async () => {
    subscriber.on('/first', reply({ data: 'x'.repeat(2_000) }));
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: first(), second },
      { limits: { answerBytes: 1_000 } },
    );
    await send();
    await broker.idle();
    expect(named('dead-lettered')[0]?.reason).toBe('200, but the answer is too long');
  });
});

describe('a fault', () => {
  test('of who looks on changes nothing for the event', async () => {
    const { broker, send } = rigBroker(
      subscriber,
      { first: first() },
      {
        observe: () => {
          throw new Error('no');
        },
      },
    );
    expect((await send()).status).toBe(202);
    await broker.idle();
    expect(subscriber.at('/first').length).toBe(1);
  });

  test('of the clock loses the event, told, and nothing else', async () => {
    subscriber.on('/first', answering(503));
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: first({ retry: 1, deadLetterSink }), all: { subscriber: to('/ok') } },
      { sleep: () => Promise.reject(new Error('no clock')) },
    );
    await send();
    await broker.idle();
    expect(named('lost')).toMatchObject([{ trigger: 'first', reason: 'a fault of the broker' }]);
    expect(subscriber.at('/ok').length).toBe(1);
  });
});

describe('closing', () => {
  test('gives up what waits, tells it as lost, and takes nothing more', async () => {
    subscriber.on('/first', answering(503));
    const sleeping = Promise.withResolvers<void>();
    const delivery = { retry: 5, backoffPolicy: 'linear', backoffDelay: 'PT1S', deadLetterSink };
    const { broker, send, named } = rigBroker(
      subscriber,
      { first: first(delivery) },
      {
        sleep: (_ms, signal) => {
          sleeping.resolve();
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          });
        },
      },
    );
    await send();
    await sleeping.promise;
    await broker.close();
    expect(named('lost')).toMatchObject([{ reason: 'the broker was closed after: 503' }]);
    expect((await send()).status).toBe(503);
    expect(subscriber.at('/dls')).toEqual([]);
  });

  test('ends a request that is open', async () => {
    subscriber.on('/first', () => {});
    const { broker, send, named } = rigBroker(subscriber, { first: first() });
    await send();
    await subscriber.has('/first', 1);
    await broker.close();
    expect(named('lost').length).toBe(1);
  });
});

test.each([
  ['a control character', 'a\u001b[2Jb'],
  ['one that is percent-encoded', 'a%1Bb'],
  ['what is no UTF-8 when it is decoded', 'a%FFb'],
  ['a lone surrogate', 'a\ud800b'],
])('refuses what neither a function nor a dead-letter sink can read: %s in an id', async (_name, id) => {
  const { broker, named } = rigBroker(subscriber, { all: { subscriber: to('/all') } });
  const event = { specversion: '1.0', id, source: '/s', type: 't' };
  const headers = { 'content-type': 'application/cloudevents+json' };
  const answer = await broker.ingress({ headers, body: Buffer.from(JSON.stringify(event)) });
  const reason = 'the attribute id has a character that is not allowed';
  expect(answer).toEqual({ status: 400, reason });
  expect(named('refused')).toMatchObject([{ status: 400, reason }]);
});
