import type { ReadLog } from '../../../shared/log/log.ts';
import { indexOfLine } from './places.ts';

/** A text with the line that it stands on. */
export interface Said {
  readonly text: string;
  readonly line: number;
}

const assertion =
  /^(?:E\s{1,8}|#\s{1,6}|[-+>|] )?\s{0,16}(?<said>(?:Error: )?(?:(?:[\w$]{1,60}[.:]{1,2}){0,8}[A-Z][\w$]{0,60}(?:Error|Exception|Failure|Failed)\b(?::? .{1,300})?|(?:[Ee]xpected|[Ee]xpecting|Failed asserting|assert(?:ion)?\b|Assertion|Condition not satisfied|Values? (?:was|were)|Assert\.|got:|Timed? ?out|timeout of).{1,300}|left: .{1,200}|panicked at .{1,300}))/;

/** The assertion or exception that stands within the lines below a failing test's name. */
export function assertionBelow(log: ReadLog, line: number, within = 8): Said | undefined {
  const at = indexOfLine(log.lines, line);
  if (at < 0) return undefined;
  for (let next = at + 1; next <= at + within; next += 1) {
    const below = log.lines[next];
    if (below === undefined) return undefined;
    const said = assertion.exec(below.text.slice(0, 500))?.groups?.said;
    if (said !== undefined) return { text: said.trim(), line: below.number };
  }
  return undefined;
}

/** The first line with text below this one. */
export function textBelow(log: ReadLog, line: number, within = 3): Said | undefined {
  const at = indexOfLine(log.lines, line);
  if (at < 0) return undefined;
  for (let next = at + 1; next <= at + within; next += 1) {
    const below = log.lines[next];
    if (below !== undefined && below.text.trim() !== '')
      return { text: below.text.trim(), line: below.number };
  }
  return undefined;
}

/** A test's name that its runner wraps over deeper indented lines, the last of which ends in a colon (Mocha). */
export function wrappedName(log: ReadLog, line: number, name: string): string {
  if (name.endsWith(':')) return name.slice(0, -1);
  const at = indexOfLine(log.lines, line);
  const parts = name === '' ? [] : [name];
  for (let next = at + 1; at >= 0 && next <= at + 6; next += 1) {
    const text = log.lines[next]?.text.trim() ?? '';
    if (text === '' && parts.length === 0) continue;
    if (text === '') return name;
    parts.push(text);
    if (text.endsWith(':')) return parts.join(' ').slice(0, -1);
  }
  return name;
}
