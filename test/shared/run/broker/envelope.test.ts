import {
  assert,
  boolean,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeBinary } from '../../../../shared/run/broker/binary.ts';
import { readEnvelope } from '../../../../shared/run/broker/read-envelope.ts';
import { writeStructured } from '../../../../shared/run/broker/structured.ts';
import { readEvent } from '../../../../shared/run/wire.ts';

const REQUIRED = { specversion: '1.0', id: '1', source: '/s', type: 't' };
const structured = (event: string) => ({
  headers: { 'content-type': 'application/cloudevents+json' },
  body: Buffer.from(event),
});

function dataOf(event: string): string {
  const read = readEnvelope(structured(event));
  return read.kind === 'event' ? Buffer.from(read.envelope.data).toString('latin1') : read.kind;
}

describe('the data of a structured event is the text that stands there', () => {
  const head = '{"specversion":"1.0","id":"1","source":"/s","type":"t"';
  test.each([
    ['a number that JavaScript cannot hold', `${head},"data":12345678901234567890}`, '12345678901234567890'],
    ['blanks', `${head},"data": { "a" : [1,  2] } }`, ' { "a" : [1,  2] }'],
    [
      'brackets and quotes in strings',
      `${head},"data":{"a":"}],\\"data\\":\\\\"}}`,
      '{"a":"}],\\"data\\":\\\\"}',
    ],
    ['not a member of that name further in', `${head},"ext":"data","data":{"data":1}}`, '{"data":1}'],
    ['also where its name is escaped', `${head},"d\\u0061ta":true}`, 'true'],
    ['before the attributes', `{"data":[],${head.slice(1)}}`, '[]'],
    ['a string that is JSON', `${head},"data":"a"}`, '"a"'],
    ['null', `${head},"data":null}`, 'null'],
    ['nothing', `${head}}`, ''],
    ['text, where the type is text', `${head},"datacontenttype":"text/plain","data":"a\\n"}`, 'a\n'],
    ['bytes', `${head},"data_base64":"AP8="}`, '\u0000\u00ff'],
  ])('%s', (_name, event, data) => {
    expect(dataOf(event)).toBe(data);
  });
});

const text = string({ unit: 'grapheme-composite', minLength: 1 }).filter((value) => value.trim() === value);
const envelopes = record({
  attributes: record({
    specversion: constantFrom('1.0'),
    id: text,
    source: constantFrom('/s', 'https://x.example/a?b=c#d', 'urn:uuid:1'),
    type: text,
  }),
  extensions: dictionary(
    string({ unit: constantFrom(...'abcxyz019'), minLength: 1, maxLength: 20 }).filter(
      (name) => !/^(?:data|id|type)$/.test(name),
    ),
    text,
    { maxKeys: 4 },
  ),
  data: uint8Array({ maxLength: 40 }),
});

test('what is written in binary mode is read again', () => {
  assert(
    property(envelopes, ({ attributes, extensions, data }) => {
      const envelope = {
        attributes: { ...attributes, ...extensions, datacontenttype: 'application/octet-stream' },
        data,
      };
      const read = readEnvelope(writeBinary(envelope));
      expect(read).toEqual({ kind: 'event', envelope });
    }),
  );
});

test('what is written in structured mode is read again, and functions read the same', () => {
  const values = oneof(text, boolean(), integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }));
  assert(
    property(envelopes, values, ({ attributes, extensions, data }, value) => {
      const envelope = {
        attributes: { ...attributes, ...extensions, value, datacontenttype: 'application/octet-stream' },
        data: Buffer.from(data),
      };
      const written = writeStructured(envelope);
      expect(readEnvelope(written)).toEqual({ kind: 'event', envelope });
      expect(readEvent(written)).toMatchObject({ event: envelope.attributes });
    }),
  );
});

test.each([
  [-2_147_483_648, 'event'],
  [2_147_483_647, 'event'],
  [2_147_483_648, 'malformed'],
  [-2_147_483_649, 'malformed'],
])('an attribute that is the number %i is one of the 32 bits of an Integer, or none: %s', (count, kind) => {
  expect(readEnvelope(structured(JSON.stringify({ ...REQUIRED, count }))).kind).toBe(kind);
});

test('a function reads the attributes that the broker sent in binary mode, raw UTF-8 and all', () => {
  const attributes = {
    ...REQUIRED,
    subject: 'Gr\u00fc\u00dfe, \u65e5\u672c\u8a9e "q" \ud83d\ude00 100 %',
    count: 7,
  };
  const read = readEvent(writeBinary({ attributes, data: Buffer.from('{}') }));
  expect(read).toMatchObject({ event: { ...attributes, count: '7' } });
});

test('a control character cannot break a header', () => {
  const { headers } = writeBinary({
    attributes: { ...REQUIRED, subject: 'a\r\nx: y\tz' },
    data: Buffer.alloc(0),
  });
  expect(headers['ce-subject']).toBe('a%0D%0Ax: y\tz');
});

test('data that is no JSON goes out as base64 in structured mode', () => {
  const written = writeStructured({ attributes: REQUIRED, data: Buffer.from('{no') });
  expect(JSON.parse(Buffer.from(written.body).toString())).toEqual({ ...REQUIRED, data_base64: 'e25v' });
});

test.each([
  ['no content type and no version', {}],
  ['another version', { 'ce-specversion': '2.0', 'ce-id': '1' }],
  ['JSON', { 'content-type': 'application/json' }],
])('is no event: %s', (_name, headers) => {
  expect(readEnvelope({ headers, body: Buffer.from('{}') })).toEqual({ kind: 'none' });
});

test.each([
  ['2026-06-18T11:30:00.120000000-07:00', '2026-06-18T18:30:00.12Z'],
  ['2026-06-18T11:30:00.123456789+02:00', '2026-06-18T09:30:00.123456789Z'],
  ['2026-06-18T11:30:00Z', '2026-06-18T11:30:00Z'],
  ['2026-06-18t11:30:00.000z', '2026-06-18T11:30:00Z'],
])('the time %s is delivered as %s', (time, delivered) => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '/s',
    'ce-type': 't',
    'ce-time': time,
  };
  const read = readEnvelope({ headers, body: Buffer.alloc(0) });
  expect(read).toMatchObject({ envelope: { attributes: { time: delivered } } });
});
