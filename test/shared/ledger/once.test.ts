import { describe, expect, it } from 'vitest';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { LostClaimError } from '../../../shared/ledger/ledger.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { once } from '../../../shared/ledger/once.ts';
import { clock } from './clock.ts';
import { held } from './contract.ts';

const LAG_SECONDS = 60;
const LEASE_SECONDS = 180;

/** Something outside, in which posts show after a lag, and a record of who posts there. */
function outside() {
  const at = clock();
  const ledger = createLedger(memoryStore(at.now), { leaseSeconds: LEASE_SECONDS, keepSeconds: 3_600 });
  const posts: string[] = [];
  const looked: Date[] = [];
  const post = async (options: { readonly fails?: unknown; readonly made?: boolean } = {}) => {
    const entry = await held(ledger, ['post']);
    try {
      return await once(entry, 'post', {
        make: async () => {
          if (options.made !== false) posts.push(`p-${posts.length + 1}`);
          if (options.fails !== undefined) throw options.fails;
          return posts.at(-1) ?? '';
        },
        find: async (since) => {
          looked.push(since);
          return posts[0];
        },
        lagSeconds: LAG_SECONDS,
      });
    } finally {
      await entry.release();
    }
  };
  return { at, ledger, posts, looked, post };
}

describe('an effect that happens once', () => {
  it('is made, and made no second time', async () => {
    const { posts, looked, post } = outside();
    expect([await post(), await post()]).toEqual(['p-1', 'p-1']);
    expect([posts, looked]).toEqual([['p-1'], []]);
  });

  it('is written down before it happens, and after', async () => {
    const { ledger } = outside();
    const entry = await held(ledger, ['post']);
    let before: unknown;
    const make = async () => {
      before = entry.effect('post')?.state;
      return 'p-1';
    };
    await once(entry, 'post', { make, find: async () => undefined, lagSeconds: 0 });
    expect([before, entry.effect('post')]).toEqual(['intended', { state: 'done', made: 'p-1' }]);
  });

  it('is found again after a crash between making and writing down', async () => {
    const { at, posts, looked, post } = outside();
    const crashedAt = new Date(at.now());
    await expect(post({ fails: new Error('cut') })).rejects.toThrow('cut');
    at.pass(1);
    expect(await post()).toBe('p-1');
    expect([posts, looked]).toEqual([['p-1'], [crashedAt]]);
    expect(await post()).toBe('p-1');
    expect(looked).toHaveLength(1);
  });

  it('is not made anew before the lag is over, though it is not found; then it is', async () => {
    const { at, posts, post } = outside();
    await expect(post({ fails: new Error('cut'), made: false })).rejects.toThrow('cut');
    at.pass(LAG_SECONDS - 10);
    const early = await post().catch((error: unknown) => error);
    expect(early).toBeInstanceOf(RetryLaterError);
    expect((early as RetryLaterError).retryAfterSeconds).toBe(10);
    expect(posts).toEqual([]);
    at.pass(10);
    expect(await post()).toBe('p-1');
  });

  it.each([
    { what: 'refused for good', fails: new PermanentError('no'), sure: true },
    {
      what: 'refused for its rate',
      fails: new RetryLaterError('slow', { retryAfterSeconds: 1, rateLimited: true }),
      sure: true,
    },
    { what: 'not answered', fails: new RetryLaterError('timeout', { retryAfterSeconds: 1 }), sure: false },
    { what: 'ended by a fault', fails: new TypeError('x'), sure: false },
  ])('$what: looked for at the next try unless it surely was not made', async ({ fails, sure }) => {
    const { looked, posts, post } = outside();
    await expect(post({ fails, made: false })).rejects.toBe(fails);
    if (sure) expect(await post()).toBe('p-1');
    else await expect(post()).rejects.toBeInstanceOf(RetryLaterError);
    expect([looked.length, posts.length]).toEqual(sure ? [0, 1] : [1, 0]);
  });

  it('is not made by one whose claim was taken over', async () => {
    const { at, ledger, posts, post } = outside();
    const paused = await held(ledger, ['post']);
    at.pass(LEASE_SECONDS);
    await post();
    const make = async () => {
      posts.push('twice');
      return 'twice';
    };
    const late = once(paused, 'post', { make, find: async () => undefined, lagSeconds: 0 });
    await expect(late).rejects.toBeInstanceOf(LostClaimError);
    expect(posts).toEqual(['p-1']);
  });
});
