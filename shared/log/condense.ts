import { looksLikeFailure } from './failure-probe.ts';
import type { LogLine, ReadLog } from './log.ts';

/** A log of fewer lines is looked at whole. */
const WHOLE_LINES = 1_000;
/** Lines at the beginning (what is built, with what) and at the end (where it stops) that are always looked at. */
const HEAD_LINES = 60;
const TAIL_LINES = 600;
/** Lines before and after one that looks like a failure, an end of a step or the start of a section. */
const BEFORE = 8;
const AFTER = 30;

/**
 * The lines of a log that are worth a closer look: its beginning and end, and what stands around each line that may
 * tell of a failure. The rest, half of a long log and more, is what went well; its line numbers become gaps.
 */
export function condensed(log: ReadLog): ReadLog {
  const { lines } = log;
  if (lines.length <= WHOLE_LINES) return log;
  const kept: LogLine[] = [];
  let keptUntil = Math.min(HEAD_LINES, lines.length);
  for (let index = 0; index < keptUntil; index += 1) push(kept, lines[index]);
  const tail = lines.length - TAIL_LINES;
  let section = lines[0]?.section;
  for (let index = keptUntil; index < tail; index += 1) {
    const line = lines[index];
    if (line === undefined) continue;
    const begins = line.section !== section;
    section = line.section;
    if (!begins && line.mark === undefined && !looksLikeFailure(line.text)) continue;
    const until = Math.min(tail, index + 1 + AFTER);
    for (let near = Math.max(keptUntil, index - BEFORE); near < until; near += 1) push(kept, lines[near]);
    keptUntil = Math.max(keptUntil, until);
  }
  for (let index = Math.max(keptUntil, tail); index < lines.length; index += 1) push(kept, lines[index]);
  return { ...log, lines: kept };
}

function push(kept: LogLine[], line: LogLine | undefined): void {
  if (line !== undefined) kept.push(line);
}
