import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { dataFolder } from '../../../../../shared/run/broker/journal/data-folder.ts';
import type { Parcel } from '../../../../../shared/run/broker/journal/journal.ts';
import { openJournal } from '../../../../../shared/run/broker/journal/open.ts';
import { cutShort, openUnderWay } from '../../../../../shared/run/broker/journal/under-way.ts';
import { rigBroker, type Subscriber, startSubscriber, to } from '../rig.ts';
import { temporaryFolder } from './on-disk.ts';

let subscriber: Subscriber;
beforeAll(async () => {
  subscriber = await startSubscriber();
});
beforeEach(() => subscriber.reset());
afterAll(() => subscriber.close());

const parcel: Parcel = {
  envelope: { attributes: { id: '1', source: '/s', type: 'rig.a' }, data: Buffer.alloc(0) },
  headers: {},
};

function opened(folder: string) {
  const kept = openJournal(folder, { log: pino({ level: 'silent' }), keepDays: 14 });
  onTestFinished(kept.close);
  return kept;
}

/** An earlier process that ended during an attempt at the delivery for `first`, so often, and left one for `second` alone. */
async function endedDuring(times: number) {
  const folder = join(temporaryFolder(), 'data');
  let ids: readonly number[] = [];
  for (let time = 0; time < times; time += 1) {
    const { journal, close } = opened(folder);
    if (time === 0) ids = await journal.accept('rig/default', parcel, ['first', 'second'], undefined);
    journal.begin(ids[1] ?? 0)();
    journal.begin(ids[0] ?? 0);
    close();
  }
  return folder;
}

test('an attempt that was cut by the end of the process counts, and no other', async () => {
  const { journal } = opened(await endedDuring(2));
  expect(journal.waiting()).toMatchObject([
    { trigger: 'first', standing: { attempt: 3, tries: 2 } },
    { trigger: 'second', standing: { attempt: 1, tries: 0 } },
  ]);
});

test('an event that ends the process at each attempt is a dead letter after its retries', async () => {
  const delivery = { retry: 1, deadLetterSink: to('/letters') };
  const triggers = {
    first: { filters: [{ exact: { type: 'rig.a' } }], subscriber: to('/first'), delivery },
    second: { filters: [{ exact: { type: 'rig.a' } }], subscriber: to('/second'), delivery },
  };
  const { journal } = opened(await endedDuring(2));
  const { broker, named } = rigBroker(subscriber, triggers, { journal });
  broker.resume();
  await broker.idle();
  expect([subscriber.at('/first').length, subscriber.at('/second').length]).toEqual([0, 1]);
  expect(named('dead-lettered')).toMatchObject([
    { trigger: 'first', reason: expect.stringContaining('the process ended during the last one') },
  ]);
  expect(subscriber.at('/letters').map(({ headers }) => headers['ce-id'])).toEqual(['1']);
  expect([journal.waiting(), journal.bytes()]).toEqual([[], 0]);
});

test('the file has as many places as attempts at the same time, and is read whatever is in it', () => {
  const file = dataFolder(temporaryFolder()).underWay;
  expect(cutShort(file)).toEqual([]);
  const underWay = openUnderWay(file);
  const ended = underWay.begin(7);
  underWay.begin(8);
  ended();
  underWay.begin(9);
  expect(cutShort(file)).toEqual([9, 8]);
  underWay.close();
  openUnderWay(file).close();
  expect(cutShort(file)).toEqual([]);
  writeFileSync(file, 'abc');
  expect(cutShort(file)).toEqual([]);
});
