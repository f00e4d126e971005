import { addBreak, addCharacter, finishLayer, type Layer, type LayerBuilder, startLayer } from './layers.ts';
import type { Run } from './scan.ts';

const shortest = 20;
const longest = 1_048_576;
const slash = 47;
const padding = 61;

/* What each character of base64 and base64url (RFC 4648) stands for, plus one; 0 for all others. */
const members = new Uint8Array(128);
for (const [value, character] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  members[character.charCodeAt(0)] = value + 1;
}
members['-'.charCodeAt(0)] = 63;
members['_'.charCodeAt(0)] = 64;

/** Reads the base64 in a text, where that says text, into a layer of which each character stands for the whole stretch. */
export interface Base64Reader {
  /** Reads the stretch of base64 around a run; runs come in rising order. */
  readonly read: (run: Run) => void;
  /** The layer; empty where nothing was text. */
  readonly finish: () => Layer[];
}

export function base64Reader(codes: Uint16Array): Base64Reader {
  let layer: LayerBuilder | undefined;
  // The stretch that was looked at last, and the end of what in it is known to be no text.
  let from = 0;
  let to = 0;
  let known = 0;
  const readFrom = (begin: number) => {
    if (begin < known || to - begin < shortest) {
      return;
    }
    const wide = isWide(codes, begin);
    const stop = endOfText(codes, begin, to, wide);
    if (stop < to) {
      known = stop;
      return;
    }
    known = to;
    layer ??= startLayer(codes.length, false);
    addDecoded(layer, codes, begin, to);
  };
  return {
    read: ({ start, end }) => {
      if (start >= to) {
        from = stretchStart(codes, start, to);
        to = stretchEnd(codes, end, from);
      }
      readFrom(from);
      // Where a path stands before it, base64 begins after a slash.
      if (codes[start - 1] === slash) {
        readFrom(start);
      }
    },
    finish: () => (layer === undefined ? [] : [finishLayer(layer)]),
  };
}

function sixBits(code: number | undefined): number {
  return (members[code ?? 0] ?? 0) - 1;
}

/** Where the stretch begins that holds `start`, not before `least`; text does not begin with what the marks stand for. */
function stretchStart(codes: Uint16Array, start: number, least: number): number {
  let from = start;
  while (from > least && sixBits(codes[from - 1]) !== -1) {
    from--;
  }
  while (from < start + shortest && sixBits(codes[from]) > 61) {
    from++;
  }
  return from;
}

function stretchEnd(codes: Uint16Array, end: number, from: number): number {
  let to = end;
  while (to < codes.length && to - from < longest && sixBits(codes[to]) !== -1) {
    to++;
  }
  return to;
}

/** The four characters at `at` as 24 bits; what lies behind `to` counts as zero. */
function bitsAt(codes: Uint16Array, at: number, to: number): number {
  let bits = 0;
  for (let i = at; i < at + 4; i++) {
    bits = (bits << 6) | (i < to ? Math.max(0, sixBits(codes[i])) : 0);
  }
  return bits;
}

/** UTF-16 as PowerShell encodes its commands: every second byte of ASCII is zero. */
function isWide(codes: Uint16Array, begin: number): boolean {
  const first = bitsAt(codes, begin, begin + 4);
  const second = bitsAt(codes, begin + 4, begin + 8);
  return ((first >> 8) & 255) === 0 && second >> 16 === 0 && (second & 255) === 0 && (first & 255) !== 0;
}

const leastBytes = 8;

/** Where in `begin`…`to` the base64 stops to be text: at a control character, or where more than an eighth is not ASCII. */
function endOfText(codes: Uint16Array, begin: number, to: number, wide: boolean): number {
  let odd = 0;
  for (let at = begin; at < to; at += 4) {
    const bits = bitsAt(codes, at, to);
    const bytes = Math.min(3, ((to - at) * 3) >> 2);
    for (let i = 0; i < bytes; i++) {
      const byte = (bits >> (16 - 8 * i)) & 255;
      if (!(isTextByte(byte) || (wide && byte === 0))) {
        return at + 1;
      }
      odd += byte > 127 ? 1 : 0;
    }
    if (odd * 8 > Math.max(leastBytes, at - begin)) {
      return at + 1;
    }
  }
  return to;
}

function isTextByte(byte: number): boolean {
  return byte < 32 ? byte === 9 || byte === 10 || byte === 13 || byte === 27 : byte !== 127;
}

/** Adds what the base64 in `begin`…`to` says, byte by byte and without the zeros of UTF-16. */
function addDecoded(layer: LayerBuilder, codes: Uint16Array, begin: number, to: number): void {
  let end = to;
  while (end < to + 2 && codes[end] === padding) {
    end++;
  }
  addBreak(layer, begin);
  for (let at = begin; at < to; at += 4) {
    const bits = bitsAt(codes, at, to);
    const bytes = Math.min(3, ((to - at) * 3) >> 2);
    for (let i = 0; i < bytes; i++) {
      const byte = (bits >> (16 - 8 * i)) & 255;
      if (byte !== 0) {
        addCharacter(layer, byte, begin, end);
      }
    }
  }
}
