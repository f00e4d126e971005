import { isUtf8 } from 'node:buffer';

const PLAIN = /^[^%"\t\u0080-\uffff]*$/;
const OUTSIDE_LATIN1 = /[^\p{ASCII}\u0080-\u00ff]/v;

/**
 * Decodes the value of a ce-* header (HTTP binding §3.1.3.2): quotes around it are taken off, then percent-encoding
 * is decoded once. Raw UTF-8, which Brokers send, is taken as it is, and so is a percent sign that begins no
 * encoding. Undefined where the bytes, raw or encoded, are not UTF-8. Node hands over each byte as one character.
 */
export function decodeHeaderValue(value: string): string | undefined {
  if (PLAIN.test(value)) return value;
  const text = utf8Of(value);
  if (text === undefined) return undefined;
  const unquoted = unquote(text);
  if (!unquoted.includes('%')) return unquoted;
  try {
    return unquoted.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => decodeURIComponent(run));
  } catch {
    return undefined;
  }
}

/** Encodes an attribute for its header: space, quote, percent and all that is not printable ASCII, as UTF-8. */
export function encodeHeaderValue(text: string): string {
  return text.replace(/[^!#$&-~]+/g, encodeURIComponent);
}

// A value with characters beyond Latin-1 did not come from a socket (it was injected), so it is text already.
function utf8Of(value: string): string | undefined {
  if (OUTSIDE_LATIN1.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

// RFC 9110 §5.6.4: a quoted-string, with backslash escapes.
function unquote(text: string): string {
  const inner = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1];
  return inner === undefined ? text : inner.replace(/\\(.)/gs, '$1');
}
