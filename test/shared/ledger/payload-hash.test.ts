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
