import type { LogLine } from './log.ts';

const longestBlock = 150;
const longestSection = 400;
const paragraphLines = 14;
const continues =
  /^\s{0,40}(?:at |in |from |by |File "|Caused by|Suppressed|\.\.\. \d|#\d{1,4}[ :]|\d{1,4}: {1,20}\S|[|^~>+-]|E {2,}|note\b|help\b|hint\b|warning: |Expected|expected|Actual|actual|Received|received|Got\b|got\b|but |to be |stack trace|Stack ?trace|Backtrace|Call Stack|goroutine |created by|exit status|\[Help|Re-run|see |For more|Run |Reason|Message|Did you|Possible|\S{1,300}:\d{1,7}(?::\d{1,6})?(?:[:\s,)]|$))/;
// "[error] ", "E: ", "npm ERR! ", "= ", "| ": what a tool writes before each line of one message.
const linePrefix = /^\s{0,8}(?:\[?\w{2,10}[\]:!]|npm ERR!|[=|#*>!│┃║·-]{1,3} )/;
const otherWarning = /:\d{1,7}:(?:\d{1,6}:)? {1,3}warning: /;
const boundary = /^(?:\$ |travis_(?:fold|time):|##\[(?:group|endgroup)\]|The command ")/;
// Where a runner's list of failures is over: its summary or a rule with a summary in it.
const sectionEnd =
  /^(?:={3,100} .{0,100}(?:\d (?:failed|passed|error)|summary|warnings).{0,60}|\s{0,4}\d{1,6} (?:examples?|specs?|tests?|runs?|scenarios?),? .{0,100}|Finished in .{0,60}|(?:FAILURES|ERRORS)!|Tests:? {1,8}\d.{0,100}|Failed examples:|Randomized with seed .{0,40})$/;

/** Spaces and tabs at the start of a line; a tab counts as four. */
export function indentOf(text: string): number {
  let indent = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 32) indent += 1;
    else if (code === 9) indent += 4;
    else break;
  }
  return indent;
}

function blank(text: string): boolean {
  return text.length < 200 && text.trim() === '';
}

/** Whether the CI system begins or ends something between the two lines, so that no block reaches over it. */
export function isBoundary(lines: readonly LogLine[], from: number, at: number): boolean {
  const line = lines[at];
  return line === undefined || line.section !== lines[from]?.section || boundary.test(line.text);
}

function sectionEndAt(lines: readonly LogLine[], at: number, stop: (index: number) => boolean): number {
  const last = Math.min(lines.length - 1, at + longestSection);
  for (let index = at + 1; index <= last; index++) {
    const text = lines[index]?.text ?? '';
    if (isBoundary(lines, at, index) || stop(index)) return index - 1;
    if (sectionEnd.test(text)) return index;
  }
  return last;
}

/** Index of the last line of the block (or the section of failures) that the line at `at` heads; `stop` says where another one begins. */
export function blockEnd(
  lines: readonly LogLine[],
  at: number,
  stop: (index: number) => boolean,
  section = false,
): number {
  if (section) return sectionEndAt(lines, at, stop);
  const head = lines[at]?.text ?? '';
  const indent = indentOf(head);
  const prefix = linePrefix.exec(head)?.[0];
  let last = at;
  let blanks = 0;
  for (let index = at + 1; index < lines.length && index <= at + longestBlock; index++) {
    const text = lines[index]?.text ?? '';
    if (blank(text)) {
      blanks++;
      if (blanks > 2) break;
      continue;
    }
    if (isBoundary(lines, at, index) || stop(index) || otherWarning.test(text)) break;
    const belongs =
      indentOf(text) > indent ||
      (prefix !== undefined && text.startsWith(prefix)) ||
      continues.test(text) ||
      (blanks === 0 && index - at <= paragraphLines);
    if (!belongs) break;
    last = index;
    blanks = 0;
  }
  return last;
}
