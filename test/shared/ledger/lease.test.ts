import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commonSettings, readConfig, SettingsError } from '../../../shared/config.ts';
import { timesProblem } from '../../../shared/ledger/lease.ts';
import { backoffSeconds, type Delivery, waitBefore } from '../../../shared/run/broker/delivery.ts';
import { connect } from '../../../shared/run/connect.ts';
import { createLogger } from '../../../shared/run/log.ts';
import { freshAround } from '../../fakes/around.ts';
import { oracle } from '../run/apps.ts';

describe('the order of deadline, lease, retries and memory', () => {
  it.each([
    { times: [120, 180, 510, 259_200], problem: undefined },
    { times: [179.9, 180, 180.1, 180.2], problem: undefined },
    { times: [180, 180, 510, 259_200], problem: 'DEADLINE_SECONDS (180) has to be less than LEDGER_LEASE' },
    { times: [600, 180, 510, 259_200], problem: 'DEADLINE_SECONDS (600) has to be less than LEDGER_LEASE' },
    { times: [120, 510, 510, 259_200], problem: 'LEDGER_LEASE_SECONDS (510) has to be less than the waits' },
    { times: [120, 180, 0, 259_200], problem: 'the Trigger together (0 s, RETRY_BACKOFF_SECONDS)' },
    { times: [120, 180, 3_600, 3_600], problem: 'LEDGER_KEEP_HOURS (1) has to be more than the waits' },
  ])('$times: $problem', ({ times, problem }) => {
    const [deadlineSeconds = 0, leaseSeconds = 0, backoff = 0, keepSeconds = 0] = times;
    const found = timesProblem({ deadlineSeconds, leaseSeconds, backoffSeconds: backoff, keepSeconds });
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  it('is right in the defaults', () => {
    const common = readConfig(z.object(commonSettings), {});
    const problem = timesProblem({
      deadlineSeconds: common.DEADLINE_SECONDS,
      leaseSeconds: common.LEDGER_LEASE_SECONDS,
      backoffSeconds: common.RETRY_BACKOFF_SECONDS,
      keepSeconds: common.LEDGER_KEEP_HOURS * 3_600,
    });
    expect(problem).toBeUndefined();
  });
});

describe('a function that is started', () => {
  const start = (env: Record<string, string>, backoff?: number, definition = oracle()) =>
    connect(definition, env, createLogger('silent', { write: () => undefined }), {
      ...freshAround(),
      ...(backoff === undefined ? {} : { backoffSeconds: backoff }),
    });

  it.each([
    { env: { DEADLINE_SECONDS: '200' }, says: 'DEADLINE_SECONDS (200) has to be less than' },
    { env: { LEDGER_LEASE_SECONDS: '600' }, says: 'LEDGER_LEASE_SECONDS (600) has to be less than' },
    { env: { RETRY_BACKOFF_SECONDS: '60' }, says: 'the waits of the Trigger together (60 s' },
    { env: { LEDGER_KEEP_HOURS: '0.1' }, says: 'LEDGER_KEEP_HOURS (0.1) has to be more than' },
  ])('does not start with $env, and says why in one sentence', async ({ env, says }) => {
    const started = start(env);
    await expect(started).rejects.toBeInstanceOf(SettingsError);
    await expect(started).rejects.toThrow(says);
  });

  it('goes by what its Trigger really waits, where that is known', async () => {
    await expect(start({}, 100)).rejects.toThrow('the waits of the Trigger together (100 s');
    await expect(start({ RETRY_BACKOFF_SECONDS: '60' }, 510)).resolves.toBeDefined();
  });

  it('may have any times where it claims nothing', async () => {
    const definition = { ...oracle(), claims: false as const };
    await expect(start({ DEADLINE_SECONDS: '600' }, 0, definition)).resolves.toBeDefined();
  });
});

describe('the waits of a Trigger together', () => {
  const exponential = { policy: 'exponential', delayMs: 2_000 } as const;
  it.each<{ delivery: Delivery; seconds: number }>([
    { delivery: { retry: 8, backoff: exponential }, seconds: 510 },
    { delivery: { retry: 10, backoff: { policy: 'exponential', delayMs: 200 } }, seconds: 204.6 },
    { delivery: { retry: 0, backoff: exponential }, seconds: 0 },
    { delivery: { retry: 5 }, seconds: 0 },
    { delivery: { retry: 4, backoff: { policy: 'linear', delayMs: 1_000 } }, seconds: 6 },
    // A Retry-After may make it longer, so it does not count.
    { delivery: { retry: 2, backoff: exponential, retryAfterMaxMs: 60_000 }, seconds: 6 },
  ])('are $seconds s: what is really waited', ({ delivery, seconds }) => {
    let waited = 0;
    for (let retry = 0; retry < delivery.retry; retry += 1) {
      waited += waitBefore(retry, delivery, undefined, new Date());
    }
    expect([backoffSeconds(delivery), waited]).toEqual([seconds, seconds * 1_000]);
  });
});
