import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import {
  type Claim,
  type Entry,
  type Json,
  type Ledger,
  LedgerUnavailableError,
  LostClaimError,
} from '../../../shared/ledger/ledger.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import { type Clock, clock } from './clock.ts';
import { yieldingStore } from './yielding-store.ts';

/** Opens a place that is empty; called with the clock that it has to go by. */
export type OpenStore = (now: () => number) => Store | Promise<Store>;

const LEASE_SECONDS = 180;
const KEEP_SECONDS = 3_600;
const KEEPING = { leaseSeconds: LEASE_SECONDS, keepSeconds: KEEP_SECONDS };
const KEY = ['build-triage', '/tekton', 'e-1'];

/** What every place that a ledger keeps its records in has to hold. */
export function ledgerContract(name: string, openStore: OpenStore): void {
  describe(`a ledger ${name}`, () => {
    let opened: Store[] = [];
    afterEach(async () => {
      await Promise.allSettled(opened.map(async (store) => store.close()));
      opened = [];
    });

    const open = async (at: Clock = clock()) => {
      const store = await openStore(at.now);
      opened.push(store);
      return { at, store, ledger: createLedger(store, KEEPING) };
    };

    describe('claims', () => {
      it('lets one hold a record, and tells others how long to wait', async () => {
        const { at, ledger } = await open();
        await held(ledger);
        at.pass(60);
        expect(await ledger.claim(KEY)).toEqual({ kind: 'busy', retryAfterSeconds: LEASE_SECONDS - 60 });
        await held(ledger, [...KEY, 'another']);
      });

      it('gives a released record to the next one at once, with all that was noted in it', async () => {
        const { at, ledger } = await open();
        const first = await held(ledger);
        await first.remember('answer', { category: 'oom', ids: [1, 2] });
        await first.intend('post');
        await first.confirm('ticket', { key: 'OPS-1' });
        const intendedAt = at.now();
        await first.release();
        at.pass(5);
        const second = await held(ledger);
        expect(second.recall('answer')).toEqual({ category: 'oom', ids: [1, 2] });
        expect(second.effect('post')).toEqual({ state: 'intended', at: intendedAt });
        expect(second.effect('ticket')).toEqual({ state: 'done', made: { key: 'OPS-1' } });
        expect(second.effect('mail')).toBeUndefined();
        await second.withdraw('post');
        expect(second.effect('post')).toBeUndefined();
        await second.release();
        expect((await held(ledger)).effect('post')).toBeUndefined();
      });

      it('gives the result of a completed record to all who come, until it is forgotten', async () => {
        const { at, ledger } = await open();
        const entry = await held(ledger);
        await entry.complete([{ id: 'r-1' }]);
        await entry.release();
        await expect(entry.remember('late', 1)).rejects.toBeInstanceOf(LostClaimError);
        at.pass(KEEP_SECONDS - 1);
        expect(await ledger.claim(KEY)).toEqual({ kind: 'completed', result: [{ id: 'r-1' }] });
        at.pass(1);
        expect((await held(ledger)).recall('late')).toBeUndefined();
      });

      it('refuses another payload under the same key: held, released and completed', async () => {
        const { ledger } = await open();
        const entry = await held(ledger, KEY, 'one');
        expect((await ledger.claim(KEY, { payloadHash: 'two' })).kind).toBe('other-payload');
        await entry.release();
        expect((await ledger.claim(KEY, { payloadHash: 'two' })).kind).toBe('other-payload');
        await (await held(ledger, KEY, 'one')).complete([]);
        expect((await ledger.claim(KEY, { payloadHash: 'two' })).kind).toBe('other-payload');
        expect((await ledger.claim(KEY, { payloadHash: 'one' })).kind).toBe('completed');
      });
    });

    describe('after a crash', () => {
      it('lets another take over when the lease is over, not before, and with what the first one did', async () => {
        const { at, ledger } = await open();
        const dead = await held(ledger, KEY, 'hash');
        await dead.intend('post');
        at.pass(LEASE_SECONDS - 0.001);
        expect((await ledger.claim(KEY, { payloadHash: 'hash' })).kind).toBe('busy');
        at.pass(0.001);
        const heir = await held(ledger, KEY, 'hash');
        expect(heir.effect('post')?.state).toBe('intended');
        expect((await ledger.claim(KEY, { payloadHash: 'hash' })).kind).toBe('busy');
        expect((await ledger.claim(KEY, { payloadHash: 'other' })).kind).toBe('other-payload');
      });

      it('lets a holder that was paused write nothing any more', async () => {
        const { at, ledger } = await open();
        const paused = await held(ledger);
        at.pass(LEASE_SECONDS);
        const heir = await held(ledger);
        const writes = [
          () => paused.intend('post'),
          () => paused.confirm('post', 1),
          () => paused.withdraw('post'),
          () => paused.remember('answer', 1),
          () => paused.complete('wrong'),
        ];
        for (const write of writes) await expect(write()).rejects.toBeInstanceOf(LostClaimError);
        await paused.release();
        expect((await ledger.claim(KEY)).kind).toBe('busy');
        await heir.complete('right');
        expect(await ledger.claim(KEY)).toEqual({ kind: 'completed', result: 'right' });
      });

      it.each(['remember', 'complete', 'release'] as const)(
        'notices at its first write, a %s, that it was paused for too long',
        async (write) => {
          const { at, ledger } = await open();
          const paused = await held(ledger);
          at.pass(LEASE_SECONDS);
          const heir = await held(ledger);
          await (write === 'remember' ? paused.remember('a', 1) : paused[write](0)).catch(() => undefined);
          expect(heir.recall('a')).toBeUndefined();
          await heir.complete('right');
          expect(await ledger.claim(KEY)).toEqual({ kind: 'completed', result: 'right' });
        },
      );

      it('lets a holder whose lease is over go on where nobody took over', async () => {
        const { at, ledger } = await open();
        const slow = await held(ledger);
        at.pass(LEASE_SECONDS * 2);
        await slow.complete('done');
        expect((await ledger.claim(KEY)).kind).toBe('completed');
      });

      it('does not take a record that was forgotten and made anew for its own', async () => {
        const { at, ledger } = await open();
        const old = await held(ledger);
        at.pass(KEEP_SECONDS);
        const fresh = await held(ledger);
        await expect(old.complete('old')).rejects.toBeInstanceOf(LostClaimError);
        await fresh.complete('fresh');
        expect(await ledger.claim(KEY)).toEqual({ kind: 'completed', result: 'fresh' });
      });
    });

    describe('records', () => {
      it('lets one holder do several things at once', async () => {
        const { ledger } = await open();
        const entry = await held(ledger);
        await Promise.all([
          entry.remember('a', 1),
          entry.intend('post'),
          entry.remember('b', 2),
          entry.confirm('ticket', 'OPS-1'),
          entry.remember('c', 3),
        ]);
        await entry.release();
        const next = await held(ledger);
        expect([next.recall('a'), next.recall('b'), next.recall('c')]).toEqual([1, 2, 3]);
        expect([next.effect('post')?.state, next.effect('ticket')?.state]).toEqual(['intended', 'done']);
      });

      it('is forgotten only when nothing was written for the whole time', async () => {
        const { at, ledger } = await open();
        const entry = await held(ledger);
        at.pass(KEEP_SECONDS - 1);
        await entry.remember('a', 1);
        at.pass(KEEP_SECONDS - 1);
        expect(await ledger.recall(KEY, 'a')).toBe(1);
        at.pass(1);
        expect(await ledger.recall(KEY, 'a')).toBeUndefined();
        await expect(entry.remember('b', 2)).rejects.toBeInstanceOf(LostClaimError);
      });

      it('tells anybody what is remembered in a record, whoever holds it', async () => {
        const { ledger } = await open();
        expect(await ledger.recall(KEY, 'answer')).toBeUndefined();
        const entry = await held(ledger);
        expect(await ledger.recall(KEY, 'answer')).toBeUndefined();
        await entry.remember('answer', [true, null]);
        expect(await ledger.recall(KEY, 'answer')).toEqual([true, null]);
        await entry.complete([]);
        expect(await ledger.recall(KEY, 'answer')).toEqual([true, null]);
        expect(await ledger.recall(KEY, 'other')).toBeUndefined();
      });

      it('keeps no more of a value than what it was when it was written', async () => {
        const { ledger } = await open();
        const value = { list: [1] };
        await (await held(ledger)).remember('a', value);
        value.list.push(2);
        expect(await ledger.recall(KEY, 'a')).toEqual({ list: [1] });
      });

      it('keeps any JSON under any name', async () => {
        const { ledger } = await open();
        let key = 0;
        await fc.assert(
          fc.asyncProperty(fc.jsonValue(), anyName, async (value, under) => {
            key += 1;
            const entry = await held(ledger, ['json', String(key)]);
            await entry.remember(under, value as Json);
            await entry.confirm(under, value as Json);
            await entry.release();
            const wanted = JSON.parse(JSON.stringify(value));
            expect(await ledger.recall(['json', String(key)], under)).toEqual(wanted);
            const next = await held(ledger, ['json', String(key)]);
            expect(next.effect(under)).toEqual({ state: 'done', made: wanted });
          }),
          {
            numRuns: 50,
            examples: [
              [{ a: 1 }, '__proto__'],
              [[1], 'constructor'],
              ['\u0000\ud800', ''],
            ],
          },
        );
      });

      it('tells keys apart whatever their characters, lengths and parts', async () => {
        const { ledger } = await open();
        await fc.assert(
          fc.asyncProperty(fc.uniqueArray(fc.array(anyName, { maxLength: 3 }), distinct), async (keys) => {
            const round = `round ${Math.random()}`;
            for (const key of keys) await (await held(ledger, [round, ...key])).complete(key);
            for (const key of keys) {
              expect(await ledger.claim([round, ...key])).toEqual({ kind: 'completed', result: key });
            }
          }),
          {
            numRuns: 25,
            examples: [[[['a', 'b'], ['a,b'], ['a"b'], ['A'], ['a'], ['a '], ['x'.repeat(5_000)]]]],
          },
        );
      });

      it('keeps a value near 1 MB', async () => {
        const { ledger } = await open();
        const large = 'é<"\n'.repeat(150_000);
        const entry = await held(ledger);
        await entry.complete({ large });
        expect(await ledger.claim(KEY)).toEqual({ kind: 'completed', result: { large } });
      });
    });

    describe('counters', () => {
      it('reserves up to the limit and not beyond, and gives back', async () => {
        const { at, ledger } = await open();
        expect(await ledger.count(['tokens'])).toBe(0);
        expect(await ledger.reserve(['tokens'], 60, 100)).toBe(true);
        expect(await ledger.reserve(['tokens'], 41, 100)).toBe(false);
        expect(await ledger.reserve(['tokens'], 40, 100)).toBe(true);
        expect(await ledger.add(['tokens'], -30)).toBe(70);
        expect(await ledger.add(['tokens'], -1_000)).toBe(0);
        expect(await ledger.add(['tokens'], 0.5)).toBe(0.5);
        expect(await ledger.count(['tokens'])).toBe(0.5);
        expect(await ledger.count(['money'])).toBe(0);
        at.pass(KEEP_SECONDS);
        expect(await ledger.count(['tokens'])).toBe(0);
        expect(await ledger.add(['tokens'], 2)).toBe(2);
      });

      it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('does not reserve %s', async (amount) => {
        const { ledger } = await open();
        await expect(ledger.reserve(['tokens'], amount, 100)).rejects.toBeInstanceOf(RangeError);
        expect(await ledger.count(['tokens'])).toBe(0);
      });

      it('never passes the limit, and gives away all of it, however many reserve at once', async () => {
        const { store } = await open();
        await fc.assert(
          fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 9 }), async (scheduler, limit) => {
            const far = yieldingStore(store, () => scheduler.schedule(Promise.resolve()));
            const counter = [`limit ${Math.random()}`];
            const reserving = Array.from({ length: 6 }, (_, index) =>
              createLedger(far, KEEPING).reserve(counter, (index % 2) + 1, limit),
            );
            await scheduler.waitFor(Promise.all(reserving));
            const amounts = await Promise.all(
              reserving.map(async (got, i) => ((await got) ? (i % 2) + 1 : 0)),
            );
            const reserved = amounts.reduce<number>((sum, amount) => sum + amount, 0);
            expect(await createLedger(store, KEEPING).count(counter)).toBe(reserved);
            expect(reserved).toBeLessThanOrEqual(limit);
            // Who asked for one was refused only where nothing was left.
            if (amounts.some((amount, i) => amount === 0 && i % 2 === 0)) expect(reserved).toBe(limit);
          }),
          { numRuns: 30 },
        );
      });
    });

    describe('whatever the order in which many come', () => {
      it('has one holder at a time', async () => {
        const { store } = await open();
        await fc.assert(
          fc.asyncProperty(fc.scheduler(), async (scheduler) => {
            const far = yieldingStore(store, () => scheduler.schedule(Promise.resolve()));
            const key = [`raced ${Math.random()}`];
            let holding = 0;
            let turns = 0;
            const contend = async () => {
              for (;;) {
                const claim = await createLedger(far, KEEPING).claim(key);
                if (claim.kind === 'completed') return;
                if (claim.kind !== 'held') continue;
                holding += 1;
                expect(holding).toBe(1);
                await claim.entry.remember('turns', Number(claim.entry.recall('turns') ?? 0) + 1);
                turns += 1;
                holding -= 1;
                if (turns === 4) await claim.entry.complete(turns);
                else await claim.entry.release();
              }
            };
            await scheduler.waitFor(Promise.all(Array.from({ length: 4 }, contend)));
            expect(await createLedger(store, KEEPING).recall(key, 'turns')).toBe(4);
          }),
          { numRuns: 30 },
        );
      });

      it('lets one of many take over from the dead', async () => {
        const { at, store } = await open();
        await fc.assert(
          fc.asyncProperty(fc.scheduler(), async (scheduler) => {
            const key = [`left ${Math.random()}`];
            const dead = await held(createLedger(store, KEEPING), key);
            at.pass(LEASE_SECONDS);
            const far = yieldingStore(store, () => scheduler.schedule(Promise.resolve()));
            const claims = Array.from({ length: 5 }, () => createLedger(far, KEEPING).claim(key));
            const late = dead.complete('late').then(
              () => 'completed',
              () => 'lost',
            );
            const kinds = (await scheduler.waitFor(Promise.all(claims))).map(({ kind }) => kind);
            const heirs = kinds.filter((kind) => kind === 'held').length;
            // The dead one may turn out to be slow only, and end before anybody takes over.
            expect([(await late) === 'lost', heirs]).toEqual([heirs === 1, heirs]);
          }),
          { numRuns: 30 },
        );
      });
    });

    it.each([-600, 600])(
      'row 60: judges leases by its own clock where it is %s s away from ours',
      async (aheadSeconds) => {
        const { at, ledger } = await open(clock(aheadSeconds));
        const entry = await held(ledger);
        expect(await entry.now()).toBe(at.now());
        expect(await ledger.claim(KEY)).toEqual({ kind: 'busy', retryAfterSeconds: LEASE_SECONDS });
        at.pass(LEASE_SECONDS);
        await held(ledger);
      },
    );

    it('says that it cannot be reached when it is closed', async () => {
      const { ledger } = await open();
      const entry = await held(ledger);
      await ledger.close();
      const asked = [
        () => ledger.claim(KEY),
        () => ledger.recall(KEY, 'a'),
        () => ledger.reserve(['tokens'], 1, 2),
        () => ledger.add(['tokens'], 1),
        () => ledger.count(['tokens']),
        () => entry.remember('a', 1),
        () => entry.complete([]),
      ];
      for (const ask of asked) await expect(ask()).rejects.toBeInstanceOf(LedgerUnavailableError);
    });
  });
}

const anyName = fc.string({ unit: 'binary', maxLength: 40 });
const distinct = { selector: (key: readonly string[]) => JSON.stringify(key), maxLength: 8 };

/** The entry of a claim that has to succeed. */
export async function held(
  ledger: Ledger,
  key: readonly string[] = KEY,
  payloadHash?: string,
): Promise<Entry> {
  const claim: Claim = await ledger.claim(key, payloadHash === undefined ? {} : { payloadHash });
  if (claim.kind !== 'held') throw new Error(`the claim of ${key.join(' ').slice(0, 100)} is ${claim.kind}`);
  return claim.entry;
}
