import { describe, expect, test } from 'vitest';
import { readThread, seenNow, type Thread } from '../../../functions/slack-sink/thread.ts';

const now = { at: 1_000_000, quietMilliseconds: 60_000, channel: 'C1' };
const kind = 'TaskRun';
const first = { delivery: 'd1', run: 'run-1', kind, says: 'a' };
const told = seenNow(undefined, first, now).thread;
const later = { ...now, at: now.at + 10_000 };

describe('what becomes of a fact that is seen', () => {
  test('is a first message where nothing is remembered', () => {
    const { thread, plan } = seenNow(undefined, first, now);
    expect(thread).toMatchObject({ message: 1, count: 1, first: now.at, last: now.at, opener: 'd1' });
    expect(plan).toEqual({ delivery: 'd1', message: 1, version: 1 });
  });

  test.each([
    ['the next run', { run: 'run-2', kind, says: 'a' }, 2, { count: 2, run: 'next', otherWords: false }],
    ['other words', { run: 'run-1', kind, says: 'b' }, 1, { count: 1, run: 'same', otherWords: true }],
    ['both', { run: 'run-2', kind, says: 'b' }, 2, { count: 2, run: 'next', otherWords: true }],
    ['the same run and words', { run: 'run-1', kind, says: 'a' }, 1, undefined],
    [
      'the PipelineRun of its TaskRun, which is not counted',
      { run: 'run-2', kind: 'PipelineRun', says: 'a' },
      1,
      { count: 1, run: 'other-kind', otherWords: false },
    ],
  ])('is an edit for %s, with an answer where there is news', (_, seen, count, answer) => {
    const { thread, plan } = seenNow(told, { delivery: 'd2', ...seen }, later);
    expect(thread).toMatchObject({ message: 1, count, first: now.at, last: later.at, version: 2 });
    expect(plan.answer).toEqual(answer);
  });

  test.each([
    ['it was quiet for too long', { ...now, at: now.at + 60_001 }],
    ['its channel is another by now', { ...later, channel: 'C2' }],
  ])('is a new message where %s', (_, at) => {
    const { thread, plan } = seenNow(told, { ...first, delivery: 'd2' }, at);
    expect(thread).toMatchObject({ message: 2, count: 1, earlier: { count: 1, last: now.at }, opener: 'd2' });
    expect(plan).toEqual({ delivery: 'd2', message: 2, version: 1 });
  });

  test('is what it was where the same delivery comes again', () => {
    const second = seenNow(told, { delivery: 'd2', run: 'run-2', kind, says: 'a' }, later);
    expect(seenNow(second.thread, { delivery: 'd2', run: 'run-2', kind, says: 'a' }, later)).toEqual(second);
  });

  test('stays small however often it is seen', () => {
    let thread: Thread = told;
    for (let index = 0; index < 500; index += 1) {
      const sighting = { delivery: `delivery-${index}`, run: `nightly-${index}`, kind, says: 'a' };
      thread = seenNow(thread, sighting, later).thread;
    }
    expect(thread.count).toBe(501);
    expect(JSON.stringify(thread).length).toBeLessThan(2_500);
    expect(readThread(JSON.parse(JSON.stringify(thread)))).toEqual(thread);
  });

  test('starts anew where what is remembered is of another form', () => {
    expect(readThread({ message: 'one' })).toBeUndefined();
  });
});
