import { isAllowedString, isAttributeName, isInt32 } from './attributes.ts';
import { encodeHeaderValue } from './header-value.ts';
import { isJson, readMediaType } from './media-type.ts';
import { headerOf, type Message, type Read } from './message.ts';
import { refuse } from './refusal.ts';
import type { Event } from './stamp.ts';
import { readBinary } from './wire-binary.ts';
import { readStructured } from './wire-structured.ts';

/** Reads the one CloudEvent of a message, in binary or structured mode, or says why there is none; never throws. */
export function readEvent(message: Message): Read {
  const encoding = headerOf(message.headers, 'content-encoding');
  if (encoding && encoding.toLowerCase() !== 'identity') {
    return refuse('content-encoding', 'an encoded body is not taken; send it as it is');
  }
  const contentType = headerOf(message.headers, 'content-type');
  const type = contentType ? readMediaType(contentType) : undefined;
  if (contentType && type === undefined)
    return refuse('content-type', 'the Content-Type is not a media type');
  // Prefixes decide the mode (HTTP binding §3).
  if (!type?.essence.startsWith('application/cloudevents')) return readBinary(message, type);
  if (type.essence.startsWith('application/cloudevents-batch')) {
    return refuse('batch', 'a batch is not taken; send one event a request');
  }
  if (type.essence !== 'application/cloudevents+json') {
    return refuse('format', 'the event format is not known; send application/cloudevents+json');
  }
  return readStructured(message, type);
}

/** Writes an event in structured mode, as JSON. Throws where an attribute may not be sent: only a fault of ours makes one. */
export function writeStructured(event: Event): Message {
  const written = writableAttributes(event);
  const data = dataOf(event);
  if (data instanceof Uint8Array) written.data_base64 = base64Of(data);
  else if (data !== undefined) written.data = data;
  return {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: Buffer.from(JSON.stringify(written)),
  };
}

/** Writes an event in binary mode, header values percent-encoded. Throws like writeStructured. */
export function writeBinary(event: Event): Message {
  const { datacontenttype, ...attributes } = writableAttributes(event);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    headers[`ce-${name}`] = encodeHeaderValue(String(value));
  }
  const data = dataOf(event);
  // What a structured event leaves to be understood has to be said here (JSON format §3.1.2).
  const implied =
    data === undefined
      ? undefined
      : data instanceof Uint8Array
        ? 'application/octet-stream'
        : 'application/json';
  const contentType = typeof datacontenttype === 'string' ? datacontenttype : implied;
  if (contentType !== undefined) headers['content-type'] = contentType;
  return { headers, body: data === undefined ? Buffer.alloc(0) : bodyOf(data, contentType) };
}

function bodyOf(data: unknown, contentType = ''): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const type = readMediaType(contentType);
  if (type !== undefined && isJson(type)) return Buffer.from(JSON.stringify(data));
  if (typeof data === 'string') return Buffer.from(data);
  throw new TypeError(`data of the type ${contentType} has to be a string or bytes`);
}

function dataOf(event: Event): unknown {
  if (event.data !== undefined || event.data_base64 === undefined) return event.data;
  return new Uint8Array(Buffer.from(event.data_base64, 'base64'));
}

/** The attributes of an event, unset ones left out; bytes as their canonical base64 (CloudEvents §3.1.2). */
function writableAttributes(event: Event): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(event)) {
    if (name === 'data' || name === 'data_base64' || value === undefined || value === null) continue;
    if (!isAttributeName(name)) throw new TypeError(`${name} is no name for an attribute`);
    written[name] = writable(name, value);
  }
  return written;
}

function writable(name: string, value: unknown): string | number | boolean {
  if (typeof value === 'string' && isAllowedString(value)) return value;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && isInt32(value)) return value;
  if (value instanceof Uint8Array) return base64Of(value);
  throw new TypeError(`the attribute ${name} has a value that CloudEvents do not allow`);
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
