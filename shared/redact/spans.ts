/** A stretch of a text, from `start` up to but not including `end`, that holds a secret of the kind named. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** The stretch is a bare JSON value, so that what replaces it needs quotes of its own. */
  readonly bare?: boolean;
}

/** What was found at one place of a text that was worth a look, and how far the text has been read for it. */
export interface Reading {
  readonly spans: readonly Span[];
  readonly readTo: number;
}

/** What stands where a secret stood; kinds are lower-case words joined by hyphens, together shorter than 36 characters. */
export function placeholder(kind: string): string {
  return `[redacted:${kind}]`;
}

/** Stands for each character of a placeholder while a text is searched, so that nothing is found in its words: a code point that Unicode keeps out of texts. */
export const filler = '\ufdd0';
const written = /\[redacted:[a-z0-9-]{1,36}\]/g;

/** The text with fillers for the placeholders that an earlier pass left in it; every other character keeps its place. */
export function fillPlaceholders(text: string): string {
  return text.includes('[redacted:') ? text.replace(written, (mark) => filler.repeat(mark.length)) : text;
}

/** Overlapping spans become one, in the order of the text; the kind of the one that starts first is kept. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) {
      merged.push(span);
    } else if (span.end > last.end) {
      merged[merged.length - 1] = { start: last.start, end: span.end, kind: last.kind };
    }
  }
  return merged;
}

/** The spans without the fillers in them: what was redacted before stays as it is. */
export function withoutFillers(text: string, spans: readonly Span[]): readonly Span[] {
  if (!text.includes(filler)) {
    return spans;
  }
  return mergeSpans(spans).flatMap((span) => {
    let at = span.start;
    return text
      .slice(span.start, span.end)
      .split(filler)
      .map((part) => {
        const start = at;
        at += part.length + filler.length;
        return { ...span, start, end: start + part.length };
      })
      .filter(({ start, end }) => text.slice(start, end).trim() !== '');
  });
}

/** The text with each span replaced by its placeholder; a span over several lines leaves one on each, so that the line feeds stay. */
export function replaceSpans(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, kind, bare } of mergeSpans(spans)) {
    const mark = bare ? `"${placeholder(kind)}"` : placeholder(kind);
    const secret = text.slice(start, end);
    parts.push(text.slice(done, start), secret.includes('\n') ? markEachLine(secret, mark) : mark);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join('');
}

function markEachLine(secret: string, mark: string): string {
  return secret
    .split('\n')
    .map((line) => (line.trim() === '' ? line : line.endsWith('\r') ? `${mark}\r` : mark))
    .join('\n');
}
