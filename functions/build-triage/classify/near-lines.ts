import type { LogLine, ReadLog } from '../../../shared/log/log.ts';
import type { CleanLog } from './clean-log.ts';

/** A text with the line that it stands on. */
export interface Said {
  readonly text: string;
  readonly line: number;
}

const assertion =
  /^(?:E\s{1,8}|#\s{1,6}|[-+>|] )?\s{0,16}(?<said>(?:Error: )?(?:(?:[\w$]{1,60}[.:]{1,2}){0,8}[A-Z][\w$]{0,60}(?:Error|Exception|Failure|Failed)\b(?::? .{1,300})?|(?:[Ee]xpected|[Ee]xpecting|Failed asserting|assert(?:ion)?\b|Assertion|Condition not satisfied|Values? (?:was|were)|Assert\.|got:|Timed? ?out|timeout of).{1,300}|left: .{1,200}|panicked at .{1,300}))/;

/** The lines after (or, with a negative count, before) a line of the log, nearest first, of the same lane only. */
export function* neighbours(log: ReadLog, line: number, count: number): Generator<LogLine> {
  const at = indexOfLine(log.lines, line);
  const lane = log.lines[at]?.lane;
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  // Between two lines of one lane there may be many of others, but not without end.
  for (let next = at + step, looked = 0; at >= 0 && left > 0 && looked < 200; next += step, looked += 1) {
    const other = log.lines[next];
    if (other === undefined) return;
    if (other.lane !== lane) continue;
    left -= 1;
    yield other;
  }
}

/** The line with this number, found by halving: the numbers ascend, with gaps where a log was cut. */
export function lineOf(log: ReadLog, number: number): LogLine | undefined {
  return log.lines[indexOfLine(log.lines, number)];
}

/** The index of the line with this number, or -1. */
function indexOfLine(lines: readonly LogLine[], number: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = lines[middle]?.number ?? 0;
    if (found === number) return middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The assertion or exception that stands within the lines below a failing test's name. */
export function assertionBelow(log: CleanLog, line: number, within = 8): Said | undefined {
  for (const below of neighbours(log, line, within)) {
    if (!assertion.test(below.text.slice(0, 500))) continue;
    const said = assertion.exec(log.clean(below).slice(0, 500))?.groups?.said;
    if (said !== undefined) return { text: said.trim(), line: below.number };
  }
  return undefined;
}

/** The first line with text below this one. */
export function textBelow(log: CleanLog, line: number, within = 3): Said | undefined {
  for (const below of neighbours(log, line, within)) {
    if (below.text.trim() !== '') return { text: log.clean(below).trim(), line: below.number };
  }
  return undefined;
}

/** A test's name that its runner wraps over deeper indented lines, the last of which ends in a colon (Mocha). */
export function wrappedName(log: CleanLog, line: number, name: string): string {
  if (name.endsWith(':')) return name.slice(0, -1);
  const parts = name === '' ? [] : [name];
  for (const below of neighbours(log, line, 6)) {
    const text = log.clean(below).trim();
    if (text === '' && parts.length === 0) continue;
    if (text === '') return name;
    parts.push(text);
    if (text.endsWith(':')) return parts.join(' ').slice(0, -1);
  }
  return name;
}
