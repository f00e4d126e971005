const shortest = 20;
const longest = 1_048_576;

const members = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/_-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** A stretch of base64 or base64url (RFC 4648) in a text, and what it says. */
export interface Decoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What the base64 around `start`…`end` says, where that is text; undefined where it is none. */
export function decodeAround(text: string, start: number, end: number): Decoded | undefined {
  let from = start;
  let to = end;
  while (from > 0 && members[text.charCodeAt(from - 1)] === 1) {
    from--;
  }
  while (to < text.length && to - from < longest && members[text.charCodeAt(to)] === 1) {
    to++;
  }
  if (to - from < shortest) {
    return undefined;
  }
  for (const begin of beginnings(text, from, start)) {
    const said = decode(text, begin, to);
    if (said !== undefined) {
      let padded = to;
      while (padded < to + 2 && text[padded] === '=') {
        padded++;
      }
      return { start: begin, end: padded, text: said };
    }
  }
  return undefined;
}

/** Where base64 may begin: with the run, or after the last slash of a path before it. */
function beginnings(text: string, from: number, start: number): number[] {
  const slash = text.slice(from, start).lastIndexOf('/');
  return slash === -1 ? [from] : [from, from + slash + 1];
}

function decode(text: string, begin: number, end: number): string | undefined {
  const head = Buffer.from(text.slice(begin, begin + 16), 'base64');
  const wide = isWide(head);
  if (!wide && !isText(head)) {
    return undefined;
  }
  const bytes = Buffer.from(text.slice(begin, end), 'base64');
  if (wide) {
    return bytes.toString('utf16le');
  }
  return isText(bytes) ? bytes.toString('utf8') : undefined;
}

/** UTF-16 as PowerShell encodes its commands: every second byte of ASCII is zero. */
function isWide(head: Buffer): boolean {
  return (
    head.length >= 8 && head.every((byte, index) => (index % 2 === 1 ? byte === 0 : byte >= 9 && byte < 127))
  );
}

function isText(bytes: Buffer): boolean {
  let odd = 0;
  const length = Math.min(bytes.length, 4096);
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 32 ? byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27 : byte === 127) {
      return false;
    }
    odd += byte > 127 ? 1 : 0;
  }
  return odd * 8 <= length;
}
