import { mergeSpans, type Span } from './spans.ts';

/**
 * The spans cut to what may be replaced in JSON (RFC 8259) so that it stays JSON: parts of strings between their escapes,
 * and whole numbers. A text that is JSON is taken as a whole, any other line by line; what is no JSON keeps its spans.
 */
export function keepJson(text: string, spans: readonly Span[]): readonly Span[] {
  if (spans.length === 0 || !text.includes('"')) {
    return spans;
  }
  const merged = mergeSpans(spans);
  return isJson(text) ? cut(text, 0, merged) : eachLine(text, merged);
}

function isJson(text: string): boolean {
  if (!/^\s{0,64}[{["]/.test(text)) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function eachLine(text: string, spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  for (let index = 0; index < spans.length; ) {
    const first = spans[index] as Span;
    const start = text.lastIndexOf('\n', first.start) + 1;
    const feed = text.indexOf('\n', first.start + 1);
    const end = feed === -1 ? text.length : feed;
    const here: Span[] = [];
    for (let span = spans[index]; span !== undefined && span.start < end; span = spans[++index]) {
      here.push(span);
    }
    const within = here.every((span) => span.end <= end) && isJson(text.slice(start, end));
    kept.push(...(within ? cut(text.slice(start, end), start, here) : here));
  }
  return kept;
}

/** Cuts spans of a longer text, in order, to the strings and numbers of the JSON that begins there at `offset`. */
function cut(json: string, offset: number, spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  let at = 0;
  let next = 0;
  for (const span of spans) {
    const from = span.start - offset;
    const to = span.end - offset;
    while (at < json.length && at < to) {
      next = endOfLexeme(json, at);
      const part =
        json[at] === '"' ? partOfString(json, at, next, from, to) : partOfNumber(json, at, next, from, to);
      if (part) {
        kept.push({ ...part, start: part.start + offset, end: part.end + offset, kind: span.kind });
      }
      if (next > to) {
        // The next span may stand in the same string.
        break;
      }
      at = next;
    }
  }
  return kept;
}

const quote = 34;
const backslash = 92;
const numeric = /[-+.0-9eE]/;

/** Where the string, the number or the single character ends that begins at `at`. */
function endOfLexeme(json: string, at: number): number {
  let end = at + 1;
  if (json.charCodeAt(at) === quote) {
    while (end < json.length && json.charCodeAt(end) !== quote) {
      end += json.charCodeAt(end) === backslash ? 2 : 1;
    }
    return end + 1;
  }
  while (/[-0-9]/.test(json[at] ?? '') && numeric.test(json[end] ?? '')) {
    end++;
  }
  return end;
}

type Part = Omit<Span, 'kind'>;

/** What of `from`…`to` lies between the quotes at `at` and before `end`, so moved that no escape is cut in two. */
function partOfString(json: string, at: number, end: number, from: number, to: number): Part | undefined {
  const start = outsideEscape(json, at, Math.max(from, at + 1), end - 1);
  const stop = outsideEscape(json, at, Math.min(to, end - 1), end - 1);
  return start < stop ? { start, end: stop } : undefined;
}

function partOfNumber(json: string, at: number, end: number, from: number, to: number): Part | undefined {
  return /[-0-9]/.test(json[at] ?? '') && from <= at && to >= end
    ? { start: at, end, bare: true }
    : undefined;
}

const longestEscape = 6;

/** `place`, or the end of the escape (\\n, \\u0041) in the string after `opening` that it lies within. */
function outsideEscape(json: string, opening: number, place: number, end: number): number {
  for (let start = place - 1; start > opening && start > place - longestEscape; start--) {
    if (json.charCodeAt(start) === backslash && (start - backslashesBefore(json, start, opening)) % 2 === 0) {
      const after = start + (json[start + 1] === 'u' ? longestEscape : 2);
      return after > place ? Math.min(after, end) : place;
    }
  }
  return place;
}

/** Where the run of backslashes begins that ends before `at`. */
function backslashesBefore(json: string, at: number, opening: number): number {
  let start = at;
  while (start > opening + 1 && json.charCodeAt(start - 1) === backslash) {
    start--;
  }
  return start;
}
