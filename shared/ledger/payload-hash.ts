import { hash } from 'node:crypto';

/** What of an event is its payload. */
export interface Payload {
  readonly type: string;
  readonly data?: unknown;
  readonly data_base64?: string | undefined;
}

/**
 * What tells one payload from another: its type, and SHA-256 of its data as JSON.stringify writes them, so that a
 * redelivery in another mode, or a replay that writes the JSON anew, is the same event. `bytes` are the data as they
 * came, where they came alone: where they are surely what JSON.stringify would write, writing it again is saved.
 */
export function payloadHashOf({ type, data, data_base64 }: Payload, bytes?: Uint8Array): string {
  return `${type} ${hash('sha256', written(data === undefined ? data_base64 : data, bytes))}`;
}

function written(data: unknown, bytes: Uint8Array | undefined): string | Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === 'object' && data !== null && bytes !== undefined && isWrittenCanonically(bytes)) {
    return bytes;
  }
  return JSON.stringify(data) ?? '';
}

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LETTER_E = 0x65;
const LETTER_U = 0x75;
const CLOSING_BRACE = 0x7d;
/** An integer of so many digits is one that JavaScript holds, and writes without an exponent. */
const MOST_DIGITS = 15;

/**
 * Whether these bytes of valid JSON are surely those that JSON.stringify writes for their value: no space between
 * tokens, plain integers only, no escape that could be left out or be written in another way, and no key that could be
 * an array index, since those come first whatever their place. False where it is not sure: then they are written anew.
 */
function isWrittenCanonically(bytes: Uint8Array): boolean {
  const { length } = bytes;
  for (let at = 0; at < length; at += 1) {
    const code = bytes[at] as number;
    if (code === QUOTE) {
      const end = endOfText(bytes, at);
      if (end < 0 || (bytes[end + 1] === COLON && isDigit(bytes[at + 1]))) return false;
      at = end;
    } else if (code === MINUS || isDigit(code)) {
      const end = endOfInteger(bytes, at);
      if (end < 0) return false;
      at = end;
    } else if (code <= SPACE || code > CLOSING_BRACE) {
      return false;
    }
  }
  return true;
}

/** Where the closing quote of a text is; -1 where an escape in it could be another one, or none. */
function endOfText(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; ; at += 1) {
    const code = bytes[at];
    if (code === QUOTE) return at;
    if (code === undefined) return -1;
    if (code !== BACKSLASH) continue;
    at += 1;
    if (bytes[at] === SLASH || bytes[at] === LETTER_U) return -1;
  }
}

/** Where the last digit of a number is; -1 where it is no integer or could be written in another way. */
function endOfInteger(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let end = first;
  while (isDigit(bytes[end])) end += 1;
  if (end - first > MOST_DIGITS || (first > start && bytes[first] === ZERO)) return -1;
  const next = bytes[end] ?? COMMA;
  // What may follow: a comma, a bracket or a brace; a point, an exponent and a space may not.
  return next === COMMA || (next > NINE && (next | 0x20) !== LETTER_E) ? end - 1 : -1;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= NINE;
}
