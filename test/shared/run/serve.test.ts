import { describe, expect, it } from 'vitest';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { oracleApp, post, question, why } from './apps.ts';

describe('a function behind HTTP', () => {
  it('answers 200 with its one result as a structured event', async () => {
    const { answer } = await post(question());
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/cloudevents+json');
    expect(answer.json()).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      source: '/watchkeeper/oracle',
      type: 'test.answered.v1',
      subject: 'answer',
      time: '2026-06-18T09:30:00.000Z',
      datacontenttype: 'application/json',
      length: 6,
      correlationid: 'q-1',
      causationid: 'q-1',
      wkhops: 1,
      data: { answer: 'why: 1' },
    });
  });

  it('answers 202 and not one byte where there is no result: a Broker takes any other body for a failure', async () => {
    const { answer } = await post(question(), '{"question":"why","answers":0}');
    expect([answer.statusCode, answer.rawPayload.length]).toEqual([202, 0]);
    expect(answer.headers['content-type']).toBeUndefined();
  });

  it('repeats the ids of its results when an event comes again', async () => {
    const ids = await Promise.all([post(question()), post(question())]);
    expect(ids[0]?.answer.json().id).toBe(ids[1]?.answer.json().id);
  });

  it('heeds no query', async () => {
    const { answer } = await post(question(), why, '/?ce-id=other&id=other&question=other');
    expect(answer.json()).toMatchObject({ causationid: 'q-1', data: { answer: 'why: 1' } });
  });

  it.each(['/health/liveness', '/health/readiness', '/healthz', '/readyz'])(
    'answers 200 at %s',
    async (url) => {
      expect((await oracleApp().app.http.inject(url)).statusCode).toBe(200);
    },
  );
});

describe('results that do not fit into the reply', () => {
  const three = '{"question":"why","answers":3}';

  it('are sent to the sink in their order, and the last is the reply', async () => {
    const sent: Event[] = [];
    const { app } = oracleApp({ sink: { send: async (event) => void sent.push(event) } });
    const answer = await app.http.inject({ method: 'POST', url: '/', headers: question(), payload: three });
    expect(sent.map((event) => event.data)).toEqual([{ answer: 'why: 1' }, { answer: 'why: 2' }]);
    expect(answer.json().data).toEqual({ answer: 'why: 3' });
    expect(new Set([...sent.map((event) => event.id), answer.json().id]).size).toBe(3);
  });

  it('are no success until the sink has taken them', async () => {
    const refusing = new RetryLaterError('the sink is full', { retryAfterSeconds: 7 });
    const { app } = oracleApp({ sink: { send: () => Promise.reject(refusing) } });
    const answer = await app.http.inject({ method: 'POST', url: '/', headers: question(), payload: three });
    expect([answer.statusCode, answer.headers['retry-after'], answer.body]).toEqual([
      503,
      '7',
      'the sink is full',
    ]);
  });

  it('need a sink', async () => {
    const { answer } = await post(question(), three);
    expect([answer.statusCode, answer.body]).toEqual([
      422,
      'there are 3 results but a reply holds one: set K_SINK',
    ]);
  });
});

