import type { LogLine } from '../../../shared/log/log.ts';

const longestLine = 1000;

const level =
  /^(?:#\d{1,4} \d{1,6}\.\d{1,4} )?\s{0,4}\[ ?(error|fatal|severe|warning|warn|info|debug|ERROR|FATAL|SEVERE|WARNING|WARN|INFO|DEBUG)\s{0,2}\] ?/;
const warned = /^\s{0,8}(?:WARN|WARNING|Warning|warning): /;
const buildKit = /^#\d{1,4} (?:\d{1,6}\.\d{1,4} |ERROR: )/;

/** What forms are tried on, and the level that the line is written at. */
export interface Bare {
  readonly text: string;
  readonly level: string;
}

/** A line without its level and the builder's prefix, cut. */
export function bare(line: Pick<LogLine, 'text' | 'mark'>): Bare {
  const cut = line.text.length > longestLine ? line.text.slice(0, longestLine) : line.text;
  const found = level.exec(cut);
  if (found !== null) return { text: cut.slice(found[0].length), level: (found[1] ?? '').toLowerCase() };
  const named = line.mark ?? (warned.test(cut) ? 'warning' : '');
  return { text: cut.startsWith('#') ? cut.replace(buildKit, '') : cut, level: named };
}
