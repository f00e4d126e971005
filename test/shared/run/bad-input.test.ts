import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { envelope, oracleApp, post, question, why } from './apps.ts';

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };

const structured = (members: object) => JSON.stringify({ ...envelope, ...members });

// The rows are those of the list of bad inputs that the project has to survive.
describe('bad input', () => {
  it.each(['ce-specversion', 'ce-id', 'ce-source', 'ce-type'])(
    'row 1: without %s is 400, counted, not retried',
    async (name) => {
      const { answer, handled, metrics } = await post(question({ [name]: undefined }));
      expect([answer.statusCode, handled]).toEqual([400, 0]);
      expect(metrics).toContain(
        'watchkeeper_events_total{function="oracle",type="other",outcome="refused"} 1',
      );
    },
  );

  it.each([
    { what: 'invalid JSON', payload: '{"specversion":' },
    {
      what: 'duplicate keys',
      payload: '{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"test.asked.v1"}',
    },
    {
      what: '__proto__',
      payload: structured({ data: JSON.parse('{"question":"why","__proto__":{"answers":9}}') }),
    },
  ])('row 2: $what in a structured event is 400 and pollutes nothing', async ({ payload }) => {
    const { answer, handled } = await post(STRUCTURED, payload);
    expect([answer.statusCode, handled]).toEqual([400, 0]);
    expect(Reflect.get({}, 'answers')).toBeUndefined();
  });

  it.each(['0.3', '9000.1'])('row 3: specversion %s is 400', async (specversion) => {
    expect((await post(question({ 'ce-specversion': specversion }))).answer.statusCode).toBe(400);
    expect((await post(STRUCTURED, structured({ specversion }))).answer.statusCode).toBe(400);
  });

  it('row 4: with ce-* headers and a structured type the structured event wins, and a line says so', async () => {
    const { answer, lines } = await post(question({ ...STRUCTURED, 'ce-id': 'other' }), structured({}));
    expect(answer.json().causationid).toBe('q-1');
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', event: 'q-1', overruled: ['id'] }));
  });

  it.each(['application/cloudevents-batch+json', 'Application/CloudEvents-Batch+JSON; charset=utf-8'])(
    'row 5: a batch (%s) is 415 and none of it is handled',
    async (type) => {
      const { answer, handled } = await post({ 'content-type': type }, JSON.stringify([envelope, envelope]));
      expect([answer.statusCode, handled]).toEqual([415, 0]);
    },
  );

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const)(
    'row 6: %s is 405 with Allow: POST',
    async (method) => {
      const answer = await oracleApp().app.http.inject({ method, url: '/', headers: question() });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST']);
    },
  );

  it('row 6: OPTIONS is 200 with Allow: POST', async () => {
    const answer = await oracleApp().app.http.inject({ method: 'OPTIONS', url: '/' });
    expect([answer.statusCode, answer.headers.allow, answer.body]).toEqual([200, 'POST', '']);
  });

  it('row 7: a body of just the limit is taken, one byte more is 413 and counted', async () => {
    const padded = (length: number) => `{"question":"${'?'.repeat(length - 15)}"}`;
    expect((await post(question(), padded(65_536))).answer.statusCode).toBe(200);
    const { answer, handled, metrics } = await post(question(), padded(65_537));
    expect([answer.statusCode, handled]).toEqual([413, 0]);
    expect(metrics).toContain('watchkeeper_events_total{function="oracle",type="other",outcome="refused"} 1');
  });

  it('row 8: a compressed body is 415 and never inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1_048_576));
    const { answer, handled } = await post(question({ 'content-encoding': 'gzip' }), bomb);
    expect([answer.statusCode, handled]).toEqual([415, 0]);
  });

  it.each([
    { what: 'bad base64', members: { data: undefined, data_base64: '***' } },
    { what: 'data in both members', members: { data_base64: 'e30=' } },
  ])('row 9: $what is 400', async ({ members }) => {
    const { answer, handled } = await post(STRUCTURED, structured(members));
    expect([answer.statusCode, handled]).toEqual([400, 0]);
  });

  it.each(['Gr%C3%BC%C3%9Fe', Buffer.from('Grüße').toString('latin1')])(
    'row 10: the attribute %s is decoded',
    async (id) => {
      expect((await post(question({ 'ce-id': id }))).answer.json().causationid).toBe('Grüße');
    },
  );

  it('row 10: an attribute with an encoded line break is 400', async () => {
    const { answer, handled } = await post(question({ 'ce-id': 'a%0D%0Aset-cookie: x' }));
    expect([answer.statusCode, handled]).toEqual([400, 0]);
  });

  it.each([
    { what: 'text', headers: { 'content-type': 'text/plain' }, payload: why, status: 400 },
    { what: 'no media type', headers: { 'content-type': 'not a mime' }, payload: why, status: 415 },
    { what: 'no data', headers: {}, payload: '', status: 400 },
    { what: 'no data and no type', headers: { 'content-type': undefined }, payload: '', status: 400 },
    { what: '1,000 levels', headers: {}, payload: `${'['.repeat(1_000)}${']'.repeat(1_000)}`, status: 400 },
    {
      what: '30,000 levels',
      headers: {},
      payload: `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      status: 400,
    },
  ])('row 11: $what is $status', async ({ headers, payload, status }) => {
    const { answer, handled } = await post(question(headers), payload);
    expect([answer.statusCode, handled]).toEqual([status, 0]);
  });

  it('row 12: a type that is not accepted is 400: a Trigger has to filter it', async () => {
    const { answer, metrics } = await post(question({ 'ce-type': 'test.other.v1' }));
    expect([answer.statusCode, answer.body]).toEqual([
      400,
      'oracle does not accept test.other.v1; it accepts test.asked.v1',
    ]);
    expect(metrics).toContain('{function="oracle",type="other",outcome="invalid"} 1');
  });

  it('row 12: a newer major dataschema is 400, a newer minor one is taken and its new fields are dropped', async () => {
    const schema = (version: string) => question({ 'ce-dataschema': `https://example.com/asked/${version}` });
    expect((await post(schema('v2'))).answer.statusCode).toBe(400);
    let seen: unknown;
    const { app } = oracleApp({
      before: ({ data }) => {
        seen = data;
      },
    });
    await app.http.inject({
      method: 'POST',
      url: '/',
      headers: schema('1.7'),
      payload: '{"question":"why","tone":"polite"}',
    });
    expect(seen).toEqual({ question: 'why', answers: 1 });
  });

  it('row 19: its own event is ignored, and counted so', async () => {
    const { answer, handled, metrics } = await post(question({ 'ce-source': '/watchkeeper/oracle' }));
    expect([answer.statusCode, answer.body, handled]).toEqual([202, '', 0]);
    expect(metrics).toContain('{function="oracle",type="test.asked.v1",outcome="ignored"} 1');
  });

  it('row 19: an event that goes in circles is cut off with 422', async () => {
    const { answer, handled } = await post(question({ 'ce-wkhops': '16' }));
    expect([answer.statusCode, handled]).toEqual([422, 0]);
  });
});
