import type { ReadLog } from './log.ts';
import { endWord, longestForm, newFinder, type Signal, signalOf } from './signal.ts';

/** A line that announces a failure; `at` is an index into `ReadLog.lines`. */
export interface Announcement {
  readonly at: number;
  readonly signal: Signal;
}

/** What one pass over the lines of a log finds. */
export interface Scan {
  readonly announcements: readonly Announcement[];
  /** Indices of lines that may end a step, or echo the command of one. */
  readonly endCandidates: readonly number[];
  /** Indices of lines that head a list of failures. */
  readonly sections: readonly number[];
}

const numberedItem = /^\s{0,8}(?:nl)?\s{0,8}\d{1,5}\) \S/;
const longestSection = 3_000;
const longestEnd = 2_000;

/** Reads every line once: which announce a failure, which may end a step, which head a list of failures. */
export function scanOf(log: ReadLog): Scan {
  const find = newFinder();
  const announcements: Announcement[] = [];
  const endCandidates: number[] = [];
  const sections: number[] = [];
  let sectionEnd = -1;
  log.lines.forEach((line, at) => {
    const candidates = find(line.text, longestForm);
    const mayEnd = candidates.includes(endWord) || line.text.startsWith('$ ');
    if (mayEnd || (line.text.length > longestForm && line.text.length < longestEnd)) endCandidates.push(at);
    let signal = signalOf(line, candidates);
    if (
      at <= sectionEnd &&
      (signal === undefined || signal.strength < 0.97) &&
      numberedItem.test(line.text)
    ) {
      signal = { name: 'failed test', strength: 0.97, body: 'block' };
    }
    if (signal === undefined || (signal.body === 'item' && at > sectionEnd)) return;
    if (signal.body === 'section') {
      sectionEnd = at + longestSection;
      sections.push(at);
    }
    announcements.push({ at, signal });
  });
  return { announcements, endCandidates, sections };
}
