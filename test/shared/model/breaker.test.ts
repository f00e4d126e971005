import { describe, expect, it } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { createBreaker } from '../../../shared/model/breaker.ts';
import { ModelServerError } from '../../../shared/model/server.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { scriptedServer } from '../../fakes/scripted-model.ts';
import { asking, good } from './asking.ts';

const keeping = { leaseSeconds: 180, keepSeconds: 259_200 };

function breakers() {
  const clock = fakeClock();
  const ledger = createLedger(memoryStore(clock.now), keeping);
  const open = () => createBreaker(ledger, ['model-breaker', 'x'], clock);
  return { clock, first: open(), another: open };
}

describe('the breaker', () => {
  it('opens after three failures in a row, and not before', async () => {
    const { first } = breakers();
    await first.failed();
    await first.failed();
    await first.succeeded();
    await first.failed();
    await first.failed();
    expect(await first.isOpen()).toBe(false);
    await first.failed();
    expect(await first.isOpen()).toBe(true);
  });

  it('lets one through when its pause is over, and waits twice as long where that fails', async () => {
    const { first, clock } = breakers();
    await first.failed(true);
    clock.advance(30_000);
    expect(await first.isOpen()).toBe(false);
    expect(await first.isOpen()).toBe(true);
    await first.failed();
    clock.advance(59_999);
    expect(await first.isOpen()).toBe(true);
    clock.advance(1);
    expect(await first.isOpen()).toBe(false);
    await first.succeeded();
    expect(await first.isOpen()).toBe(false);
    expect(await first.isOpen()).toBe(false);
  });

  it('lets another one through where the first found out nothing', async () => {
    const { first, clock } = breakers();
    await first.failed(true);
    clock.advance(30_000);
    expect(await first.isOpen()).toBe(false);
    first.foundNothing();
    expect(await first.isOpen()).toBe(false);
  });

  it('tells a pod that has just started, when it opens and when it closes', async () => {
    const { first, another, clock } = breakers();
    await first.failed(true);
    expect(await another().isOpen()).toBe(true);
    clock.advance(30_000);
    await first.isOpen();
    await first.succeeded();
    expect(await another().isOpen()).toBe(false);
  });

  it('is never held shut by the clock of another pod for longer than its longest pause', async () => {
    const clock = fakeClock();
    const ledger = createLedger(memoryStore(clock.now), keeping);
    const claim = await ledger.claim(['model-breaker', 'x']);
    if (claim.kind !== 'held') throw new Error('it is fresh');
    await claim.entry.remember('openUntil', clock.now() + 86_400_000);
    await claim.entry.release();
    const breaker = createBreaker(ledger, ['model-breaker', 'x'], clock);
    expect(await breaker.isOpen()).toBe(true);
    clock.advance(299_999);
    expect(await breaker.isOpen()).toBe(true);
    clock.advance(1);
    expect(await breaker.isOpen()).toBe(false);
  });

  it('row 49: keeps questions from a server that is down, in this pod and in the next, until it is back', async () => {
    const server = scriptedServer([
      ...Array.from({ length: 12 }, () => new ModelServerError('unreachable', 'down')),
      { text: JSON.stringify(good) },
    ]);
    const { ask, clock, ledger } = asking(server);
    for (const instructions of ['one', 'two', 'three']) {
      expect(await ask({ instructions })).toMatchObject({
        refusal: { why: 'the model server could not be reached' },
      });
    }
    const paused = { refusal: { kind: 'unreachable', why: expect.stringContaining('again and again') } };
    expect(await ask({ instructions: 'four' })).toEqual(paused);
    const next = asking(server, { clock, ledger });
    expect(await next.ask({ instructions: 'five' })).toEqual(paused);
    clock.advance(30_000);
    expect(await next.ask({ instructions: 'six' })).toMatchObject({ answer: good });
    server.done();
  });

  it('does not count what says nothing about the server', async () => {
    const refusals = Array.from({ length: 5 }, () => ({ stop: 'refusal' as const }));
    const server = scriptedServer([...refusals, { text: JSON.stringify(good) }]);
    const { ask } = asking(server);
    for (const instructions of ['1', '2', '3', '4', '5']) await ask({ instructions });
    expect(await ask({ instructions: '6' })).toMatchObject({ answer: good });
    server.done();
  });
});
