import { isUtf8 } from 'node:buffer';

/** Nested deeper than any object of a cluster; each level costs stack in whoever walks the value. */
const MOST_LEVELS = 200;

/** Why bytes are no JSON that is safe to read. */
export interface JsonFault {
  readonly fault:
    | 'json-not-utf8'
    | 'json-invalid'
    | 'json-too-deep'
    | 'json-duplicate-key'
    | 'json-proto-key';
  readonly message: string;
}

/**
 * Reads JSON as a stranger may send it. Beside what JSON.parse refuses: bytes that are not UTF-8, more than 200
 * levels, a key that stands twice in one object (which of the two counts depends on who reads: RFC 8259 §4), and
 * the key `__proto__`, which pollutes prototypes as soon as someone copies the object carelessly.
 */
export function readJson(bytes: Uint8Array): { readonly value: unknown } | JsonFault {
  if (!isUtf8(bytes)) return { fault: 'json-not-utf8', message: 'the JSON is not UTF-8' };
  const text = textOf(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message repeats a part of the text, so it is not passed on.
    return { fault: 'json-invalid', message: 'the JSON is not valid' };
  }
  const seen: Seen = { keys: 0, tooDeep: false, proto: false };
  if (isObject(value)) walk(value, 1, seen);
  if (seen.tooDeep) {
    return { fault: 'json-too-deep', message: `the JSON is nested deeper than ${MOST_LEVELS} levels` };
  }
  if (seen.proto) return { fault: 'json-proto-key', message: 'the JSON has the key __proto__' };
  // The exact count costs as much as parsing does, so it is left for where the quick one does not settle it.
  if (seen.keys !== mostKeys(text) && seen.keys !== countKeys(text)) {
    return { fault: 'json-duplicate-key', message: 'the JSON has the same key twice in one object' };
  }
  return { value };
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  // A byte order mark may be ignored (RFC 8259 §8.1).
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

interface Seen {
  keys: number;
  tooDeep: boolean;
  proto: boolean;
}

/** Counts the keys of a parsed value: fewer than in its text means that one stood there twice. */
function walk(value: object, level: number, seen: Seen): void {
  if (level > MOST_LEVELS) {
    seen.tooDeep = true;
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) if (isObject(item)) walk(item, level + 1, seen);
    return;
  }
  for (const key in value) {
    seen.keys += 1;
    if (key === '__proto__') seen.proto = true;
    const item = (value as Record<string, unknown>)[key];
    if (isObject(item)) walk(item, level + 1, seen);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** No fewer keys than valid JSON text has: each has a colon after a quote, and inside of strings there may be more of them. */
function mostKeys(text: string): number {
  let keys = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (text.charCodeAt(before) <= 0x20) before -= 1;
    if (text.charCodeAt(before) === QUOTE) keys += 1;
  }
  return keys;
}

/** The keys of valid JSON text: outside of strings each has one colon. */
function countKeys(text: string): number {
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) keys += 1;
    if (code !== QUOTE) continue;
    at += 1;
    while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return keys;
}
