import { addBreak, addCharacter, finishLayer, type Layer, startLayer } from './layers.ts';

const shortest = 20;
const longest = 1_048_576;
const partLengths = [256, 8192, longest];

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/* What each character stands for, plus one; 0 for what is no base64. */
const members = new Uint8Array(128);
for (const [value, character] of [...alphabet, '+', '/'].entries()) {
  members[character.charCodeAt(0)] = value + 1;
}
members['-'.charCodeAt(0)] = 63;
members['_'.charCodeAt(0)] = 64;

/** A stretch of base64 or base64url (RFC 4648) in a text, and what it says. */
export interface Decoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What several stretches say, as one layer: each character of it stands for the whole of its stretch. */
export function layerOf(decoded: readonly Decoded[]): Layer {
  const length = decoded.reduce((sum, { text }) => sum + text.length, 0);
  const layer = startLayer(length, false);
  for (const { start, end, text } of decoded) {
    addBreak(layer, start);
    for (let i = 0; i < text.length; i++) {
      addCharacter(layer, text.charCodeAt(i), start, end);
    }
  }
  return finishLayer(layer);
}

/** Reads the base64 around runs of `text`, asked in rising order: what it says, where that is text and was not told before. */
export function base64Reader(text: string): (start: number, end: number) => Decoded | undefined {
  // The stretch that was looked at last, and the end of what in it is known to be no text.
  let from = 0;
  let to = 0;
  let known = 0;
  return (start, end) => {
    if (start >= to) {
      from = start;
      while (from > to && isMember(text.charCodeAt(from - 1))) {
        from--;
      }
      // Text does not begin with what these stand for; a rule of dashes or a path does.
      while (from < start + shortest && /[-_+/]/.test(text[from] ?? '')) {
        from++;
      }
      to = end;
      while (to < text.length && to - from < longest && isMember(text.charCodeAt(to))) {
        to++;
      }
    }
    // Base64 begins with the stretch, or after a slash where a path stands before it.
    for (const begin of text[start - 1] === '/' ? [from, start] : [from]) {
      if (begin < known || to - begin < shortest) {
        continue;
      }
      const bytes = decode(text, begin, to);
      if (typeof bytes === 'number') {
        known = begin + bytes;
        continue;
      }
      known = to;
      return { start: begin, end: paddedEnd(text, to), text: bytes };
    }
    return undefined;
  };
}

function isMember(code: number): boolean {
  return (members[code] ?? 0) > 0;
}

function paddedEnd(text: string, to: number): number {
  let end = to;
  while (end < to + 2 && text[end] === '=') {
    end++;
  }
  return end;
}

/** What the base64 in `begin`…`end` says, or how many characters of it are known to lead to no text. */
function decode(text: string, begin: number, end: number): string | number {
  if (!beginsAsText(text, begin)) {
    return 1;
  }
  // A longer part is decoded only where the shorter one is text.
  for (const length of partLengths) {
    const part = Buffer.from(text.slice(begin, Math.min(end, begin + length)), 'base64');
    if (isWide(part)) {
      return Buffer.from(text.slice(begin, end), 'base64').toString('utf16le');
    }
    const read = textLength(part);
    if (read < part.length) {
      return Math.max(1, Math.ceil((read * 4) / 3));
    }
    if (begin + length >= end) {
      return part.toString('utf8');
    }
  }
  return end - begin;
}

const leastBytes = 8;

/** A cheap look at the first twelve bytes, which tells nearly all paths and identifiers from base64 of text. */
function beginsAsText(text: string, begin: number): boolean {
  let odd = 0;
  for (let at = begin; at < begin + 16; at += 4) {
    const bits =
      ((valueAt(text, at) << 18) |
        (valueAt(text, at + 1) << 12) |
        (valueAt(text, at + 2) << 6) |
        valueAt(text, at + 3)) >>>
      0;
    for (const byte of [bits >>> 16, (bits >>> 8) & 255, bits & 255]) {
      if (
        byte === 127 ||
        (byte < 32 && byte !== 0 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27)
      ) {
        return false;
      }
      odd += byte > 127 ? 1 : 0;
    }
  }
  return odd <= 1;
}

function valueAt(text: string, at: number): number {
  return (members[text.charCodeAt(at)] ?? 1) - 1;
}

/** UTF-16 as PowerShell encodes its commands: every second byte of ASCII is zero. */
function isWide(head: Buffer): boolean {
  return (
    head.length >= leastBytes &&
    head.subarray(0, 64).every((byte, index) => (index % 2 === 1 ? byte === 0 : byte >= 9 && byte < 127))
  );
}

/** How many bytes can be text: up to the first control character, or to where more than an eighth is not ASCII. */
function textLength(bytes: Uint8Array): number {
  let odd = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte < 32 ? byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27 : byte === 127) {
      return i;
    }
    odd += byte > 127 ? 1 : 0;
    if (odd * 8 > Math.max(i + 1, leastBytes)) {
      return i;
    }
  }
  return bytes.length;
}
