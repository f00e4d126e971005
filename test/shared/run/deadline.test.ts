import { describe, expect, it } from 'vitest';
import { RetryLaterError } from '../../../shared/errors.ts';
import { withinLimits } from '../../../shared/run/deadline.ts';

const never = new AbortController().signal;
const HOUR = 3_600_000;

/** Work that never ends by itself. */
const forever = () => new Promise<never>(() => undefined);

describe('work within limits', () => {
  it('ends with its own result or error where that comes first', async () => {
    const limits = { deadlineMilliseconds: HOUR, shutdown: never };
    expect(await withinLimits(limits, () => 1)).toBe(1);
    expect(await withinLimits(limits, async () => 2)).toBe(2);
    const error = new Error('oops');
    await expect(withinLimits(limits, () => Promise.reject(error))).rejects.toBe(error);
    await expect(
      withinLimits(limits, () => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  it('is cut at its deadline, and to come again', async () => {
    const cut = withinLimits({ deadlineMilliseconds: 1, shutdown: never }, forever);
    await expect(cut).rejects.toEqual(
      new RetryLaterError('handling took longer than 0.001 s', { retryAfterSeconds: 1 }),
    );
  });

  it('is cut when the process has to end, and its signal says why', async () => {
    const shutdown = new AbortController();
    let signal: AbortSignal | undefined;
    const cut = withinLimits({ deadlineMilliseconds: HOUR, shutdown: shutdown.signal }, (asked) => {
      signal = asked();
      return forever();
    });
    shutdown.abort();
    await expect(cut).rejects.toThrow('the process is shutting down');
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toBeInstanceOf(RetryLaterError);
  });

  it('has a signal that is aborted already where it is asked for after the cut', async () => {
    const shutdown = new AbortController();
    let ask: () => AbortSignal = () => never;
    const cut = withinLimits({ deadlineMilliseconds: HOUR, shutdown: shutdown.signal }, (asked) => {
      ask = asked;
      return forever();
    });
    shutdown.abort();
    await cut.catch(() => undefined);
    expect(ask().aborted).toBe(true);
  });

  it('does not begin where the process is ending', async () => {
    let begun = false;
    const limits = { deadlineMilliseconds: HOUR, shutdown: AbortSignal.abort() };
    const cut = withinLimits(limits, () => {
      begun = true;
    });
    await expect(cut).rejects.toBeInstanceOf(RetryLaterError);
    expect(begun).toBe(false);
  });

  it('keeps the first cause: an error after the cut is not heard', async () => {
    const shutdown = new AbortController();
    const late = Promise.withResolvers<never>();
    const cut = withinLimits({ deadlineMilliseconds: HOUR, shutdown: shutdown.signal }, () => late.promise);
    shutdown.abort();
    late.reject(new Error('too late'));
    await expect(cut).rejects.toThrow('the process is shutting down');
  });
});
