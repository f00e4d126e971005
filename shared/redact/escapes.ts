import { addBreak, addPart, finishLayer, type Layer, type LayerParts, startLayer } from './layers.ts';
import { runClass } from './scan.ts';

/*
 * One layer of dress: control sequences (ECMA-48, 5.4 and 5.6), JSON escapes (RFC 8259, section 7),
 * percent-encoding (RFC 3986, section 2.1).
 */
const esc = '\u001b';
const bell = '\u0007';
const dress = new RegExp(
  [
    `${esc}\\[[0-?]{0,32}[ -/]{0,4}[@-~]`,
    `${esc}\\][^${bell}${esc}]{0,512}(?:${bell}|${esc}\\\\)?`,
    '\\\\(?:u[0-9a-fA-F]{4}|["\'\\\\/bfnrt])',
    '%[0-9a-fA-F]{2}',
  ].join('|'),
  'g',
);
const escaped: Readonly<Record<string, string>> = { b: ' ', f: ' ', n: '\n', r: '\r', t: '\t' };

/** Characters with which an escape begins. */
export const escapeCharacters: readonly string[] = [esc, '\\', '%'];

/**
 * The lines of `text` that wear escapes or colours, with one layer of those taken off; empty where no line does. Only
 * lines that hold one of `places` count, and lines with a colour in the middle of a word. `escapes` are the places of
 * all `escapeCharacters`, in rising order.
 */
export function undress(text: string, escapes: readonly number[], places: readonly number[]): Layer[] {
  if (escapes.length === 0) {
    return [];
  }
  const layer = startLayer(false);
  let next = 0;
  let seen = 0;
  let done = 0;
  for (const place of Float64Array.from([...places, ...cutWords(text, escapes)]).sort()) {
    if (place < seen) {
      continue;
    }
    const start = text.lastIndexOf('\n', place) + 1;
    const feed = text.indexOf('\n', place);
    const end = feed === -1 ? text.length : feed;
    while ((escapes[next] ?? end) < start) {
      next++;
    }
    if ((escapes[next] ?? end) < end) {
      const from = startOfStatement(text, start, done);
      if (from === done && done > 0) {
        addPart(layer, '\n', done - 1, 1);
      } else {
        addBreak(layer, from);
      }
      addUndressed(layer, text, from, end);
      done = end + 1;
    }
    seen = end + 1;
  }
  return layer.length === 0 ? [] : [finishLayer(layer)];
}

const colour = new RegExp(`${esc}\\[[0-9;]{0,32}m`, 'y');
const shortestCutWord = 16;

/** The places where a colour begins in the middle of a run of token characters that is long enough for a token. */
function cutWords(text: string, escapes: readonly number[]): number[] {
  const found: number[] = [];
  let before = 0;
  let codeEnd = 0;
  for (const at of escapes) {
    if (text.charCodeAt(at) !== 27) {
      continue;
    }
    const left = runLength(text, at, -1);
    // A word may be cut more than once: what stood before the last colour belongs to it.
    before = at - left <= codeEnd ? before + left : left;
    colour.lastIndex = at;
    codeEnd = colour.test(text) ? colour.lastIndex : at + 1;
    if (before > 0 && before + runLength(text, codeEnd, 1) >= shortestCutWord) {
      found.push(at);
    }
  }
  return found;
}

/** How many token characters stand before (-1) or behind (1) `at`, counted up to 16. */
function runLength(text: string, at: number, step: 1 | -1): number {
  let length = 0;
  for (
    let i = step === 1 ? at : at - 1;
    length < shortestCutWord && runClass(text.charCodeAt(i)) !== 0;
    i += step
  ) {
    length++;
  }
  return length;
}

function addUndressed(layer: LayerParts, text: string, start: number, end: number): void {
  const line = text.slice(start, end);
  let copied = 0;
  for (const found of line.matchAll(dress)) {
    addPart(layer, line.slice(copied, found.index), start + copied, found.index - copied);
    addPart(layer, meaningOf(found[0]), start + found.index, found[0].length);
    copied = found.index + found[0].length;
  }
  addPart(layer, line.slice(copied), start + copied, line.length - copied);
}

/** `start`, or the beginning of the line before where that line opens what this one holds; not before `least`. */
function startOfStatement(text: string, start: number, least: number): number {
  return start - 2 > least && /[>:=]/.test(text[start - 2] ?? '')
    ? text.lastIndexOf('\n', start - 2) + 1
    : start;
}

function meaningOf(code: string): string {
  if (code.startsWith('%')) {
    return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  }
  if (code.startsWith('\\u')) {
    return String.fromCharCode(Number.parseInt(code.slice(2), 16));
  }
  if (code.startsWith('\\')) {
    const character = code.charAt(1);
    return escaped[character] ?? character;
  }
  return '';
}
