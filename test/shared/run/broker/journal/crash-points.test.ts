import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listDeadLetters } from '../../../../../shared/run/broker/journal/dead-letters.ts';
import { type Respond, rigBroker, type Subscriber, startSubscriber, to } from '../rig.ts';
import { type CrashPoint, crashing, journalIn, temporaryFolder } from './on-disk.ts';

let subscriber: Subscriber;
// One for each test: what a killed broker still had on its way must not arrive in the next one.
beforeEach(async () => {
  subscriber = await startSubscriber();
});
afterEach(() => subscriber.close());

const answering =
  (status: number): Respond =>
  (response) => {
    response.statusCode = status;
    response.end();
  };

const wants = (type: string, path: string, delivery: object) => ({
  filters: [{ exact: { type } }],
  subscriber: to(path),
  delivery,
});

// One Trigger for each way that a delivery can end, and for each write on it.
const triggers = {
  replies: wants('rig.a', '/replies', { retry: 1, deadLetterSink: to('/letters') }),
  next: wants('rig.reply', '/next', { retry: 1, deadLetterSink: to('/letters') }),
  flaky: wants('rig.a', '/flaky', { retry: 3, deadLetterSink: to('/letters') }),
  refuses: wants('rig.a', '/refuses', { retry: 3, deadLetterSink: to('/letters') }),
  doomed: wants('rig.a', '/doomed', { retry: 0, deadLetterSink: to('/no-letters') }),
};

function world(): void {
  subscriber.on('/replies', (response) => {
    response.writeHead(200, { 'content-type': 'application/cloudevents+json' });
    response.end(JSON.stringify({ specversion: '1.0', id: 'r', source: '/sub', type: 'rig.reply', data: 7 }));
  });
  subscriber.on('/flaky', (response, _request, number) => {
    response.statusCode = number === 1 ? 503 : 200;
    response.end();
  });
  subscriber.on('/refuses', answering(422));
  subscriber.on('/doomed', answering(422));
  subscriber.on('/no-letters', answering(400));
}

/** Sends one event to a broker that ends at the point, then starts another one on the same file. */
async function killedAt(point: CrashPoint | undefined) {
  const file = join(temporaryFolder(), 'broker.db');
  const first = journalIn(file);
  const seam = crashing(first, point);
  const before = rigBroker(subscriber, triggers, { journal: seam.journal });
  let status: number | undefined;
  const sent = before.send().then((answer) => {
    status = answer.status;
  });
  await Promise.race([seam.crashed, sent.then(() => before.broker.idle())]);
  const promised = status === 202;
  first.close();
  const second = journalIn(file);
  const after = rigBroker(subscriber, triggers, { journal: second });
  const { deliveries } = after.broker.resume();
  await after.broker.idle();
  const { broker } = after;
  await broker.close();
  const waiting = second.waiting().length;
  second.close();
  const database = new DatabaseSync(file);
  const letters = listDeadLetters(database);
  const events = database.prepare('SELECT count(*) AS events FROM events').get()?.events;
  database.close();
  return { promised, deliveries, waiting, letters, events, writes: seam.writes() };
}

const WRITES = 9;
const points: CrashPoint[] = Array.from({ length: WRITES }, (_, at) => at + 1).flatMap((write) => [
  { write, when: 'before' },
  { write, when: 'after' },
]);

describe('a broker that is killed at one of its writes', () => {
  test('has these writes for an event that goes every way', async () => {
    world();
    const { writes, deliveries } = await killedAt(undefined);
    expect([...writes].sort()).toEqual([
      ...['accept', 'accept', 'advance', 'advance', 'advance'],
      ...['bury', 'bury', 'end', 'end'],
    ]);
    expect(writes).toHaveLength(WRITES);
    expect(deliveries).toBe(0);
  });

  test.each(points)('loses nothing that it promised: $when write $write', async (point) => {
    world();
    const { promised, waiting, letters, events } = await killedAt(point);
    const counts = Object.fromEntries(
      ['/replies', '/next', '/flaky', '/refuses', '/doomed', '/letters'].map((path) => [
        path,
        subscriber.at(path).length,
      ]),
    );
    if (point.write === 1 && point.when === 'before') {
      expect({ promised, counts, events }).toMatchObject({
        promised: false,
        counts: { '/next': 0 },
        events: 0,
      });
      return;
    }
    // Each is there at least once, and a write that is lost costs one more of its own attempts, no others.
    for (const [path, least] of [
      ...[['/replies', 1] as const, ['/next', 1] as const, ['/flaky', 2] as const],
      ...[['/refuses', 1] as const, ['/doomed', 1] as const, ['/letters', 1] as const],
    ]) {
      expect(counts[path], path).toBeGreaterThanOrEqual(least);
      expect(counts[path], path).toBeLessThanOrEqual(least + 1);
    }
    expect(new Set(subscriber.at('/next').map(({ headers }) => headers['ce-id']))).toEqual(new Set(['r']));
    expect(letters.map(({ trigger, how }) => `${trigger} ${how}`).sort()).toEqual([
      'doomed lost',
      'refuses dead-lettered',
    ]);
    expect({ waiting, events }).toEqual({ waiting: 0, events: 1 });
  });
});
