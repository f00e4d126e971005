import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import { costOf, reserve } from '../../../shared/model/budget.ts';
import { ModelServerError } from '../../../shared/model/server.ts';
import type { AskingSettings } from '../../../shared/model/settings.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { completed, scriptedServer } from '../../fakes/scripted-model.ts';
import { asking, config, good, seeded } from './asking.ts';

const keeping = { leaseSeconds: 180, keepSeconds: 259_200 };
const now = Date.UTC(2026, 10, 22, 12);
const about = (settings: Partial<AskingSettings>, functionName = 'build-triage') => ({
  ...{ config: { ...config, ...settings }, functionName, now },
});

/** A store that others write to in between: each call comes back later. */
function shared(store: Store): Store {
  const later = async <T>(work: () => T | Promise<T>): Promise<T> => {
    await new Promise(setImmediate);
    return work();
  };
  return new Proxy(store, {
    get: (target, name: keyof Store) => {
      const member: unknown = target[name];
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => later(() => member.apply(target, given));
    },
  });
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Ten ledgers of ten pods over one place. */
const places: readonly (readonly [string, () => Ledger[]])[] = [
  [
    'memory',
    () => {
      const store = shared(memoryStore(() => now));
      return Array.from({ length: 10 }, () => createLedger(store, keeping));
    },
  ],
  [
    'a file',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-budget-'));
      folders.push(folder);
      return Array.from({ length: 10 }, () =>
        createLedger(shared(sqliteStore(join(folder, 'l.db'))), keeping),
      );
    },
  ],
];

describe('the budget of a day', () => {
  it.each(places)('row 54: is never passed by ten pods that race for it in %s', async (_, open) => {
    const ledgers = open();
    const settings = { MODEL_DAILY_TOKENS: 1_000, MODEL_DAILY_TOKENS_PER_FUNCTION: 700 };
    const results = await Promise.all(
      ledgers.flatMap((ledger, pod) =>
        ['build-triage', 'alert-triage'].map((name) =>
          reserve(ledger, about(settings, pod % 2 === 0 ? name : 'build-triage'), {
            inputTokens: 90,
            outputTokens: 10,
          }),
        ),
      ),
    );
    const given = results.filter((result) => 'settle' in result).length;
    const [first] = ledgers;
    expect(given).toBe(10);
    expect(await first?.count(['model-tokens', '2026-11-22'])).toBe(1_000);
    expect(await first?.count(['model-tokens', '2026-11-22', 'build-triage'])).toBeLessThanOrEqual(700);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  });

  it('adds up to what was used, whatever is reserved, settled and refused', async () => {
    const call = fc.record({
      estimate: fc.record({ inputTokens: fc.nat(500), outputTokens: fc.integer({ min: 1, max: 500 }) }),
      used: fc.record({ inputTokens: fc.nat(500), outputTokens: fc.nat(500) }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const ledger = createLedger(
          memoryStore(() => now),
          keeping,
        );
        const settings = {
          MODEL_DAILY_TOKENS: 2_000,
          MODEL_DAILY_MONEY: 1,
          MODEL_PRICE_INPUT: 10,
          MODEL_PRICE_OUTPUT: 50,
        };
        let tokens = 0;
        let money = 0;
        for (const { estimate, used } of calls) {
          const reserved = await reserve(ledger, about(settings), estimate);
          if (!('settle' in reserved)) continue;
          await reserved.settle(used);
          tokens += used.inputTokens + used.outputTokens;
          money += costOf(used, settings);
        }
        expect(await ledger.count(['model-tokens', '2026-11-22'])).toBe(tokens);
        expect(await ledger.count(['model-money', '2026-11-22'])).toBe(money);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [{ MODEL_DAILY_TOKENS: 900 }, "the day's tokens are spent"],
    [{ MODEL_DAILY_TOKENS_PER_FUNCTION: 900 }, "the day's tokens of build-triage are spent"],
    [
      { MODEL_DAILY_MONEY: 0.01, MODEL_PRICE_INPUT: 3, MODEL_PRICE_OUTPUT: 15 },
      "the day's money for the model is spent",
    ],
    [
      { MODEL_DAILY_MONEY_PER_FUNCTION: 0.01, MODEL_PRICE_INPUT: 3, MODEL_PRICE_OUTPUT: 15 },
      "the day's money of build-triage for the model is spent",
    ],
  ])('row 54: asks nobody where %j does not reach, and says so', async (settings, why) => {
    const { ask } = asking(scriptedServer([]), { settings });
    expect(await ask()).toEqual({ refusal: { kind: 'budget-spent', why } });
  });

  it('begins anew with the day of the ledger', async () => {
    const clock = fakeClock(seeded());
    const server = scriptedServer([{ text: JSON.stringify(good) }, { text: JSON.stringify(good) }]);
    const { ask } = asking(server, { clock, settings: { MODEL_DAILY_TOKENS: 3_000 } });
    // The answer takes all that is left of the day.
    const used = { inputTokens: 2_500, outputTokens: 100 };
    const first = scriptedServer([{ text: JSON.stringify(good), usage: used }]);
    const spent = asking(first, { clock, settings: { MODEL_DAILY_TOKENS: 3_000 } });
    await spent.ask();
    expect(await spent.ask({ instructions: 'Another.' })).toMatchObject({
      refusal: { kind: 'budget-spent' },
    });
    clock.advance(12 * 3_600_000);
    const next = asking(server, { clock, ledger: spent.ledger, settings: { MODEL_DAILY_TOKENS: 3_000 } });
    expect(await next.ask({ instructions: 'Another.' })).toMatchObject({ answer: good });
    expect(await ask()).toMatchObject({ answer: good });
    server.done();
  });

  it.each([
    ['rejected', 0],
    ['unauthorized', 0],
  ] as const)('gets back what a request that was %s did not use', async (kind, left) => {
    const server = scriptedServer([new ModelServerError(kind, 'no')]);
    const { ask, ledger } = asking(server, { settings: { MODEL_DAILY_TOKENS: 9_000 } });
    await ask();
    expect(await ledger.count(['model-tokens', '2026-11-22'])).toBe(left);
  });

  it('keeps what was set aside where nobody knows what was used', async () => {
    const server = scriptedServer([
      (_, __, signal) =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new ModelServerError('aborted', 'late')));
        }),
    ]);
    const { ask, ledger } = asking(server, { settings: { MODEL_DAILY_TOKENS: 9_000 } });
    expect(await ask()).toMatchObject({ refusal: { kind: 'too-slow' } });
    expect(await ledger.count(['model-tokens', '2026-11-22'])).toBeGreaterThan(1_000);
  });

  it('takes its own estimate for a server that counts nothing', async () => {
    const usage = { inputTokens: 0, outputTokens: 0 };
    const server = scriptedServer([completed({ text: JSON.stringify(good), usage })]);
    const { ask, ledger } = asking(server, { settings: { MODEL_DAILY_TOKENS: 9_000 } });
    await ask();
    expect(await ledger.count(['model-tokens', '2026-11-22'])).toBeGreaterThan(200);
  });
});
