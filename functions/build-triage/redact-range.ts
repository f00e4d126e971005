import type { ExcerptRange, LogLine, ReadLog } from '../../shared/log/log.ts';
import { redact } from '../../shared/redact/redact.ts';

/** Lines around a range that are read with it: a private key has at most about this many. */
const LINES_AROUND = 120;

/**
 * The text of a range without its secrets. They are looked for with the lines around it, since a secret may begin
 * before the range and end after it; the lines stay as many as they were.
 */
export function redactRange({ lines }: ReadLog, range: ExcerptRange): string {
  const inside = range.text.split('\n');
  const first = indexOf(lines, range.line);
  const next = indexOf(lines, range.lineEnd + 1);
  const before = lines.slice(Math.max(0, first - LINES_AROUND), first).map(textOf);
  const after = lines.slice(next, next + LINES_AROUND).map(textOf);
  const clean = redact([...before, ...inside, ...after].join('\n')).split('\n');
  return clean.slice(before.length, before.length + inside.length).join('\n');
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
