import { describe, expect, it } from 'vitest';
import { type RefusalId, refusals } from '../../../shared/run/refusal.ts';
import { readEvent, writeBinary, writeStructured } from '../../../shared/run/wire.ts';
import { binary, structured } from './messages.ts';

const envelope = { specversion: '1.0', id: '1', source: '/s', type: 't' };
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

interface Case {
  readonly id: RefusalId;
  readonly input: string;
  readonly message: ReturnType<typeof binary>;
  readonly why: string;
}

const without = (name: string) => binary({ [`ce-${name}`]: undefined });
const json = (members: object) => structured(JSON.stringify({ ...envelope, ...members }));

const cases: readonly Case[] = [
  // Row 1
  { id: 'specversion-missing', input: 'no ce-specversion', message: without('specversion'), why: 'row 1' },
  { id: 'id-missing', input: 'no ce-id', message: without('id'), why: 'row 1' },
  { id: 'source-missing', input: 'no ce-source', message: without('source'), why: 'row 1' },
  { id: 'type-missing', input: 'no ce-type', message: without('type'), why: 'row 1' },
  { id: 'id-missing', input: 'empty ce-id', message: binary({ 'ce-id': '' }), why: 'an id is non-empty' },
  { id: 'source-missing', input: 'empty ce-source', message: binary({ 'ce-source': '' }), why: 'non-empty' },
  { id: 'type-missing', input: 'empty ce-type', message: binary({ 'ce-type': '' }), why: 'non-empty' },
  {
    id: 'id-missing',
    input: 'null id',
    message: json({ id: null }),
    why: 'null is unset (JSON format §2.2)',
  },
  { id: 'source-missing', input: 'no source', message: json({ source: undefined }), why: 'required' },
  { id: 'type-missing', input: 'empty type', message: json({ type: '' }), why: 'non-empty' },
  {
    id: 'specversion-missing',
    input: 'plain JSON',
    message: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') },
    why: 'without ce-* headers it is no event at all',
  },
  // Row 2
  {
    id: 'json-invalid',
    input: 'half a document',
    message: structured('{"specversion":"1.0",'),
    why: 'row 2',
  },
  { id: 'json-invalid', input: 'empty body', message: structured(''), why: 'row 2' },
  {
    id: 'json-duplicate-key',
    input: 'two ids',
    message: structured('{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"t"}'),
    why: 'row 2: which one counts depends on who reads',
  },
  {
    id: 'json-duplicate-key',
    input: 'one key in two spellings',
    message: structured('{"specversion":"1.0","id":"1","\\u0069d":"2","source":"/s","type":"t"}'),
    why: 'an escape does not make another key',
  },
  {
    id: 'json-duplicate-key',
    input: 'two keys deep in the data',
    message: binary({}, '{"a":[{"b":1,"c":":","b":2}]}'),
    why: 'row 2, at every depth and in binary mode too',
  },
  {
    id: 'json-proto-key',
    input: '__proto__ in the envelope',
    message: structured('{"specversion":"1.0","id":"1","source":"/s","type":"t","__proto__":{"a":1}}'),
    why: 'row 2',
  },
  {
    id: 'json-proto-key',
    input: '__proto__ deep in the data',
    message: binary({}, '{"a":[{"__proto__":{"polluted":true}}]}'),
    why: 'row 2',
  },
  {
    id: 'json-proto-key',
    input: '__proto__ in disguise',
    message: binary({}, '{"\\u005f_proto__":1}'),
    why: 'an escape does not make another key',
  },
  { id: 'event-not-object', input: 'a list', message: structured('[]'), why: 'an event is an object' },
  { id: 'event-not-object', input: 'null', message: structured('null'), why: 'an event is an object' },
  // Row 3
  { id: 'specversion-unknown', input: '0.3', message: binary({ 'ce-specversion': '0.3' }), why: 'row 3' },
  { id: 'specversion-unknown', input: '9000.1', message: json({ specversion: '9000.1' }), why: 'row 3' },
  {
    id: 'specversion-unknown',
    input: 'the number 1',
    message: json({ specversion: 1 }),
    why: 'exactly "1.0"',
  },
  // Row 5
  {
    id: 'batch',
    input: 'a batch',
    message: structured('[]', 'application/cloudevents-batch+json'),
    why: 'row 5',
  },
  {
    id: 'batch',
    input: 'a batch in another spelling',
    message: structured(JSON.stringify([envelope]), 'Application/CloudEvents-Batch+JSON; charset=UTF-8'),
    why: 'row 5: media types have no case',
  },
  {
    id: 'format',
    input: 'XML',
    message: structured('<event/>', 'application/cloudevents+xml'),
    why: 'JSON only',
  },
  {
    id: 'format',
    input: 'no format',
    message: structured('{}', 'application/cloudevents'),
    why: 'JSON only',
  },
  // Row 8
  { id: 'content-encoding', input: 'gzip', message: binary({ 'content-encoding': 'gzip' }), why: 'row 8' },
  {
    id: 'content-encoding',
    input: 'br after gzip',
    message: structured(JSON.stringify(envelope), undefined, { 'content-encoding': 'gzip, br' }),
    why: 'row 8',
  },
  // Row 9
  { id: 'data-not-base64', input: 'stars', message: json({ data_base64: '***' }), why: 'row 9' },
  { id: 'data-not-base64', input: 'no padding', message: json({ data_base64: 'YWI' }), why: 'RFC 4648 §3.2' },
  {
    id: 'data-not-base64',
    input: 'line breaks',
    message: json({ data_base64: 'YWJj\nYWJj' }),
    why: 'RFC 4648 §3.1',
  },
  {
    id: 'data-not-base64',
    input: 'the URL alphabet',
    message: json({ data_base64: 'a-_=' }),
    why: 'RFC 4648 §4',
  },
  {
    id: 'data-not-base64',
    input: 'a number',
    message: json({ data_base64: 5 }),
    why: 'a string by the JSON format',
  },
  {
    id: 'data-twice',
    input: 'both members',
    message: json({ data: 'a', data_base64: 'YQ==' }),
    why: 'row 9',
  },
  {
    id: 'data-twice',
    input: 'null and base64',
    message: json({ data: null, data_base64: 'YQ==' }),
    why: 'null is data',
  },
  // Row 10
  {
    id: 'attribute-character',
    input: 'encoded CR LF',
    message: binary({ 'ce-subject': 'a%0D%0Ax: y' }),
    why: 'row 10: it would end a header where it is sent on',
  },
  {
    id: 'attribute-character',
    input: 'encoded NUL',
    message: binary({ 'ce-id': 'a%00' }),
    why: 'a control character',
  },
  { id: 'attribute-character', input: 'escaped LF', message: json({ id: 'a\nb' }), why: 'row 10' },
  {
    id: 'attribute-character',
    input: 'C1 control',
    message: json({ myext: 'a\u0085' }),
    why: 'CloudEvents §3.1.2',
  },
  {
    id: 'attribute-character',
    input: 'half a pair',
    message: structured('{"x":"\\ud800"}'),
    why: 'no lone surrogates',
  },
  {
    id: 'attribute-character',
    input: 'a noncharacter',
    message: json({ id: 'a\uffff' }),
    why: 'CloudEvents §3.1.2',
  },
  {
    id: 'attribute-encoding',
    input: 'overlong encoding',
    message: binary({ 'ce-id': 'a%C0%A0' }),
    why: 'the example of HTTP binding §3.1.3.2',
  },
  {
    id: 'attribute-encoding',
    input: 'raw Latin-1',
    message: binary({ 'ce-subject': 'Gr\xfc\xdfe' }),
    why: 'not UTF-8',
  },
  // Row 11
  {
    id: 'content-type',
    input: 'no media type',
    message: binary({ 'content-type': 'not a mime' }),
    why: 'row 11',
  },
  {
    id: 'content-type',
    input: 'datacontenttype',
    message: json({ datacontenttype: 'json', data: 1 }),
    why: 'row 11',
  },
  { id: 'json-invalid', input: 'data that is no JSON', message: binary({}, '{not json'), why: 'row 11' },
  { id: 'json-too-deep', input: '1,000 levels', message: binary({}, nested(1_000)), why: 'row 11' },
  {
    id: 'json-too-deep',
    input: 'a million levels',
    message: binary({}, nested(1_000_000)),
    why: 'row 11: no stack overflow, however deep',
  },
  {
    id: 'json-too-deep',
    input: '1,000 levels without a type',
    message: binary({ 'content-type': undefined }, nested(1_000)),
    why: 'untyped data is tried as JSON',
  },
  {
    id: 'json-too-deep',
    input: '1,000 levels of objects',
    message: json({ data: deep(1_000) }),
    why: 'row 11',
  },
  {
    id: 'json-not-utf8',
    input: 'Latin-1',
    message: structured(Buffer.from('{"id":"\xfc"}', 'latin1')),
    why: 'RFC 8259 §8.1',
  },
  {
    id: 'json-not-utf8',
    input: 'Latin-1 data',
    message: binary({}, Buffer.from('"\xfc"', 'latin1')),
    why: 'RFC 8259 §8.1',
  },
  {
    id: 'charset',
    input: 'UTF-16',
    message: structured(Buffer.from('{}', 'utf16le'), 'application/cloudevents+json; charset=utf-16'),
    why: 'RFC 8259 §8.1',
  },
  {
    id: 'charset',
    input: 'Latin-1 JSON',
    message: binary({ 'content-type': 'a/json;charset=latin1' }),
    why: 'RFC 8259 §8.1',
  },
  {
    id: 'data-not-text',
    input: 'an object as text',
    message: json({ datacontenttype: 'text/plain', data: {} }),
    why: 'JSON format §3.1.2',
  },
  // The type system
  {
    id: 'attribute-name',
    input: 'upper case',
    message: json({ myExt: 'x' }),
    why: 'Brokers let it pass, the specification does not',
  },
  { id: 'attribute-name', input: 'a dash', message: binary({ 'ce-my-ext': 'x' }), why: 'CloudEvents §3.1.1' },
  {
    id: 'attribute-name',
    input: 'an underscore',
    message: binary({ 'ce-my_ext': 'x' }),
    why: 'CloudEvents §3.1.1',
  },
  {
    id: 'attribute-name',
    input: 'data as an attribute',
    message: binary({ 'ce-data': 'x' }),
    why: 'reserved',
  },
  {
    id: 'datacontenttype-header',
    input: 'a header for it',
    message: binary({ 'ce-datacontenttype': 'a/b' }),
    why: 'HTTP binding §3.1.1',
  },
  { id: 'attribute-type', input: 'a numeric id', message: json({ id: 5 }), why: 'an id is a string' },
  {
    id: 'attribute-type',
    input: 'a list',
    message: json({ myext: [1] }),
    why: 'no lists in the type system',
  },
  {
    id: 'attribute-type',
    input: 'an object',
    message: json({ myext: { a: 1 } }),
    why: 'no maps in the type system',
  },
  {
    id: 'attribute-type',
    input: 'a boolean time',
    message: json({ time: true }),
    why: 'a string by the JSON format',
  },
  {
    id: 'attribute-integer',
    input: 'a fraction',
    message: json({ n: 1.5 }),
    why: 'Brokers cut it, the specification has none',
  },
  {
    id: 'attribute-integer',
    input: 'three thousand million',
    message: json({ n: 3_000_000_000 }),
    why: '32 bits',
  },
  {
    id: 'source-not-uri',
    input: 'a broken host',
    message: json({ source: 'http://[::1' }),
    why: 'RFC 3986 §3.2.2',
  },
  {
    id: 'source-not-uri',
    input: 'a broken encoding',
    message: binary({ 'ce-source': '%zz' }),
    why: 'RFC 3986 §2.1',
  },
  {
    id: 'source-not-uri',
    input: 'a colon first',
    message: json({ source: '10.0.0.1:80' }),
    why: 'RFC 3986 §4.2',
  },
  {
    id: 'dataschema-not-uri',
    input: 'a relative one',
    message: binary({ 'ce-dataschema': 'relative' }),
    why: 'absolute',
  },
  { id: 'time-not-rfc3339', input: 'yesterday', message: json({ time: 'yesterday' }), why: 'RFC 3339' },
  {
    id: 'time-not-rfc3339',
    input: 'a blank for the T',
    message: binary({ 'ce-time': '2026-06-18 11:30:00Z' }),
    why: 'as Brokers do',
  },
  {
    id: 'time-not-rfc3339',
    input: '29 February 2026',
    message: json({ time: '2026-02-29T00:00:00Z' }),
    why: 'the calendar',
  },
  {
    id: 'time-not-rfc3339',
    input: 'no offset',
    message: json({ time: '2026-06-18T11:30:00' }),
    why: 'RFC 3339 §5.6',
  },
  // Two faults at once: what is said is the first that the road meets.
  {
    id: 'content-encoding',
    input: 'a compressed batch',
    message: structured('[]', 'application/cloudevents-batch+json', { 'content-encoding': 'gzip' }),
    why: 'what is encoded is not looked into',
  },
  {
    id: 'specversion-unknown',
    input: '0.3 with bad data',
    message: binary({ 'ce-specversion': '0.3' }, '{not json'),
    why: 'the version says how the rest is to be read',
  },
];

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

