import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadHashOf } from '../../../shared/ledger/payload-hash.ts';

const hashOf = (json: string) =>
  payloadHashOf({ type: 'test.asked.v1', data: JSON.parse(json) }, Buffer.from(json));

describe('the hash of a payload', () => {
  it.each([
    '{"a": 1, "b": [1, 2], "c": "\\u00e9<\\/p>"}',
    '{\n  "a": 1,\n  "b": [1, 2],\n  "c": "é</p>"\n}',
    ' {"a":1,"b":[1,2],"c":"é</p>"}\n',
    '{"a":1,"b":[1,2],"c":"\\u00E9\\u003c/p>"}',
    '{"a" :1,"b":[1,2],"c":"é</p>"}',
  ])('is the same however its JSON is written: %s', (json) => {
    expect(hashOf(json)).toBe(hashOf('{"a":1,"b":[1,2],"c":"é</p>"}'));
  });

  it.each([
    ['a number with a point', '{"line":41.0}', '{"line":41}'],
    ['a number with an exponent', '{"a":1e2,"b":[1E2]}', '{"a":100,"b":[100]}'],
    ['more digits than count', '{"a":[12345678901234567890]}', '{"a":[12345678901234567000]}'],
    ['a negative zero', '{"a":-0}', '{"a":0}'],
    ['one space after the first key', '{"a":1,"b": 2}', '{"a":1,"b":2}'],
    ['one space far inside', '{"a":{"b":["x, y: z",1, 2]}}', '{"a":{"b":["x, y: z",1,2]}}'],
    ['one space at the end', '{"a":[1,2] }', '{"a":[1,2]}'],
    ['a line of its own for each', '["a",\n"b"]', '["a","b"]'],
    ['an escape of a letter', '{"a":"\\u0061"}', '{"a":"a"}'],
    ['an escape in capitals', '{"a":"\\u001F"}', '{"a":"\\u001f"}'],
    ['an escape in a key', '{"\\u0061":1}', '{"a":1}'],
    ['an escaped slash', '{"a":"<\\/p>"}', '{"a":"</p>"}'],
    ['keys that are numbers, in another order', '{"b":0,"2":1,"1":2}', '{"1":2,"2":1,"b":0}'],
  ])('is the same with %s', (_, one, other) => {
    expect(hashOf(one)).toBe(hashOf(other));
    expect(hashOf(one)).toBe(payloadHashOf({ type: 'test.asked.v1', data: JSON.parse(one) }));
  });

  it('is the same for any text that means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(fc.nat({ max: 7 })), (value, chances) => {
        const spelled = spell(value, () => chances.next().value as number);
        fc.pre(typeof value === 'object' && value !== null);
        const data = JSON.parse(spelled);
        expect(payloadHashOf({ type: 't', data }, Buffer.from(spelled))).toBe(
          payloadHashOf({ type: 't', data }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is the same from its bytes, from its value, and when the JSON is written with spaces', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const value = JSON.parse(JSON.stringify(data));
        const wanted = payloadHashOf({ type: 't', data: value });
        const compact = Buffer.from(JSON.stringify(value));
        const spaced = Buffer.from(JSON.stringify(value, undefined, 1));
        expect(payloadHashOf({ type: 't', data: value }, compact)).toBe(wanted);
        expect(payloadHashOf({ type: 't', data: value }, spaced)).toBe(wanted);
      }),
    );
  });

  it('is another one for another type, value, kind of value, and for other bytes', () => {
    const payloads = [
      { type: 't' },
      { type: 'u' },
      { type: 't', data: null },
      { type: 't', data: 'text' },
      { type: 't', data: { a: 1 } },
      { type: 't', data: { a: '1' } },
      { type: 't', data: new Uint8Array([1]) },
      { type: 't', data: new Uint8Array([2]) },
      { type: 't', data_base64: 'AQID' },
    ];
    expect(new Set(payloads.map((payload) => payloadHashOf(payload))).size).toBe(payloads.length);
  });
});

/** Writes a value as some sender may: with spaces, escapes and numbers in other spellings, where `chance` is 0. */
function spell(value: unknown, chance: () => number): string {
  const gap = () => (chance() === 0 ? ' \n\t\r'.charAt(chance() % 4) : '');
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(/[a-z/](?=[^\\]*"$)/g, (letter) => {
      if (chance() !== 0) return letter;
      return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  }
  if (typeof value === 'number') return chance() === 0 ? value.toExponential() : JSON.stringify(value);
  if (Array.isArray(value)) return `[${gap()}${value.map((item) => spell(item, chance)).join(`,${gap()}`)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, item]) => `${spell(key, chance)}${gap()}:${gap()}${spell(item, chance)}`,
  );
  return `{${gap()}${members.join(`${gap()},`)}${gap()}}`;
}
