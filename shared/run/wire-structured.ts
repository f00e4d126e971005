import { isAllowedString, isAttributeName, isInt32, toEvent } from './attributes.ts';
import { decodeHeaderValue } from './header-value.ts';
import { isJson, isUtf8Charset, type MediaType, readMediaType } from './media-type.ts';
import { type Headers, headerOf, type Message, type Read } from './message.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Event } from './stamp.ts';
import { type ReadData, readJsonData } from './wire-data.ts';

/** Reads an event in structured mode, in the JSON format. */
export function readStructured(message: Message, type: MediaType): Read {
  if (!isUtf8Charset(type)) return refuse('charset', 'a structured event has to be UTF-8');
  const envelope = readJsonData(message.body);
  if ('refusal' in envelope) return envelope;
  if (typeof envelope.data !== 'object' || envelope.data === null || Array.isArray(envelope.data)) {
    return refuse('event-not-object', 'a structured event has to be a JSON object');
  }
  const { data, data_base64, ...members } = envelope.data as Record<string, unknown>;
  const named = readMembers(members);
  if ('refusal' in named) return named;
  const read = toEvent(named.attributes);
  if ('refusal' in read) return read;
  const content = readContent(data, data_base64, read.event.datacontenttype);
  if ('refusal' in content) return content;
  if (content.data !== undefined) read.event.data = content.data;
  const overruled = overruledBy(read.event, message.headers);
  return overruled.length === 0 ? read : { event: read.event, overruled };
}

/** Attributes by the type system of the JSON format (§2.2): null is unset; strings, booleans and 32-bit integers stay. */
function readMembers(
  members: Record<string, unknown>,
): { readonly attributes: Record<string, unknown> } | { readonly refusal: Refusal } {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    if (!isAttributeName(name)) {
      return refuse('attribute-name', 'an attribute name is made of lower-case letters and digits');
    }
    if (value === null) continue;
    if (typeof value === 'number' && !isInt32(value)) {
      return refuse('attribute-integer', `the attribute ${name} is no whole number of 32 bits`);
    }
    if (typeof value === 'object') {
      return refuse('attribute-type', `the attribute ${name} is no string, number or boolean`);
    }
    if (typeof value === 'string' && !isAllowedString(value)) {
      return refuse('attribute-character', `the attribute ${name} has a character that is not allowed`);
    }
    attributes[name] = value;
  }
  return { attributes };
}

/** The data by JSON format §3.1.2: at most one of the two members; bytes that are JSON by their type are parsed. */
function readContent(data: unknown, base64: unknown, contentType: string | undefined): ReadData {
  const type = contentType === undefined ? undefined : readMediaType(contentType);
  if (contentType !== undefined && type === undefined) {
    return refuse('content-type', 'the datacontenttype is not a media type');
  }
  // A null data_base64 cannot be data, so it is unset like a null attribute.
  if (base64 === undefined || base64 === null) {
    return data === undefined || typeof data === 'string' || type === undefined || isJson(type)
      ? { data }
      : refuse('data-not-text', 'data of a type that is not JSON has to be a string');
  }
  if (data !== undefined) return refuse('data-twice', 'the event has both data and data_base64');
  if (typeof base64 !== 'string' || !isBase64(base64)) {
    return refuse('data-not-base64', 'data_base64 is not base64');
  }
  const bytes = Buffer.from(base64, 'base64');
  if (type !== undefined && isJson(type)) return readJsonData(bytes);
  return { data: new Uint8Array(bytes) };
}

// RFC 4648 §4: the standard alphabet, padded. Buffer.from would skip whatever does not belong.
function isBase64(text: string): boolean {
  const digits = text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text;
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(digits);
}

function overruledBy(event: Event, headers: Headers): string[] {
  const overruled: string[] = [];
  for (const header in headers) {
    if (!header.startsWith('ce-')) continue;
    const name = header.slice(3);
    const value = Object.hasOwn(event, name) ? String(event[name]) : undefined;
    if (decodeHeaderValue(headerOf(headers, header) ?? '') !== value) overruled.push(name);
  }
  return overruled;
}
