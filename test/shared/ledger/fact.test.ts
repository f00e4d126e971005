import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { holdFact, type Wait } from '../../../shared/ledger/fact.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { BeingHandledError, type Entry } from '../../../shared/ledger/ledger.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { held } from './contract.ts';

const FACT = ['slack-sink', 'fact', 'shop', 'web'];
const never = new AbortController().signal;

function fresh() {
  return createLedger(memoryStore(), { leaseSeconds: 180, keepSeconds: 3_600 });
}

describe('the record of a fact', () => {
  it('goes from one event to the next with what is known of it', async () => {
    const ledger = fresh();
    await holdFact(ledger, FACT, never, (fact) => fact.remember('message', 'm-1'));
    expect(await holdFact(ledger, FACT, never, async (fact) => fact.recall('message'))).toBe('m-1');
  });

  it('is released however the work ends', async () => {
    const ledger = fresh();
    const failed = holdFact(ledger, FACT, never, async () => {
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await held(ledger, FACT);
  });

  it('is never held by two, and all who come at once get their turn', async () => {
    const ledger = fresh();
    let holding = 0;
    const work = async (fact: Entry) => {
      holding += 1;
      expect(holding).toBe(1);
      await fact.remember('times', Number(fact.recall('times') ?? 0) + 1);
      holding -= 1;
    };
    await Promise.all(
      Array.from({ length: 5 }, () => holdFact(ledger, FACT, never, work, () => setImmediate())),
    );
    expect(await ledger.recall(FACT, 'times')).toBe(5);
  });

  it('sends an event back to its Broker where another holds it for longer than 10 s', async () => {
    const ledger = fresh();
    await held(ledger, FACT);
    const waits: number[] = [];
    const pause: Wait = async (milliseconds) => void waits.push(milliseconds);
    const refused = holdFact(ledger, FACT, never, async () => 0, pause);
    await expect(refused).rejects.toBeInstanceOf(BeingHandledError);
    const waited = waits.reduce((sum, wait) => sum + wait, 0);
    expect(waited).toBeGreaterThanOrEqual(10_000);
    expect(waited).toBeLessThan(10_500);
    expect(waits.length).toBeGreaterThan(20);
  });

  it('is waited for no longer than the delivery may take', async () => {
    const ledger = fresh();
    await held(ledger, FACT);
    const ending = new AbortController();
    const cut = holdFact(ledger, FACT, ending.signal, async () => 0);
    ending.abort();
    await expect(cut).rejects.toThrow('aborted');
  });

  it('tells of a mistake in the key rather than of a busy record', async () => {
    const ledger = fresh();
    await (await held(ledger, FACT)).complete([]);
    await expect(holdFact(ledger, FACT, never, async () => 0)).rejects.toThrow('was used for a delivery');
  });
});
