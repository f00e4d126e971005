import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settings } from '../../../shared/config.ts';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import { defineIntake, type IntakeRequest } from '../../../shared/function.ts';
import type { Sink } from '../../../shared/run/forward.ts';
import type { ConnectedIntake } from '../../../shared/run/intake.ts';
import { createLogger } from '../../../shared/run/log.ts';
import { createApp } from '../../../shared/run/serve.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { asked, collectLines } from './apps.ts';

const KEY = 'the key of the test';

const sign = (body: string) => createHmac('sha256', KEY).update(body).digest('hex');

/** Takes a list of questions, signed over the raw body, as a webhook would send them. */
const mailbox = defineIntake({
  name: 'mailbox',
  description: 'Takes questions.',
  path: '/questions',
  accepts: z.object({ questions: z.array(z.string()).or(z.string().transform((one) => [one])) }),
  emits: [asked],
  settings: settings({}),
  connect: () => undefined,
  verify: ({ headers, body }: IntakeRequest) => {
    const given = Buffer.from(headers['x-signature'] ?? '');
    const wanted = Buffer.from(createHmac('sha256', KEY).update(body).digest('hex'));
    const right = given.length === wanted.length && timingSafeEqual(given, wanted);
    return right ? undefined : { status: 401, message: 'the signature does not fit' };
  },
  toEvents: ({ questions }) =>
    questions.map((question) => ({
      id: `mail-${question}`,
      type: asked.type,
      data: { question, answers: 1 },
    })),
});

interface Post {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly send?: Sink['send'];
  readonly deadlineMilliseconds?: number;
}

async function post({
  body = '{"questions":["why","how"]}',
  headers = {},
  send,
  deadlineMilliseconds,
}: Post = {}) {
  const sent: Event[] = [];
  const to = collectLines();
  const target: ConnectedIntake = {
    definition: mailbox,
    use: undefined,
    log: createLogger('info', to),
    deadlineMilliseconds: deadlineMilliseconds ?? 60_000,
    now: () => new Date('2026-06-18T09:30:00Z'),
  };
  const app = createApp({
    mounts: [{ at: '/', target }],
    bodyLimitBytes: 65_536,
    sink: { send: send ?? (async (event) => void sent.push(event)) },
  });
  const answer = await app.http.inject({
    method: 'POST',
    url: '/questions?questions=other',
    headers: { 'content-type': 'application/json', 'x-signature': sign(body), ...headers },
    payload: body,
  });
  return { answer, sent, app, lines: to.lines };
}

describe('an intake', () => {
  it('answers 200 and nothing once the sink has all its events, each stamped, with the id that the intake gave', async () => {
    const { answer, sent } = await post();
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(sent).toEqual(
      ['why', 'how'].map((question) => ({
        specversion: '1.0',
        id: `mail-${question}`,
        source: '/watchkeeper/mailbox',
        type: 'test.asked.v1',
        time: '2026-06-18T09:30:00.000Z',
        datacontenttype: 'application/json',
        wkhops: 1,
        data: { question, answers: 1 },
      })),
    );
  });

  it('takes a form as well', async () => {
    const { answer, sent } = await post({
      body: 'questions=why%3F',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
    expect(answer.statusCode).toBe(200);
    expect(sent.map(({ id }) => id)).toEqual(['mail-why?']);
  });

  it('turns away whoever it cannot verify, before it looks into the body', async () => {
    const { answer, sent } = await post({ body: '{not json', headers: { 'x-signature': 'forged' } });
    expect([answer.statusCode, answer.body, sent]).toEqual([401, 'the signature does not fit', []]);
  });

  it.each([
    { what: 'no JSON', body: '{not json', headers: {} },
    { what: 'a key twice', body: '{"questions":[],"questions":["why"]}', headers: {} },
    { what: '__proto__', body: '{"questions":[],"__proto__":{}}', headers: {} },
    { what: 'what its schema does not take', body: '{"questions":5}', headers: {} },
    {
      what: 'a type that is neither JSON nor a form',
      body: '{"questions":[]}',
      headers: { 'content-type': 'text/plain' },
    },
    {
      what: 'a field twice',
      body: 'questions=a&questions=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    {
      what: '__proto__ in a form',
      body: 'questions=a&__proto__=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ])('answers 400 to $what', async ({ body, headers }) => {
    const { answer, sent } = await post({ body, headers });
    expect([answer.statusCode, sent]).toEqual([400, []]);
  });

  it.each([
    { thrown: new RetryLaterError('full', { retryAfterSeconds: 3 }), status: 503, retry: '3' },
    // Alertmanager and others try again after 5xx alone.
    {
      thrown: new RetryLaterError('slow down', { retryAfterSeconds: 9, rateLimited: true }),
      status: 503,
      retry: '9',
    },
    { thrown: new PermanentError('never'), status: 422, retry: undefined },
    { thrown: new Error('oops'), status: 500, retry: undefined },
  ])(
    'answers $status, never 429, where the sink did not take all events: $thrown',
    async ({ thrown, status, retry }) => {
      let left = 1;
      const send = async () => {
        left -= 1;
        if (left < 0) throw thrown;
      };
      const { answer } = await post({ send });
      expect([answer.statusCode, answer.headers['retry-after']]).toEqual([status, retry]);
    },
  );

  it('answers 503 at its deadline, and lets go of what it was sending', async () => {
    const reasons: unknown[] = [];
    const send: Sink['send'] = (_event, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => reasons.push(signal.reason));
      });
    const { answer } = await post({ deadlineMilliseconds: 5, send });
    expect(answer.statusCode).toBe(503);
    expect(reasons).toEqual([expect.any(RetryLaterError)]);
  });

  it('takes POST alone, and counts what it answered', async () => {
    const { app } = await post();
    const refused = await app.http.inject({ method: 'GET', url: '/questions' });
    expect([refused.statusCode, refused.headers.allow]).toEqual([405, 'POST']);
    expect((await app.http.inject('/metrics')).body).toContain(
      'watchkeeper_events_total{function="mailbox",type="other",outcome="done"} 1',
    );
  });

  it('cannot be served without a sink', () => {
    const target: ConnectedIntake = {
      definition: mailbox,
      use: undefined,
      log: createLogger('silent', collectLines()),
      deadlineMilliseconds: 1,
      now: () => new Date(),
    };
    expect(() => createApp({ mounts: [{ at: '/', target }], bodyLimitBytes: 1_024 })).toThrow(
      'mailbox is an intake: set K_SINK, where its events go',
    );
  });
});
