import { shownText } from '../../shared/log/excerpt.ts';
import type { LogLine, ReadLog } from '../../shared/log/log.ts';
import { redact } from '../../shared/redact/redact.ts';

/** Lines around a range that are read with it: a name may stand on the line before its value. */
const LINES_AROUND = 3;
/** A private key has at most about this many lines; a range may begin in the middle of one. */
const KEY_LINES = 120;

/** Lines of a log by their numbers, inclusive. */
interface Range {
  readonly line: number;
  readonly lineEnd: number;
}

/** The texts of ranges (ascending) as an excerpt shows them: without their secrets, and only then with long lines cut. */
export function redactRanges(log: ReadLog, ranges: readonly Range[]): string[] {
  return cleanRanges(log, ranges).map((text) => text.split('\n').map(shownText).join('\n'));
}

/**
 * The whole texts of ranges (ascending) without their secrets. Secrets are looked for with the lines around a range,
 * since one may begin before it and end after it; each text keeps as many lines as it had.
 */
export function cleanRanges({ lines }: ReadLog, ranges: readonly Range[]): string[] {
  const places = ranges.map(({ line, lineEnd }) => ({
    first: indexOf(lines, line),
    next: indexOf(lines, lineEnd + 1),
  }));
  // Each line is looked at once: the window of a range begins where that of the range before it ended.
  const pieces: string[][] = [];
  let until = 0;
  ranges.forEach((_, index) => {
    const { first = 0, next = 0 } = places[index] ?? {};
    const from = Math.max(until, windowStart(lines, first));
    const following = places[index + 1]?.first ?? lines.length;
    const own = lines.slice(first, next).map(textOf);
    until = Math.min(following, next + (own.some(beginsKey) ? KEY_LINES : LINES_AROUND));
    pieces.push(lines.slice(from, first).map(textOf), own, lines.slice(next, until).map(textOf));
  });
  const clean = redact(pieces.map((piece) => piece.join('\n')).join('\n')).split('\n');
  let at = 0;
  return pieces.flatMap((piece, index) => {
    const begin = at;
    // An empty piece still takes part in the joined text, as an empty line.
    at += Math.max(1, piece.length);
    return index % 3 === 1 ? [clean.slice(begin, at).join('\n')] : [];
  });
}

/** Where to begin to look before a range: at the start of a private key that reaches into it, else a few lines before. */
function windowStart(lines: readonly LogLine[], first: number): number {
  for (let index = first - 1; index >= Math.max(0, first - KEY_LINES); index -= 1) {
    if (beginsKey(lines[index]?.text ?? '')) return index;
  }
  return Math.max(0, first - LINES_AROUND);
}

function beginsKey(text: string): boolean {
  return text.includes('-----BEGIN') || text.includes('---- BEGIN');
}

function textOf({ text }: LogLine): string {
  return text;
}

/** Where the first line stands whose number is at least `number`; lines ascend by number. */
function indexOf(lines: readonly LogLine[], number: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.number ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
