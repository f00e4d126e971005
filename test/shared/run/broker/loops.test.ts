import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dataFolder } from '../../../data-folder.ts';
import { readRequest } from './recorded.ts';
import { rigBroker, type Subscriber, startSubscriber, to } from './rig.ts';

const dir = dataFolder('knative-wire');

let subscriber: Subscriber;
beforeAll(async () => {
  subscriber = await startSubscriber();
});
beforeEach(() => {
  subscriber.reset();
  subscriber.on('/s/loop', (response) => {
    response.setHeader('content-type', 'application/cloudevents+json');
    response.end('{"specversion":"1.0","id":"loop","source":"/rig/subscriber","type":"rig.loop","data":{}}');
  });
});
afterAll(() => subscriber.close());

function loop(answer: 'at-once' | 'after-delivery') {
  const delivery = { retry: 0, deadLetterSink: to('/s/dls') };
  return rigBroker(subscriber, { loop: { subscriber: to('/s/loop'), delivery } }, { answer });
}

const rows = [
  { ttl: undefined, deliveries: 255 },
  { ttl: '3', deliveries: 2 },
  { ttl: 'abc', deliveries: 255 },
  { ttl: '300', deliveries: 299 },
];

test.each(rows)(
  'a loop that starts with ttl $ttl is cut after $deliveries deliveries',
  async ({ ttl, deliveries }) => {
    const { broker, send, named } = loop('at-once');
    const answer = await send(ttl === undefined ? {} : { 'ce-knativebrokerttl': ttl });
    await broker.idle();
    expect(answer.status).toBe(202);
    expect(subscriber.at('/s/loop').length).toBe(deliveries);
    expect(named('cut').length).toBe(1);
    const [letter, ...more] = subscriber.at('/s/dls');
    expect(more).toEqual([]);
    expect(letter?.headers).toMatchObject({
      'ce-id': 'loop',
      'ce-knativebrokerttl': '1',
      'ce-knativeerrorcode': '400',
      'ce-knativeerrordata': '',
      'ce-knativeerrordest': 'http://broker-ingress.knative-eventing.svc.cluster.local/rig/default',
    });
  },
);

test('a producer that waits for the end of a loop hears 202, since the dead letter was taken', async () => {
  const { send } = loop('after-delivery');
  expect((await send({ 'ce-knativebrokerttl': '20' })).status).toBe(202);
  expect(subscriber.at('/s/loop').length).toBe(19);
});

test.each(['1', '0', '-1'])('an event that comes with ttl %s is refused', async (ttl) => {
  const { send, named } = loop('at-once');
  expect((await send({ 'ce-knativebrokerttl': ttl })).status).toBe(400);
  expect(named('cut').length).toBe(1);
  expect(subscriber.arrived).toEqual([]);
});

test('no subscriber sees the hops', async () => {
  const { broker, send } = loop('at-once');
  await send({ 'ce-knativebrokerttl': '5' });
  await broker.idle();
  expect(subscriber.at('/s/loop').flatMap(({ headers }) => headers['ce-knativebrokerttl'] ?? [])).toEqual([]);
});

describe.skipIf(!dir)('the recorded ends of loops (needs the data folder knative-wire)', () => {
  const recordings = [
    { file: 'e-loop.last2.http', ttl: undefined },
    { file: 'e-loop-ttl3.last.http', ttl: '3' },
    { file: 'e-loop-ttlabc.last.http', ttl: 'abc' },
    { file: 'e-loop-ttl300.last.http', ttl: '300' },
  ];
  test.each(recordings)('$file: the dead letter has the recorded attributes', async ({ file, ttl }) => {
    const recorded = readRequest(readFileSync(join(dir ?? '', 'arrived', file)));
    const { broker, send } = loop('at-once');
    await send(ttl === undefined ? {} : { 'ce-knativebrokerttl': ttl });
    await broker.idle();
    const [letter] = subscriber.at('/s/dls');
    const names = (headers: object) =>
      Object.keys(headers)
        .filter((name) => /^(?:ce-|kn-|prefer)/.test(name))
        .sort();
    expect(names(letter?.headers ?? {})).toEqual(names(recorded.headers));
    for (const name of ['ce-id', 'ce-source', 'ce-type', 'ce-knativebrokerttl', 'ce-knativeerrorcode']) {
      expect(letter?.headers[name]).toBe(recorded.headers[name]);
    }
  });
});
