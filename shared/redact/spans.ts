/** A stretch of a text, from `start` up to but not including `end`, that holds a secret of the kind named. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** The stretch is a bare JSON value, so that what replaces it needs quotes of its own. */
  readonly bare?: boolean;
}

const longestPlaceholder = 48;

/** What stands where a secret stood; kinds are lower-case words joined by hyphens, together shorter than 36 characters. */
export function placeholder(kind: string): string {
  return `[redacted:${kind}]`;
}

/** Says whether the character at `at` lies within a placeholder that an earlier pass wrote. */
export function insidePlaceholder(text: string, at: number): boolean {
  const from = Math.max(0, at - longestPlaceholder);
  const before = text.slice(from, at);
  const opened = before.lastIndexOf('[redacted:');
  return opened !== -1 && !before.includes(']', opened);
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
    .map((line) => (line.trim() === '' ? line : mark))
    .join('\n');
}
