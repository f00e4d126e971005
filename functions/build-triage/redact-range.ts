import type { ExcerptRange, ReadLog } from '../../shared/log/log.ts';
import { redact } from '../../shared/redact/redact.ts';

/** Lines around a range that are read with it: a private key has at most about this many. */
const LINES_AROUND = 120;

/**
 * The text of a range without its secrets. They are looked for with the lines around it, since a secret may begin
 * before the range and end after it; the lines stay as many as they were.
 */
export function redactRange(log: ReadLog, range: ExcerptRange): string {
  const inside = range.text.split('\n');
  const around = (from: number, to: number) =>
    log.lines.filter(({ number }) => number >= from && number <= to).map(({ text }) => text);
  const before = around(range.line - LINES_AROUND, range.line - 1);
  const after = around(range.lineEnd + 1, range.lineEnd + LINES_AROUND);
  const clean = redact([...before, ...inside, ...after].join('\n')).split('\n');
  return clean.slice(before.length, before.length + inside.length).join('\n');
}
