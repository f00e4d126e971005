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
  const { keys, levels } = measure(text);
  if (levels > MOST_LEVELS) {
    return { fault: 'json-too-deep', message: `the JSON is nested deeper than ${MOST_LEVELS} levels` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message repeats a part of the text, so it is not passed on.
    return { fault: 'json-invalid', message: 'the JSON is not valid' };
  }
  const counted = { keys: 0, proto: false };
  count(value, counted);
  if (counted.proto) return { fault: 'json-proto-key', message: 'the JSON has the key __proto__' };
  if (counted.keys !== keys) {
    return { fault: 'json-duplicate-key', message: 'the JSON has the same key twice in one object' };
  }
  return { value };
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  // A byte order mark may be ignored (RFC 8259 §8.1).
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** How many keys and levels JSON text has: outside strings each key has one colon. Of text that is no JSON it says nothing. */
function measure(text: string): { keys: number; levels: number } {
  let keys = 0;
  let open = 0;
  let levels = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        at += 1;
        for (let code = text.charCodeAt(at); code !== QUOTE && at < text.length; code = text.charCodeAt(at)) {
          at += code === BACKSLASH ? 2 : 1;
        }
        break;
      }
      case 0x3a: // :
        keys += 1;
        break;
      case 0x5b: // [
      case 0x7b: // {
        open += 1;
        if (open > levels) levels = open;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        open -= 1;
        break;
    }
  }
  return { keys, levels };
}

/** Adds up the keys of a parsed value: fewer than in its text means that one stood twice. */
function count(value: unknown, counted: { keys: number; proto: boolean }): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) count(item, counted);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    counted.keys += 1;
    if (key === '__proto__') counted.proto = true;
    count(item, counted);
  }
}
