import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../shared/run/stamp.ts';
import { readEvent, writeBinary, writeStructured } from '../../../shared/run/wire.ts';

// Any string that the type system allows: no control characters but tab, no noncharacters, whole surrogate pairs.
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 40 })
  .filter((value) => !/[\p{Cc}--\t]|\p{Noncharacter_Code_Point}|\p{Surrogate}/v.test(value))
  .filter((value) => value !== '');
const awkward = fc.constantFrom(
  '100%',
  '"quoted"',
  'a "b"',
  '%41',
  'Grüße 日本 😀',
  ' both ends ',
  '\t',
  "it's",
  '\\',
);
const attribute = fc.oneof(text, awkward);
const name = fc
  .stringMatching(/^[a-z0-9]{1,20}$/)
  .filter(
    (value) => !/^(?:specversion|id|source|type|subject|time|data|dataschema|datacontenttype)$/.test(value),
  );
const integer = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });
const time = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const attributes = fc.record(
  {
    specversion: fc.constant('1.0'),
    id: attribute,
    source: fc
      .webPath()
      .filter((path) => path !== '' && !/%(?![0-9A-Fa-f]{2})/.test(path) && !path.startsWith('//')),
    type: attribute,
    subject: attribute,
    time,
    dataschema: fc.webUrl(),
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type'] },
);
const extensions = fc.dictionary(name, fc.oneof(attribute, integer, fc.boolean()), { maxKeys: 5 });

// What JSON can hold and give back: -0 becomes 0, and __proto__ is refused.
const json = fc
  .jsonValue({ maxDepth: 5 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => !JSON.stringify(value).includes('__proto__'));

const content = fc.oneof(
  fc.constant({}),
  json.map((data) => ({ data })),
  json.map((data) => ({ data, datacontenttype: 'application/json' })),
  json.map((data) => ({ data, datacontenttype: 'application/vnd.example+json; charset=utf-8' })),
  fc.string({ unit: 'binary', minLength: 1 }).map((data) => ({
    data: data.toWellFormed(),
    datacontenttype: 'text/plain',
  })),
  fc.uint8Array({ minLength: 1 }).map((data) => ({ data, datacontenttype: 'application/octet-stream' })),
);

const event = fc
  .tuple(attributes, extensions, content)
  .map(([core, own, data]) => ({ ...own, ...core, ...data }) as Event);

describe('what we write we read, whatever the attributes', () => {
  it('in structured mode, as it was', () => {
    fc.assert(
      fc.property(event, (written) => {
        expect(readEvent(writeStructured(written))).toEqual({ event: written });
      }),
      { numRuns: 300 },
    );
  });

  it('in binary mode, with numbers and booleans in their canonical form and the type of the data named', () => {
    fc.assert(
      fc.property(event, (written) => {
        const canonical: Record<string, unknown> = {};
        for (const [key, value] of Object.entries(written)) {
          canonical[key] = key === 'data' ? value : String(value);
        }
        if ('data' in written) canonical.datacontenttype ??= 'application/json';
        expect(readEvent(writeBinary(written))).toEqual({ event: canonical });
      }),
      { numRuns: 300 },
    );
  });

  it('and headers hold nothing but printable ASCII', () => {
    fc.assert(
      fc.property(event, (written) => {
        for (const value of Object.values(writeBinary(written).headers)) expect(value).toMatch(/^[ -~]*$/);
      }),
    );
  });
});

describe('whatever comes is read or refused', () => {
  it('and nothing is thrown', () => {
    const header = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('%', '%C3', '"', '%00', '\\"'));
    const headers = fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          'ce-id',
          'ce-source',
          'ce-type',
          'ce-time',
          'ce-dataschema',
          'content-type',
          'content-encoding',
        ),
        name.map((value) => `ce-${value}`),
      ),
      header,
    );
    const type = fc.constantFrom(undefined, 'application/json', 'application/cloudevents+json', 'text/plain');
    const body = fc.oneof(
      fc.uint8Array(),
      fc.json().map((value) => Buffer.from(value)),
    );
    fc.assert(
      fc.property(headers, type, body, (given, contentType, bytes) => {
        const message = {
          headers: {
            'ce-specversion': '1.0',
            'ce-id': '1',
            'ce-source': '/s',
            'ce-type': 't',
            ...(contentType === undefined ? {} : { 'content-type': contentType }),
            ...given,
          },
          body: bytes,
        };
        const read = readEvent(message);
        expect(Object.keys(read)).toContain('refusal' in read ? 'refusal' : 'event');
      }),
      { numRuns: 300 },
    );
  });

  it('and a key that stands twice is found, wherever it is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(text, json, { minKeys: 1, maxKeys: 4 }),
        fc.nat(3),
        json,
        (object, index, other) => {
          // That key is refused by a name of its own.
          fc.pre(!Object.hasOwn(object, '__proto__'));
          const keys = Object.keys(object);
          const key = keys[index % keys.length] ?? '';
          const twice = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(other)}}`;
          const wrapped = `{"a":[${twice}],"b":"\\":"}`;
          const read = readEvent({
            headers: { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' },
            body: Buffer.from(wrapped),
          });
          expect(read).toMatchObject({ refusal: { id: 'json-duplicate-key' } });
        },
      ),
      { numRuns: 300 },
    );
  });
});
