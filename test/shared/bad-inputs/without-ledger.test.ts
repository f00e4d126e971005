import { describe, expect, it } from 'vitest';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import { createApp } from '../../../shared/run/serve.ts';
import { clock } from '../ledger/clock.ts';
import { collectLines, connected, oracle, question, why } from '../run/apps.ts';

type Broken = Partial<Store>;

const unreachable = () => {
  throw new Error('connect ECONNREFUSED');
};

/** A served function whose store fails where it is told to. */
function rig(
  broken: Broken,
  { withoutLedger, fact }: { readonly withoutLedger?: 'go-on' | 'refuse'; readonly fact?: true } = {},
) {
  const store: Store = { ...memoryStore(), ...broken };
  const seen: { readonly mayRepeat: boolean }[] = [];
  const definition: FunctionDefinition = {
    ...oracle(async (_event, run) => {
      if (fact) await run.fact(['shop'], (held) => held.remember('message', 'm-1'));
      await run.entry.remember('seen', true);
      seen.push({ mayRepeat: run.mayRepeat });
    }),
    ...(withoutLedger === undefined ? {} : { withoutLedger }),
  };
  const to = collectLines();
  const ledger = createLedger(store, { leaseSeconds: 180, keepSeconds: 3_600 });
  const target = connected(definition, { to, ledger });
  const app = createApp({ mounts: [{ at: '/', target }], bodyLimitBytes: 65_536 });
  const send = () => app.http.inject({ method: 'POST', url: '/', headers: question(), payload: why });
  return { send, seen, lines: to.lines };
}

describe('without its ledger', () => {
  it.each([undefined, 'refuse'] as const)(
    'row 60: a function refuses (withoutLedger: %s) and the event comes again',
    async (withoutLedger) => {
      const { send, seen } = rig(
        { create: unreachable },
        withoutLedger === undefined ? {} : { withoutLedger },
      );
      const answer = await send();
      expect([answer.statusCode, answer.headers['retry-after'], seen]).toEqual([503, '5', []]);
      expect(answer.body).toBe('the ledger could not be reached');
    },
  );

  it.each([undefined, true] as const)(
    'row 60: a function that only tells goes on, knows that it may repeat, and says so (facts: %s)',
    async (fact) => {
      const { send, seen, lines } = rig(
        { create: unreachable, replace: unreachable, read: unreachable },
        { withoutLedger: 'go-on', ...(fact ? { fact } : {}) },
      );
      expect((await send()).statusCode).toBe(200);
      expect((await send()).statusCode).toBe(200);
      expect(seen).toEqual([{ mayRepeat: true }, { mayRepeat: true }]);
      expect(lines).toContainEqual(
        expect.objectContaining({ level: 'error', event: 'q-1', msg: expect.stringContaining('may repeat') }),
      );
    },
  );

  it('row 60: a full ledger is one that cannot be reached', async () => {
    const full = createLedger(memoryStore(Date.now, 100), { leaseSeconds: 180, keepSeconds: 3_600 });
    const app = createApp({
      mounts: [{ at: '/', target: connected(oracle(), { ledger: full }) }],
      bodyLimitBytes: 65_536,
    });
    const answer = await app.http.inject({ method: 'POST', url: '/', headers: question(), payload: why });
    expect(answer.statusCode).toBe(503);
  });

  it.each([
    { withoutLedger: 'refuse', status: 503 },
    { withoutLedger: 'go-on', status: 200 },
  ] as const)(
    'row 60: where it fails when all is done: $withoutLedger is $status',
    async ({ withoutLedger, status }) => {
      let writes = 0;
      const good = memoryStore();
      const failsLast: Store = {
        ...good,
        replace: (...written) => {
          writes += 1;
          if (writes > 1) throw new Error('connect ECONNREFUSED');
          return good.replace(...written);
        },
      };
      const { send, seen } = rig(failsLast, { withoutLedger });
      expect((await send()).statusCode).toBe(status);
      expect(seen).toEqual([{ mayRepeat: false }]);
    },
  );

  it.each([-600, 600])('row 60: a clock of the ledger that is %s s off changes nothing', async (seconds) => {
    const at = clock(seconds);
    const going = Promise.withResolvers<void>();
    let handled = 0;
    const wait = oracle(() => {
      handled += 1;
      return going.promise;
    });
    const ledger = createLedger(memoryStore(at.now), { leaseSeconds: 180, keepSeconds: 3_600 });
    const app = createApp({
      mounts: [{ at: '/', target: connected(wait, { ledger }) }],
      bodyLimitBytes: 65_536,
    });
    const send = async () => app.http.inject({ method: 'POST', url: '/', headers: question(), payload: why });
    const first = send();
    expect((await send()).statusCode).toBe(409);
    going.resolve();
    expect([(await first).statusCode, (await send()).statusCode, handled]).toEqual([200, 200, 1]);
  });
});
