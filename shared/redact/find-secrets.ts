import { findVendorKey } from './assignments.ts';
import { decodeAround } from './base64.ts';
import { containerStreams } from './container-lines.ts';
import { escapeCharacters, undress } from './escapes.ts';
import { findAtWords } from './find-at-words.ts';
import { tokensInRun } from './find-tokens.ts';
import { codesOf, eachRun, runOf } from './scan.ts';
import type { Span } from './spans.ts';

const mostLayers = 4;
const window = 4_194_304;
const overlap = 65_536;

/**
 * Every stretch of `text` that holds a secret: as it stands, under up to four layers of escapes, colours and base64, or
 * across the parts of a line that the container runtime cut. Texts above 4 Mi characters are read in overlapping windows.
 */
export function findSecrets(text: string): Span[] {
  if (text.length <= window) {
    return findUnder(text, mostLayers);
  }
  const spans: Span[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + window;
    const part = text.slice(start, end);
    for (const span of findUnder(part, mostLayers)) {
      spans.push({ ...span, start: span.start + start, end: span.end + start });
    }
    const feed = text.indexOf('\n', end - overlap);
    start = end >= text.length ? text.length : feed === -1 || feed > end ? end - overlap : feed + 1;
  }
  return spans;
}

function findUnder(text: string, layers: number): Span[] {
  const codes = codesOf(text);
  const { spans, places, escapes, fromContainer } = findAtWords(text, codes);
  findInRuns(text, codes, layers, spans, places);
  if (layers > 0) {
    for (const layer of undress(text, escapes, places)) {
      spans.push(...findUnder(layer.text, layers - 1).flatMap(layer.outer));
    }
    if (fromContainer && layers === mostLayers) {
      for (const stream of containerStreams(text)) {
        spans.push(...findUnder(stream.text, layers - 1).flatMap(stream.outer));
      }
    }
  }
  return spans;
}

const escapeCodes = new Set(escapeCharacters.map((character) => character.charCodeAt(0)));

/** Says whether an escape ends where the run begins, or one begins where it ends: %22TOKEN, TOKEN\n. */
function touchesEscape(codes: Uint16Array, start: number, end: number): boolean {
  return escapeCodes.has(codes[start - 1] ?? 0) || escapeCodes.has(codes[end] ?? 0);
}

/** Adds the secrets that show in runs of token characters to `spans`, and the places of runs worth a second look to `places`. */
function findInRuns(text: string, codes: Uint16Array, layers: number, spans: Span[], places: number[]): void {
  let decodedTo = 0;
  eachRun(codes, (start, end, of) => {
    const mixed = (of & runOf.upper) !== 0 && (of & runOf.lower) !== 0;
    const numbered = (of & runOf.digit) !== 0;
    if (!numbered && !mixed) {
      return;
    }
    spans.push(...tokensInRun(text, start, end, of));
    if (numbered) {
      if (touchesEscape(codes, start, end)) {
        places.push(start);
      }
      const key = findVendorKey(text, start, end);
      if (key) {
        spans.push(key);
      }
    }
    if (mixed && layers > 0 && start >= decodedTo) {
      const decoded = decodeAround(text, start, end);
      if (decoded) {
        decodedTo = decoded.end;
        if (findUnder(decoded.text, layers - 1).length > 0) {
          spans.push({ start: decoded.start, end: decoded.end, kind: 'base64' });
        }
      }
    }
  });
}
