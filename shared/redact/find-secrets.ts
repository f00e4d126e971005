import { findVendorKey } from './assignments.ts';
import { base64Reader } from './base64.ts';
import { containerStreams } from './container-lines.ts';
import type { Effort } from './effort.ts';
import { escapeCharacters, undress } from './escapes.ts';
import { findAtWords } from './find-at-words.ts';
import { tokensInRun } from './find-tokens.ts';
import type { Layer } from './layers.ts';
import { codesOf, eachRun, type Run, runOf } from './scan.ts';
import { fillPlaceholders, type Span, withoutFillers } from './spans.ts';

const mostLayers = 4;
const window = 4_194_304;
const overlap = 65_536;

/**
 * Every stretch of `text` that holds a secret: as it stands, under up to four layers of escapes, colours and base64, or
 * across the parts of a line that the container runtime cut. What was redacted before stays. Texts above 4 Mi characters
 * are read in overlapping windows.
 */
export function findSecrets(text: string, effort: Effort): readonly Span[] {
  if (text.length <= window) {
    return findInWindow(text, effort);
  }
  const spans: Span[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + window;
    for (const span of findInWindow(text.slice(start, end), effort)) {
      spans.push({ ...span, start: span.start + start, end: span.end + start });
    }
    const feed = text.indexOf('\n', end - overlap);
    start = end >= text.length ? text.length : feed === -1 || feed > end ? end - overlap : feed + 1;
  }
  return spans;
}

function findInWindow(text: string, effort: Effort): readonly Span[] {
  const found = findUnder(text, codesOf(text), mostLayers, effort);
  if (!found.marked) {
    return found.spans;
  }
  const filled = fillPlaceholders(text);
  return withoutFillers(filled, findUnder(filled, codesOf(filled), mostLayers, effort).spans);
}

interface Found {
  readonly spans: Span[];
  /** There are placeholders in the text, so that it has to be read again with fillers for them. */
  readonly marked: boolean;
}

function findUnder(text: string, codes: Uint16Array, layers: number, effort: Effort): Found {
  const { spans: atWords, places, escapes, fromContainer, marked } = findAtWords(text, codes, effort);
  if (marked && layers === mostLayers) {
    return { spans: [], marked };
  }
  const { tokens, vendorKeys, decoded } = findInRuns(text, codes, places);
  const inner = layers > 0 ? [...decoded, ...undress(text, codes, escapes, places)] : [];
  if (fromContainer && layers === mostLayers) {
    inner.push(...containerStreams(text, codes));
  }
  const underneath = inner.map((layer) =>
    findUnder(layer.text, layer.codes, layers - 1, effort).spans.flatMap(layer.outer),
  );
  // Of several kinds for one stretch the first is kept: a known form says more than the name beside it.
  return { spans: [tokens, atWords, vendorKeys, ...underneath].flat(), marked };
}

const escapeCodes = new Set(escapeCharacters.map((character) => character.charCodeAt(0)));

/** Says whether an escape ends where the run begins, or one begins where it ends: %22TOKEN, TOKEN\n. */
function touchesEscape(codes: Uint16Array, { start, end }: Run): boolean {
  return escapeCodes.has(codes[start - 1] ?? 0) || escapeCodes.has(codes[end] ?? 0);
}

interface FoundInRuns {
  readonly tokens: Span[];
  readonly vendorKeys: Span[];
  /** What the runs say that are base64 of text, as one layer; empty where none is. */
  readonly decoded: Layer[];
}

/** Finds the secrets that show in runs of token characters, and adds the places of runs worth a second look to `places`. */
function findInRuns(text: string, codes: Uint16Array, places: number[]): FoundInRuns {
  const tokens: Span[] = [];
  const vendorKeys: Span[] = [];
  const base64 = base64Reader(codes);
  eachRun(codes, (run) => {
    const { start, end, of } = run;
    const mixed = (of & runOf.upper) !== 0 && (of & runOf.lower) !== 0;
    const numbered = (of & runOf.digit) !== 0;
    if (!numbered && !mixed) {
      return;
    }
    tokens.push(...tokensInRun(text, codes, run));
    if (mixed) {
      base64.read(run);
    }
    if (numbered) {
      if (touchesEscape(codes, run)) {
        places.push(start);
      }
      const key = findVendorKey(text, start, end);
      if (key) {
        vendorKeys.push(key);
      }
    }
  });
  return { tokens, vendorKeys, decoded: base64.finish() };
}
