import type { Excerpt, LogLine, ReadLog } from '../../../shared/log/log.ts';
import { lineOf } from './near-lines.ts';

/** What is known of where a line stands beside the build itself. */
export interface Standing {
  /** True for what the CI system writes of its own machine before the build's first command, or with its own scripts. */
  readonly isStartUp: (line: LogLine) => boolean;
  /** True for what stands before the command that failed, where the log shows that command. */
  readonly isBeforeFailure: (line: LogLine) => boolean;
}

/** Sections in which a CI system describes its worker; https://docs.travis-ci.com and GitHub's runner name them so. */
const describing =
  /^(?:worker[_ ]info(?:rmation)?|system[_ ]info|resolvconf|docker_mtu|Operating System|(?:Virtual|Runner) (?:Environment|Image)|Runner Image Provisioner|prepare_executor|Build system information)$/i;

/** Scripts of the CI system around the build: what they lack is not what the build lacks. */
const ownScript = /^\/\S{1,100}\/\.travis\/\S{1,60}: line \d/;

/** Lines at the start of a log in which sections that describe the worker are looked for. */
const startLines = 2_000;

function startUpEnd(log: ReadLog): number {
  let end = 0;
  for (const { name, line, lineEnd, exitStatus } of log.sections) {
    if (line > startLines) break;
    const failed = exitStatus !== undefined && exitStatus !== 0;
    if (describing.test(name) && !failed && lineEnd < log.totalLines) end = Math.max(end, lineEnd);
  }
  return end;
}

/** The first line of the command that failed, where it is echoed as "$ command"; 0 where it is not. */
function failureStart(log: ReadLog, found: Excerpt): number {
  const step = found.step?.split('\n', 1)[0]?.trim();
  const top = Math.max(0, ...found.ranked);
  if (step === undefined || step.length < 3) return 0;
  for (let at = log.lines.length - 1; at >= 0; at -= 1) {
    const line = log.lines[at];
    if (line === undefined || line.number > top || !line.text.startsWith('$ ')) continue;
    if (line.text.slice(2, 2 + step.length) === step) return line.number;
  }
  return 0;
}

/** Prepares what is asked of each line of one log. */
export function standingOf(log: ReadLog, found: Excerpt): Standing {
  const end = startUpEnd(log);
  const start = failureStart(log, found);
  return {
    isStartUp: ({ number, text }) => number <= end || ownScript.test(text),
    isBeforeFailure: ({ number }) => number < start,
  };
}

/** Lines that only pass on that something failed. */
const passingOn =
  /^(?:npm (?:ERR!|error) |\S{0,60}make(?:\[\d{1,3}\])?: \*\*\* |The command "|(?:error )?Command failed with exit code|error: build failed|Done\. Your build exited|\*\*\* Failed \*\*\*|(?:ERROR|Error|error)?:? ?"?[\w:.-]{0,60}"? exited with (?:code )?\d|Issues :-\(|Process exited with)/i;

/** The strongest lines of the excerpt for a person: of the failing command before others, what says why before what only passes it on. */
export function strongestLines(log: ReadLog, found: Excerpt): number[] {
  const standing = standingOf(log, found);
  const grade = (number: number): number => {
    const line = lineOf(log, number);
    if (line === undefined || standing.isStartUp(line)) return 3;
    return (standing.isBeforeFailure(line) ? 2 : 0) + (passingOn.test(line.text.trim()) ? 0.5 : 0);
  };
  const graded = found.ranked.map((number, place) => ({ number, place, grade: grade(number) }));
  return graded.sort((a, b) => a.grade - b.grade || a.place - b.place).map(({ number }) => number);
}
