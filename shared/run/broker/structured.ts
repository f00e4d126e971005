import { isUtf8 } from 'node:buffer';
import { isJson, isText, readMediaType } from '../media-type.ts';
import type { Message } from '../message.ts';
import type { Envelope, Written } from './envelope.ts';

const STRINGS = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema', 'datacontenttype'];

/**
 * Reads the JSON format without touching the data: JSON data is the text that stands in the event. Numbers are cut
 * to integers and upper-case names taken, as Knative's ingress does.
 */
export function readStructured(body: Uint8Array): Written {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return { why: 'the structured event is not JSON' };
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return { why: 'the structured event is not an object' };
  }
  const { data: _, data_base64, ...members } = event as Record<string, unknown>;
  if (members.specversion !== '1.0' && members.specversion !== '0.3') {
    return { why: 'the specversion is not 1.0' };
  }
  const attributes: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(members)) {
    if (value === null) continue;
    const read = readValue(name, value);
    if (typeof read === 'object') return read;
    attributes[name] = read;
  }
  const data = readData(text, data_base64, attributes.datacontenttype);
  return 'why' in data ? data : { attributes, data: data.bytes };
}

function readValue(name: string, value: unknown): string | number | boolean | { readonly why: string } {
  if (typeof value === 'string') return value;
  if (STRINGS.includes(name)) return { why: `the attribute ${name} is not a string` };
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && value >= -(2 ** 31) && value <= 2 ** 31 - 1) return Math.trunc(value);
  return { why: `the attribute ${JSON.stringify(name)} is no string, boolean or number of 32 bits` };
}

function readData(
  text: string,
  base64: unknown,
  contentType: unknown,
): { readonly bytes: Uint8Array } | { readonly why: string } {
  // Recorded (m-structured-both-data): where both are there, data_base64 is delivered.
  if (base64 !== undefined && base64 !== null) {
    return typeof base64 === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0
      ? { bytes: Buffer.from(base64, 'base64') }
      : { why: 'data_base64 is not base64' };
  }
  const data = memberText(text, 'data');
  if (data === undefined) return { bytes: Buffer.alloc(0) };
  const type = typeof contentType === 'string' ? readMediaType(contentType) : undefined;
  const value: unknown = type === undefined || isJson(type) ? undefined : JSON.parse(data);
  return { bytes: Buffer.from(typeof value === 'string' ? value : data) };
}

/** The text of the value of one member of a JSON object, from after its colon; `json` has to be valid. The last one counts. */
function memberText(json: string, wanted: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let name: string | undefined;
  let from = 0;
  const endMember = (at: number): void => {
    if (name === wanted) found = json.slice(from, at).trimEnd();
    name = undefined;
  };
  for (let at = 0; at < json.length; at += 1) {
    const char = json[at];
    if (char === '"') {
      const end = endOfString(json, at);
      if (depth === 1 && name === undefined) {
        name = JSON.parse(json.slice(at, end + 1)) as string;
        from = json.indexOf(':', end) + 1;
        at = from - 1;
      } else at = end;
    } else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      if (depth === 1) endMember(at);
      depth -= 1;
    } else if (char === ',' && depth === 1) endMember(at);
  }
  return found;
}

/** Where the string that begins at `at` has its closing quote. */
function endOfString(json: string, at: number): number {
  let end = at + 1;
  while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1;
  return end;
}

/** Writes an event in structured mode: JSON data as it is, text as a string, anything else as base64. */
export function writeStructured({ attributes, data }: Envelope): Message {
  const written = Object.entries(attributes).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  if (data.length > 0) written.push(dataMember(data, attributes.datacontenttype));
  return {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: Buffer.from(`{${written.join(',')}}`),
  };
}

function dataMember(data: Uint8Array, contentType: unknown): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (isUtf8(bytes)) {
    const text = bytes.toString('utf8');
    const type = typeof contentType === 'string' ? readMediaType(contentType) : undefined;
    if (type === undefined || isJson(type)) {
      if (isJsonText(text)) return `"data":${text}`;
    } else if (isText(type)) return `"data":${JSON.stringify(text)}`;
  }
  return `"data_base64":"${bytes.toString('base64')}"`;
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
