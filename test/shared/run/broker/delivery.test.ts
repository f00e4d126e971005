import { describe, expect, test } from 'vitest';
import {
  type Answer,
  type Delivery,
  errorAttributes,
  judge,
  judgeReceipt,
  waitBefore,
} from '../../../../shared/run/broker/delivery.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const EVENT = '{"specversion":"1.0","id":"1","source":"/s","type":"t"}';
const CE = { 'content-type': 'application/cloudevents+json' };

function answered(status: number, body = '', headers: Record<string, string> = {}): Answer {
  return { kind: 'answered', status, headers, body: Buffer.from(body), cut: false };
}

describe('a subscriber answers', () => {
  const rows: [string, Answer, string][] = [
    ['200 and nothing', answered(200), 'done'],
    ['202 and nothing', answered(202), 'done'],
    ['200 and an event', answered(200, EVENT, CE), 'replied'],
    ['202 and an event, which is routed too', answered(202, EVENT, CE), 'replied'],
    [
      '200 and an event in binary mode without data',
      answered(200, '', { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' }),
      'replied',
    ],
    ['200 and JSON that is no event', answered(200, '{}'), 'retried, without error'],
    ['200 and a newline', answered(200, '\n'), 'retried, without error'],
    [
      '200 and a batch',
      answered(200, '[]', { 'content-type': 'application/cloudevents-batch+json' }),
      'retried, without error',
    ],
    ['200 and a broken event', answered(200, '{', CE), 'retried, without error'],
    [
      '200 and more than is read',
      { ...(answered(200, EVENT, CE) as object), cut: true } as Answer,
      'retried, without error',
    ],
    ['304', answered(304), 'given up, without error'],
    ['302 that leads nowhere', answered(302), 'given up, with 302'],
    ...[400, 401, 403, 405, 410, 413, 415, 422, 425].map((status): [string, Answer, string] => [
      String(status),
      answered(status),
      `given up, with ${status}`,
    ]),
    ...[404, 408, 409, 429, 500, 501, 502, 503, 504, 599].map((status): [string, Answer, string] => [
      String(status),
      answered(status),
      `retried, with ${status}`,
    ]),
    ['500 and an event, which is never routed', answered(500, EVENT, CE), 'retried, with 500'],
    ['not in time', { kind: 'timeout' }, 'retried, without error'],
    ['not at all', { kind: 'unreachable', why: 'Post "http://x/": refused' }, 'retried, with 500'],
  ];
  test.each(rows)('%s', (_name, answer, outcome) => {
    const verdict = judge(answer);
    if (verdict.ok) expect(verdict.reply === undefined ? 'done' : 'replied').toBe(outcome);
    else {
      const error = verdict.error === undefined ? 'without error' : `with ${verdict.error.code}`;
      expect(`${verdict.retry ? 'retried' : 'given up'}, ${error}`).toBe(outcome);
    }
  });
});

test('a dead-letter sink may answer a 2xx with whatever it likes', () => {
  expect(judgeReceipt(answered(200, 'thanks'))).toEqual({ ok: true, status: 200 });
  expect(judgeReceipt(answered(200, '{', CE)).ok).toBe(true);
  expect(judgeReceipt(answered(503)).ok).toBe(false);
});

describe('the wait before a retry', () => {
  const linear: Delivery = { retry: 5, backoff: { policy: 'linear', delayMs: 200 } };
  const exponential: Delivery = { retry: 5, backoff: { policy: 'exponential', delayMs: 200 } };
  const asked: Delivery = { ...exponential, retryAfterMaxMs: 10_000 };
  const rows: [string, Delivery, string | undefined, number[]][] = [
    ['grows with the number, from nothing', linear, undefined, [0, 200, 400, 600]],
    ['doubles', exponential, undefined, [200, 400, 800, 1_600]],
    ['is none without a backoff', { retry: 5 }, undefined, [0, 0]],
    ['ignores Retry-After without a maximum', exponential, '3', [200, 400]],
    ['heeds Retry-After with a maximum', asked, '3', [3_000, 3_000]],
    ['heeds it up to the maximum', asked, '60', [10_000, 10_000]],
    ['is never shorter than the backoff', { ...asked, retryAfterMaxMs: 300 }, '60', [300, 400]],
    ['heeds a date', asked, 'Thu, 01 Jan 2026 00:00:05 GMT', [5_000, 5_000]],
    ['ignores a date that is past', asked, 'Wed, 31 Dec 2025 00:00:05 GMT', [200, 400]],
    ['ignores a Retry-After that is none', asked, 'soon', [200, 400]],
  ];
  test.each(rows)('%s', (_name, delivery, retryAfter, waits) => {
    expect(waits.map((_ms, retry) => waitBefore(retry, delivery, retryAfter, NOW))).toEqual(waits);
  });

  test('stays within what a timer can wait', () => {
    expect(waitBefore(60, exponential, undefined, NOW)).toBe(2 ** 31 - 1);
  });
});

test('error attributes hold the beginning of a long body, in at most 1,024 characters of base64', () => {
  const attributes = errorAttributes('http://s/', { code: 500, body: Buffer.alloc(5_000, 'x') });
  expect(attributes.knativeerrordata?.length).toBe(1_024);
  expect(Buffer.from(attributes.knativeerrordata ?? '', 'base64').toString()).toBe('x'.repeat(768));
});

test('a reason has no secret, also one that hides in invisible characters', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const hidden = `no ${token.slice(0, 9)}\u200b${token.slice(9)}`;
  const verdict = judge(answered(400, hidden, { 'content-type': 'text/plain' }));
  expect(verdict).toMatchObject({ ok: false, reason: expect.stringMatching(/^400: no \[redacted/) });
});
