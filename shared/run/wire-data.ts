import { isUtf8 } from 'node:buffer';
import { readJson } from './json.ts';
import { isJson, isText, isUtf8Charset, type MediaType } from './media-type.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Data as it was read: `undefined` where the event has none. */
export type ReadData = { readonly data: unknown } | { readonly refusal: Refusal };

/**
 * The data of a body: JSON parsed, text as a string, anything else as bytes. Without a media type (Brokers drop the
 * one that is implied) JSON is tried first. Text in another charset stays bytes, so that nothing is lost.
 */
export function readData(body: Uint8Array, type: MediaType | undefined): ReadData {
  if (body.length === 0) return { data: undefined };
  if (type === undefined) return readUntyped(body);
  if (isJson(type)) {
    if (!isUtf8Charset(type)) return refuse('charset', 'JSON has to be UTF-8');
    return readJsonData(body);
  }
  return { data: isText(type) && isUtf8Charset(type) && isUtf8(body) ? textOf(body) : bytesOf(body) };
}

/** The value of JSON data, or the refusal that its fault stands for. */
export function readJsonData(body: Uint8Array): ReadData {
  const read = readJson(body);
  return 'fault' in read ? refuse(read.fault, read.message) : { data: read.value };
}

function readUntyped(body: Uint8Array): ReadData {
  const read = readJson(body);
  if (!('fault' in read)) return { data: read.value };
  if (read.fault === 'json-not-utf8') return { data: bytesOf(body) };
  return read.fault === 'json-invalid' ? { data: textOf(body) } : refuse(read.fault, read.message);
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function bytesOf(body: Uint8Array): Uint8Array {
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
}
