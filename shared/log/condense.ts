import { looksLikeFailure } from './failure-probe.ts';
import type { LogLine, ReadLog } from './log.ts';

/** A log of fewer lines is looked at whole. */
const WHOLE_LINES = 600;
/** Lines at the beginning (what is built, with what) and at the end (where it stops) that are always looked at. */
const HEAD_LINES = 60;
const TAIL_LINES = 400;
/** Lines before and after one that looks like a failure, an end of a step or the start of a section. */
const BEFORE = 8;
const AFTER = 30;

const TEMPLATE_CHARACTERS = 24;
/** How many lines of one template are looked at from its first on, and how many up to its last. */
const EACH_WAY = 2;

/**
 * The lines of a log that are worth a closer look: its beginning and end, the starts of sections, and what stands around
 * each line that may tell of a failure; of lines that only repeat one another, around the first and the last ones. The
 * rest, most of a long log, is what went well; its line numbers become gaps.
 */
export function condensed(log: ReadLog): ReadLog {
  const { lines } = log;
  if (lines.length <= WHOLE_LINES) return log;
  const tail = lines.length - TAIL_LINES;
  const kept = lines.slice(0, HEAD_LINES);
  let keptUntil = HEAD_LINES;
  for (const index of telling(lines, HEAD_LINES, tail)) {
    const until = Math.min(tail, index + 1 + AFTER);
    for (let near = Math.max(keptUntil, index - BEFORE); near < until; near += 1) push(kept, lines[near]);
    keptUntil = Math.max(keptUntil, until);
  }
  for (let index = Math.max(keptUntil, tail); index < lines.length; index += 1) push(kept, lines[index]);
  return { ...log, lines: kept };
}

/** Ascending indexes of the lines that begin a section, carry a mark or may tell of a failure, without what only repeats. */
function telling(lines: readonly LogLine[], from: number, to: number): number[] {
  const found: number[] = [];
  const seen = new Map<string, number[]>();
  let section = lines[from - 1]?.section;
  for (let index = from; index < to; index += 1) {
    const line = lines[index];
    if (line === undefined) continue;
    const begins = line.section !== section;
    section = line.section;
    if (begins) found.push(index);
    else if (line.mark !== undefined || looksLikeFailure(line.text)) {
      const template = templateOf(line.text);
      const same = seen.get(template);
      if (same === undefined) seen.set(template, [index]);
      else {
        // The first ones stay where they are; behind them only the last ones.
        if (same.length === 2 * EACH_WAY) same.splice(EACH_WAY, 1);
        same.push(index);
      }
    }
  }
  for (const same of seen.values()) found.push(...same);
  return found.sort((left, right) => left - right);
}

/** What a line has in common with its repetitions: how it begins, without numbers. */
function templateOf(text: string): string {
  return text.slice(0, TEMPLATE_CHARACTERS).replace(/\d{1,20}/g, '0');
}

function push(kept: LogLine[], line: LogLine | undefined): void {
  if (line !== undefined) kept.push(line);
}
