import { CloudEvent, HTTP, type Message as SdkMessage } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../shared/run/stamp.ts';
import { readEvent, writeBinary, writeStructured } from '../../../shared/run/wire.ts';
import { binary, structured } from './messages.ts';

// The CloudEvents SDK is the yardstick wherever it follows the specification. Where it does not, a test of ours
// says both what it does and what we do, so that a new version of it that does better is noticed here.

const required = { specversion: '1.0', id: '1', source: '/s', type: 't' };

const agreed: readonly { readonly what: string; readonly event: Event }[] = [
  { what: 'only the required attributes', event: { ...required, time: '2026-06-18T09:30:00.123Z' } },
  {
    what: 'all attributes',
    event: {
      ...required,
      subject: 'plain',
      time: '2026-06-18T09:30:00.500Z',
      dataschema: 'https://example.com/schema',
      datacontenttype: 'application/json',
      data: { a: [1, 'two', null, { b: true }] },
    },
  },
  {
    what: 'extensions',
    event: { ...required, time: '2026-06-18T09:30:00.000Z', myext: 'x', traceparent: '00-a-b-01' },
  },
  {
    what: 'text',
    event: { ...required, time: '2026-06-18T09:30:00.000Z', datacontenttype: 'text/plain', data: 'text' },
  },
];

/** The attributes and data of an event of the SDK as plain data, unset members left out. */
function plain(event: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
}

function fromSdk(message: SdkMessage): Parameters<typeof readEvent>[0] {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name.toLowerCase()] = String(value);
  return { headers, body: Buffer.from(String(message.body ?? '')) };
}

function toSdk(message: ReturnType<typeof writeBinary>): SdkMessage {
  return {
    headers: { ...message.headers } as Record<string, string>,
    body: Buffer.from(message.body).toString(),
  };
}

const sdkReads = (message: ReturnType<typeof writeBinary>) =>
  HTTP.toEvent(toSdk(message)) as CloudEvent<unknown>;

/** The SDK reads no data only where there is no body at all. */
const sdkReadsWritten = (message: ReturnType<typeof writeBinary>) =>
  message.body.length > 0
    ? sdkReads(message)
    : (HTTP.toEvent({ ...toSdk(message), body: undefined }) as CloudEvent<unknown>);

describe('the SDK and we agree on', () => {
  it.each(agreed)('$what, written by the SDK in structured mode', ({ event }) => {
    expect(readEvent(fromSdk(HTTP.structured(new CloudEvent(event))))).toEqual({ event });
  });

  it.each(agreed)('$what, written by the SDK in binary mode', ({ event }) => {
    const read = readEvent(fromSdk(HTTP.binary(new CloudEvent(event))));
    // Without data the SDK still names a Content-Type.
    expect(read).toMatchObject({ event });
  });

  it.each(agreed)('$what, written by us in structured mode', ({ event }) => {
    expect(plain(sdkReads(writeStructured(event)))).toEqual(event);
  });

  it.each(agreed)('$what, written by us in binary mode', ({ event }) => {
    expect(plain(sdkReadsWritten(writeBinary(event)))).toEqual(event);
  });

  it('events of ours passing its strict check', () => {
    for (const { event } of agreed) {
      expect(sdkReads(writeStructured(event)).validate()).toBe(true);
      expect(sdkReadsWritten(writeBinary(event)).validate()).toBe(true);
    }
  });
});

describe('the SDK differs from the specification, and we do not:', () => {
  it('it invents an id and a time that are missing in a structured event; we refuse the one and leave out the other', () => {
    const message = structured('{"specversion":"1.0","source":"/s","type":"t"}');
    const invented = sdkReads(message);
    expect(invented.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(invented.time).toBeDefined();
    expect(readEvent(message)).toMatchObject({ refusal: { id: 'id-missing' } });
    expect(readEvent(structured(JSON.stringify(required)))).toEqual({ event: required });
  });

  it.each(['application/cloudevents+json;charset=utf-8', 'application/cloudevents+json; charset=UTF-8'])(
    'it throws at the Content-Type %s; we read it',
    (contentType) => {
      const message = structured(JSON.stringify(required), contentType);
      expect(() => sdkReads(message)).toThrow();
      expect(readEvent(message)).toEqual({ event: required });
    },
  );

  it.each(['application/json;charset=UTF-8', 'application/vnd.example+json'])(
    'it leaves binary data of the type %s a string; we parse it',
    (contentType) => {
      const message = binary({ 'content-type': contentType }, '{"a":1}');
      expect(sdkReads(message).data).toBe('{"a":1}');
      expect(readEvent(message)).toMatchObject({ event: { data: { a: 1 } } });
    },
  );

  it.each([false, 0])('it loses the data %s of a structured event; we keep it', (data) => {
    const message = structured(JSON.stringify({ ...required, data }));
    expect(sdkReads(message).data).toBeUndefined();
    expect(readEvent(message)).toMatchObject({ event: { data } });
  });

  it('it makes data_base64 a Uint32Array; we make it bytes', () => {
    const message = structured(JSON.stringify({ ...required, data_base64: 'AAH/' }));
    expect(sdkReads(message).data).toBeInstanceOf(Uint32Array);
    expect(readEvent(message)).toMatchObject({ event: { data: new Uint8Array([0, 1, 255]) } });
  });

  it('it cuts the time to milliseconds; we keep what was sent', () => {
    const time = '2026-06-18T11:30:00.123456789+02:00';
    const message = structured(JSON.stringify({ ...required, time }));
    expect(sdkReads(message).time).toBe('2026-06-18T09:30:00.123Z');
    expect(readEvent(message)).toMatchObject({ event: { time } });
  });

  it('it neither encodes nor decodes header values; we do both', () => {
    const event = { ...required, subject: 'Grüße' };
    expect(HTTP.binary(new CloudEvent(event)).headers['ce-subject']).toBe('Grüße');
    expect(writeBinary(event).headers['ce-subject']).toBe('Gr%C3%BC%C3%9Fe');
    expect(sdkReads(writeBinary(event)).subject).toBe('Gr%C3%BC%C3%9Fe');
    expect(readEvent(writeBinary(event))).toMatchObject({ event });
  });

  it('it writes a JSON string without its quotes in binary mode; we write JSON', () => {
    const event = { ...required, datacontenttype: 'application/json', data: 'text' };
    expect(HTTP.binary(new CloudEvent(event)).body).toBe('text');
    expect(Buffer.from(writeBinary(event).body).toString()).toBe('"text"');
  });

  it('it makes an empty body the data of an empty text; we read no data', () => {
    const message = binary({ 'content-type': undefined }, '');
    expect(sdkReads(message).data).toBe('');
    expect(readEvent(message)).toEqual({ event: required });
  });

  it('it reads both data and data_base64; we refuse them', () => {
    const message = structured(JSON.stringify({ ...required, data: 'a', data_base64: 'YQ==' }));
    expect(() => sdkReads(message)).not.toThrow();
    expect(readEvent(message)).toMatchObject({ refusal: { id: 'data-twice' } });
  });

  it('it takes any body under the name of gzip; we refuse it', () => {
    const message = structured(JSON.stringify(required), undefined, { 'content-encoding': 'gzip' });
    expect(() => sdkReads(message)).not.toThrow();
    expect(readEvent(message)).toMatchObject({ refusal: { id: 'content-encoding' } });
  });
});