describe('a failure', () => {
  const failing = async (thrown: unknown) => {
    const { app, lines } = oracleApp({
      before: ({ data }) => {
        if (data.question === 'why') throw thrown;
      },
    });
    const send = (id: string, payload: string) =>
      app.http.inject({ method: 'POST', url: '/', headers: question({ 'ce-id': id }), payload });
    return { answer: await send('q-1', why), after: await send('q-2', '{"question":"how"}'), lines };
  };

  it.each([
    { thrown: new PermanentError('no such build'), status: 422, retry: undefined, text: 'no such build' },
    {
      thrown: new RetryLaterError('busy', { retryAfterSeconds: 2.5 }),
      status: 503,
      retry: '3',
      text: 'busy',
    },
    {
      thrown: new RetryLaterError('slow down', { retryAfterSeconds: 30, rateLimited: true }),
      status: 429,
      retry: '30',
      text: 'slow down',
    },
    {
      thrown: new TypeError('x is not a function'),
      status: 500,
      retry: undefined,
      text: 'x is not a function',
    },
    {
      thrown: Object.assign(new Error('gone'), { statusCode: 404, code: 'ECONNREFUSED' }),
      status: 500,
      retry: undefined,
      text: 'gone',
    },
    { thrown: 'a string', status: 500, retry: undefined, text: 'a string' },
  ])(
    'is answered $status for $thrown, and only for its own request',
    async ({ thrown, status, retry, text }) => {
      const { answer, after } = await failing(thrown);
      expect([answer.statusCode, answer.headers['retry-after'], answer.body]).toEqual([status, retry, text]);
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(after.statusCode).toBe(200);
    },
  );

  it('is answered with one line of at most 512 bytes, without its stack and without a secret', async () => {
    const { answer, lines } = await failing(
      new Error(`password=hunter2hunter2 ${'ü'.repeat(600)}\n    at secret (file.ts:1:1)`),
    );
    expect(answer.rawPayload.length).toBeLessThanOrEqual(512);
    expect(answer.body).toMatch(/^password=\[redacted:password\] ü+…$/);
    expect(JSON.stringify(lines)).not.toContain('hunter2hunter2');
  });

  it('is answered 503 at the deadline, and the handler is told', async () => {
    let aborted = false;
    const { app } = oracleApp({
      deadlineMilliseconds: 5,
      before: (_event, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
    });
    const answer = await app.http.inject({ method: 'POST', url: '/', headers: question(), payload: why });
    expect([answer.statusCode, answer.body, aborted]).toEqual([
      503,
      'handling took longer than 0.005 s',
      true,
    ]);
  });
});

describe('what is told', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('has event id, type and trace in each line of a delivery, the handler’s own included', async () => {
    const { app, lines } = oracleApp({ before: (_event, { log }) => log.info('thinking') });
    await app.http.inject({ method: 'POST', url: '/', headers: question({ traceparent }), payload: why });
    const about = { function: 'oracle', event: 'q-1', type: 'test.asked.v1', trace: traceparent };
    expect(lines).toEqual([
      expect.objectContaining({ ...about, msg: 'thinking' }),
      expect.objectContaining({ ...about, msg: 'handled', outcome: 'replied', results: 1 }),
    ]);
  });

  it('carries the trace of the request on, and rather the one of the event', async () => {
    const first = await post(question({ traceparent, tracestate: 'a=b' }));
    expect(first.answer.json()).toMatchObject({ traceparent, tracestate: 'a=b' });
    const starting = traceparent.replace('0af7', '1111');
    const second = await post(question({ traceparent, 'ce-traceparent': starting }));
    expect(second.answer.json()).toMatchObject({ traceparent: starting });
    const third = await post(question({ traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }));
    expect(third.answer.json()).not.toHaveProperty('traceparent');
  });

  it('has no secret in it', async () => {
    const { app, lines } = oracleApp({
      before: (_event, { log }) => {
        log.info(
          { apiToken: 'hF7k2mQ9vX4bT8wZ1rL6', nested: { url: 'https://u:pa55word@example.com/' } },
          'token=hF7k2mQ9vX4bT8wZ1rL6',
        );
        throw new Error('password=hF7k2mQ9vX4bT8wZ1rL6', {
          cause: new Error('secret_key: hF7k2mQ9vX4bT8wZ1rL6'),
        });
      },
    });
    await app.http.inject({ method: 'POST', url: '/', headers: question(), payload: why });
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toMatch(/hF7k2mQ9vX4bT8wZ1rL6|pa55word/);
  });

  it('is metrics with a bounded number of labels, in a registry of their own', async () => {
    const { app } = oracleApp();
    const send = (type: string) =>
      app.http.inject({ method: 'POST', url: '/', headers: question({ 'ce-type': type }), payload: why });
    for (const type of ['test.asked.v1', 'a', 'b', 'c']) await send(type);
    const { body: text, headers } = await app.http.inject('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text.match(/^watchkeeper_events_total\{.*$/gm)).toEqual([
      'watchkeeper_events_total{function="oracle",type="test.asked.v1",outcome="replied"} 1',
      'watchkeeper_events_total{function="oracle",type="other",outcome="invalid"} 3',
    ]);
    expect(text).toContain('watchkeeper_handling_seconds_count{function="oracle"} 4');
    expect(text).toContain('watchkeeper_open_deliveries 0');
    // Asked for again it tells the same, not twice as much.
    expect((await app.http.inject('/metrics')).body).toContain('outcome="invalid"} 3');
    expect((await oracleApp().app.http.inject('/metrics')).body).not.toContain('outcome=');
  });
});