describe('what is refused', () => {
  it.each(cases)('$id: $input ($why)', ({ id, message }) => {
    const read = readEvent(message);
    expect(read).toMatchObject({ refusal: { id, status: refusals[id] } });
  });

  it('has a row for each id, and no row twice', () => {
    expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(Object.keys(refusals)));
    expect(new Set(cases.map(({ id, input }) => `${id} ${input}`)).size).toBe(cases.length);
  });

  it('is said without a word of what came', () => {
    for (const { message } of cases) {
      const read = readEvent(message);
      expect('refusal' in read && read.refusal.message).not.toMatch(/polluted|not json|Gr|yesterday/);
    }
  });
});

describe('what is read', () => {
  it.each([
    'application/cloudevents+json',
    'application/cloudevents+json; charset=utf-8',
    'application/cloudevents+json;charset=UTF-8',
    'Application/CloudEvents+JSON ; Charset="utf-8"',
    ' application/cloudevents+json ;foo=bar',
  ])('is structured by the Content-Type %s', (contentType) => {
    expect(readEvent(structured(JSON.stringify(envelope), contentType))).toEqual({ event: envelope });
  });

  it.each([
    { type: 'application/json', body: '{"a":1}', data: { a: 1 } },
    { type: 'Application/JSON ;charset=UTF-8', body: '{"a":1}', data: { a: 1 } },
    { type: 'application/vnd.example+json', body: '[1]', data: [1] },
    { type: 'text/json', body: 'false', data: false },
    { type: 'application/json', body: '0', data: 0 },
    { type: 'application/json', body: 'null', data: null },
    { type: 'application/json', body: '"text"', data: 'text' },
    { type: 'application/json', body: '\ufeff{"a":1}', data: { a: 1 } },
    { type: 'application/json', body: '', data: undefined },
    { type: 'text/plain', body: '{"a":1}', data: '{"a":1}' },
    { type: 'text/plain; charset=utf-8', body: 'ü', data: 'ü' },
    { type: 'application/xml', body: '<a/>', data: '<a/>' },
    { type: 'image/svg+xml', body: '<svg/>', data: '<svg/>' },
    { type: 'text/plain; charset=latin1', body: 'u', data: new Uint8Array([0x75]) },
    { type: 'application/octet-stream', body: '{}', data: new Uint8Array([0x7b, 0x7d]) },
    { type: undefined, body: '{"a":1}', data: { a: 1 } },
    { type: undefined, body: 'no JSON', data: 'no JSON' },
  ])('is data of the type $type: $body', ({ type, body, data }) => {
    const read = readEvent(binary({ 'content-type': type }, body));
    expect('event' in read && read.event.data).toEqual(data);
  });

  it('is bytes where text is not UTF-8, so that nothing is lost', () => {
    const read = readEvent(binary({ 'content-type': 'text/plain' }, Buffer.from([0xfc])));
    expect(read).toMatchObject({ event: { data: new Uint8Array([0xfc]) } });
  });

  it.each([
    { header: 'Gr%C3%BC%c3%9fe%20%E6%97%A5', value: 'Grüße 日', why: 'encoded, in either case' },
    { header: latin1('Grüße 日 😀'), value: 'Grüße 日 😀', why: 'raw UTF-8, as Brokers send it' },
    { header: '"a b"', value: 'a b', why: 'quoted, as older senders do' },
    { header: '"a \\"b\\" \\\\"', value: 'a "b" \\', why: 'quoted with escapes' },
    { header: 'a "b" c', value: 'a "b" c', why: 'quotes inside are quotes' },
    { header: '"', value: '"', why: 'one quote is no quoted string' },
    { header: '100%25', value: '100%', why: 'decoded once' },
    { header: '%2525', value: '%25', why: 'decoded once only' },
    { header: '100% a%2Fb%zz', value: '100% a/b%zz', why: 'a percent sign that begins no encoding stays' },
    { header: 'a\tb', value: 'a\tb', why: 'a tab, which Brokers let pass' },
  ])('row 10: is the header $header decoded to $value ($why)', ({ header, value }) => {
    expect(readEvent(binary({ 'ce-subject': header }))).toMatchObject({ event: { subject: value } });
  });

  it('takes a source that a Broker sends as the URI it is', () => {
    expect(readEvent(binary({ 'ce-source': '/my%20pipeline/100%25' }))).toMatchObject({
      event: { source: '/my pipeline/100%' },
    });
  });

  it.each(['2026-06-18t09:30:00.123456789z', '2024-02-29T23:59:60+23:59', '0000-02-29T00:00:00-00:00'])(
    'is the time %s as it was written',
    (time) => {
      expect(readEvent(json({ time }))).toMatchObject({ event: { time } });
    },
  );

  it('leaves out attributes that are null or empty, but for an empty extension', () => {
    const read = readEvent(json({ subject: null, dataschema: '', myext: '', other: null }));
    expect(read).toEqual({ event: { ...envelope, myext: '' } });
  });

  it('is bytes where data_base64 stands, and JSON where its type says so', () => {
    expect(readEvent(json({ data_base64: 'AAH/' }))).toMatchObject({
      event: { data: new Uint8Array([0, 1, 255]) },
    });
    expect(
      readEvent(json({ data_base64: 'eyJhIjoxfQ==', datacontenttype: 'application/json' })),
    ).toMatchObject({
      event: { data: { a: 1 } },
    });
  });

  it('row 4: is the structured event where both are there, and what the headers said otherwise is told', () => {
    const read = readEvent(
      structured(JSON.stringify(envelope), undefined, {
        'ce-id': 'other',
        'ce-source': '/s',
        'ce-constructor': 'x',
      }),
    );
    expect(read).toEqual({ event: envelope, overruled: ['id', 'constructor'] });
  });

  it('row 2: pollutes no prototype, whatever the keys', () => {
    const read = readEvent(
      structured(
        '{"specversion":"1.0","id":"1","source":"/s","type":"t","constructor":"c","data":{"constructor":{"prototype":{"polluted":1}}}}',
      ),
    );
    expect('event' in read && Object.hasOwn(read.event, 'constructor')).toBe(true);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('takes data of 200 levels, more than any object of a cluster has', () => {
    const read = readEvent(binary({}, nested(200)));
    expect('event' in read).toBe(true);
  });
});

describe('what is written', () => {
  const event = { specversion: '1.0', id: '1', source: '/s', type: 't' };

  it('has strings of JSON quoted, and bytes as they are', () => {
    expect(Buffer.from(writeBinary({ ...event, data: 'text' }).body).toString()).toBe('"text"');
    const bytes = new Uint8Array([0, 255]);
    expect(writeBinary({ ...event, data: bytes })).toMatchObject({
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
    });
  });

  it('names the type that JSON leaves to be understood', () => {
    expect(writeBinary({ ...event, data: 1 }).headers['content-type']).toBe('application/json');
    expect(writeBinary(event).headers['content-type']).toBeUndefined();
  });

  it('encodes what a header may not hold, in the form of the specification', () => {
    const { headers } = writeBinary({ ...event, subject: 'Euro € 😀', myext: '"%~!' });
    expect(headers['ce-subject']).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80');
    expect(headers['ce-myext']).toBe('%22%25~!');
  });

  it.each([
    { what: 'a line feed', attributes: { subject: 'a\nb' } },
    { what: 'a lone surrogate', attributes: { subject: '\ud800' } },
    { what: 'a name with a dash', attributes: { 'my-ext': 'x' } },
    { what: 'a fraction', attributes: { myext: 0.5 } },
    { what: 'an object', attributes: { myext: {} } },
  ])('never has $what in an attribute: that is a fault of ours', ({ attributes }) => {
    expect(() => writeStructured({ ...event, ...attributes })).toThrow(TypeError);
    expect(() => writeBinary({ ...event, ...attributes })).toThrow(TypeError);
  });

  it('takes data that is no text for a text type as a fault of ours', () => {
    expect(() => writeBinary({ ...event, datacontenttype: 'text/plain', data: {} })).toThrow(TypeError);
  });
});

/** Text as Node hands over the UTF-8 of a header: each byte one character. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
