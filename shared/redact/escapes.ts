import { addBreak, addCharacter, finishLayer, type Layer, type LayerBuilder, startLayer } from './layers.ts';
import { runClass } from './scan.ts';

const esc = 27;
const backslash = 92;
const percent = 37;
const feed = 10;

/** Characters with which an escape begins. */
export const escapeCharacters: readonly string[] = [esc, backslash, percent].map((code) =>
  String.fromCharCode(code),
);

/**
 * The lines of `text` that wear escapes or colours, with one layer of those taken off; empty where no line does. Only
 * lines that hold one of `places` count, and lines with a colour in the middle of a word. `escapes` are the places of
 * all `escapeCharacters`, in rising order.
 */
export function undress(
  text: string,
  codes: Uint16Array,
  escapes: readonly number[],
  places: readonly number[],
): Layer[] {
  if (escapes.length === 0) {
    return [];
  }
  const layer = startLayer(text.length, false);
  let next = 0;
  let seen = 0;
  let done = -1;
  for (const place of Float64Array.from([...places, ...cutWords(codes, escapes)]).sort()) {
    if (place < seen) {
      continue;
    }
    const { start, end } = stretchAround(text, place, done);
    while ((escapes[next] ?? end) < start) {
      next++;
    }
    if ((escapes[next] ?? end) < end) {
      const before = layer.length;
      addSeam(layer, codes, done, start);
      const clean = layer.length;
      addUndressed(layer, codes, start, end);
      if (layer.length - clean < end - start) {
        done = end;
      } else {
        // What looked like an escape was none.
        layer.length = before;
      }
    }
    seen = end;
  }
  return layer.length === 0 ? [] : [finishLayer(layer)];
}

const longestReach = 8192;

/**
 * The line around `place`, with the line before it where that opens what this one holds; of a very long line only what is
 * near. Not before `done`.
 */
function stretchAround(text: string, place: number, done: number): { start: number; end: number } {
  const lineStart = text.lastIndexOf('\n', place - 1) + 1;
  const feedAt = text.indexOf('\n', place);
  const start = Math.max(lineStart, place - longestReach, done);
  const end = Math.min(feedAt === -1 ? text.length : feedAt, place + longestReach);
  const opened = start === lineStart && start - 2 > done && /[>:=]/.test(text[start - 2] ?? '');
  return { start: opened ? text.lastIndexOf('\n', start - 2) + 1 : start, end };
}

/** Parts a stretch from the one before it, which ended at `done`, as they are parted in the outer text. */
function addSeam(layer: LayerBuilder, codes: Uint16Array, done: number, start: number): void {
  if (start === done + 1 && codes[done] === feed) {
    addCharacter(layer, feed, done, start);
  } else if (start !== done) {
    addBreak(layer, start);
  }
}

const shortestCutWord = 16;

/** The places where a colour begins in the middle of a run of token characters that is long enough for a token. */
function cutWords(codes: Uint16Array, escapes: readonly number[]): number[] {
  const found: number[] = [];
  let before = 0;
  let codeEnd = 0;
  for (const at of escapes) {
    if (codes[at] !== esc) {
      continue;
    }
    const left = runLength(codes, at, -1);
    // A word may be cut more than once: what stood before the last colour belongs to it.
    before = at - left <= codeEnd ? before + left : left;
    codeEnd = endOfControl(codes, at);
    if (before > 0 && before + runLength(codes, codeEnd, 1) >= shortestCutWord) {
      found.push(at);
    }
  }
  return found;
}

const dot = 46;

/** How many token characters stand before (-1) or behind (1) `at`, counted up to 16; dots are the progress of tests. */
function runLength(codes: Uint16Array, at: number, step: 1 | -1): number {
  let length = 0;
  for (let i = step === 1 ? at : at - 1; length < shortestCutWord; i += step) {
    const code = codes[i] ?? 0;
    if (runClass(code) === 0 || code === dot) {
      break;
    }
    length++;
  }
  return length;
}

function addUndressed(layer: LayerBuilder, codes: Uint16Array, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const code = codes[at] as number;
    if (code === esc) {
      at = endOfControl(codes, at);
    } else if (code === backslash) {
      at = addEscaped(layer, codes, at);
    } else if (code === percent) {
      at = addPercentEncoded(layer, codes, at);
    } else {
      addCharacter(layer, code, at, at + 1);
      at++;
    }
  }
}

const longestControl = 64;
const longestTitle = 512;
const bell = 7;

/** Where the control sequence (ECMA-48, sections 5.4 and 5.6) ends that begins with the escape at `at`. */
function endOfControl(codes: Uint16Array, at: number): number {
  const introducer = codes[at + 1] ?? 0;
  if (introducer === 0x5b) {
    let end = at + 2;
    while (end < at + longestControl && isBetween(codes[end], 0x20, 0x3f)) {
      end++;
    }
    return isBetween(codes[end], 0x40, 0x7e) ? end + 1 : end;
  }
  if (introducer === 0x5d) {
    let end = at + 2;
    while (
      end < at + longestTitle &&
      (codes[end] ?? bell) > bell &&
      codes[end] !== esc &&
      codes[end] !== feed
    ) {
      end++;
    }
    return codes[end] === bell ? end + 1 : codes[end] === esc && codes[end + 1] === backslash ? end + 2 : end;
  }
  return isBetween(introducer, 0x40, 0x5f) ? at + 2 : at + 1;
}

function isBetween(code: number | undefined, least: number, most: number): boolean {
  return code !== undefined && code >= least && code <= most;
}

/* RFC 8259, section 7. */
const meanings = new Map(
  [...'"\'/\\'].map((character) => [character.charCodeAt(0), character.charCodeAt(0)]),
);
for (const [character, meaning] of Object.entries({ b: ' ', f: ' ', n: '\n', r: '\r', t: '\t' })) {
  meanings.set(character.charCodeAt(0), meaning.charCodeAt(0));
}
const unicode = 'u'.charCodeAt(0);

function addEscaped(layer: LayerBuilder, codes: Uint16Array, at: number): number {
  const character = codes[at + 1] ?? 0;
  const meaning = meanings.get(character);
  if (meaning !== undefined) {
    addCharacter(layer, meaning, at, at + 2);
    return at + 2;
  }
  const code = character === unicode ? hexadecimal(codes, at + 2, at + 6) : -1;
  if (code !== -1) {
    addCharacter(layer, code, at, at + 6);
    return at + 6;
  }
  addCharacter(layer, backslash, at, at + 1);
  return at + 1;
}

/* RFC 3986, section 2.1; a character above ASCII comes out as the several bytes it is coded in. */
function addPercentEncoded(layer: LayerBuilder, codes: Uint16Array, at: number): number {
  const code = hexadecimal(codes, at + 1, at + 3);
  const end = code === -1 ? at + 1 : at + 3;
  addCharacter(layer, code === -1 ? percent : code, at, end);
  return end;
}

/** The number that the digits `start`…`end` write, or -1 where one of them is none. */
function hexadecimal(codes: Uint16Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = digitOf(codes[at] ?? 0);
    if (digit === -1) {
      return -1;
    }
    value = value * 16 + digit;
  }
  return value;
}

function digitOf(code: number): number {
  if (isBetween(code, 48, 57)) {
    return code - 48;
  }
  const lower = code | 32;
  return isBetween(lower, 97, 102) ? lower - 87 : -1;
}
