import type { ReadLog } from './log.ts';

/** A line that says how a process ended, without saying why. Indices are into `ReadLog.lines`. */
export interface End {
  readonly at: number;
  /** 'step': the CI system ended a step; 'tool': a build tool passed on a failure; 'job': the whole job. */
  readonly kind: 'step' | 'tool' | 'job';
  readonly status?: number;
  /** First line of the step that ended, where the log tells. */
  readonly from?: number;
  readonly step?: string;
}

/** Words of which each line that ends something holds one, in lower case: a cheap test before the forms below. */
export const endWords = [
  'exit',
  'error ',
  'make',
  'npm ',
  'marked',
  'returned',
  'failed',
  'failure',
  'finished',
  'stopped',
  'complete successfully',
  'could not compile',
  'succeeded',
  'build succ',
  'cleaning up',
  'passed',
  '0 fail',
  'ok ',
  'result: ok',
];
const jobEnd =
  /^(?:nl)?Done\. Your build exited with [1-9]|^Finished: (?:FAILURE|ABORTED|UNSTABLE)|^ERROR: Job failed\b/;
const jobPassed =
  /^Done\. Your build exited with 0|^Finished: SUCCESS|^Job succeeded|^(?:\[INFO\] )?BUILD SUCCESS|^Cleaning up orphan processes|^Build succeeded\b/;
const testsPassed =
  /^\s{0,6}Tests?:? {1,12}[1-9]\d{0,6} passed(?!.{0,80}failed)|^={3,100} (?!.{0,80}(?:failed|error)).{0,80}\d passed.{0,80}={3,100}$|^\d{1,6} (?:examples?|tests?|runs?|specs?),(?!.{0,80}[1-9]\d{0,5} (?:failures?|errors?|failed)).{0,80}\b0 (?:failures|failed)|^OK \(|^test result: ok\.|^100% tests passed/;
const travisStep = /" exited with (\d{1,3})\.$/;
const travisRetry = /^The command ".{0,300}" failed (?:\d{1,2} times|and exited with (\d{1,3}))/;
const stepEnd =
  /^(?:##\[error\])?(?:The )?(?:Process|process|Bash|PowerShell|Cmd\.exe|Script|Command|command) .{0,120}?(?:completed|exited|failed|returned) with (?:exit )?(?:code|status) '?"?([1-9]\d{0,2})|^Exited with code(?: exit status)? ([1-9]\d{0,2})|^Build step '.{1,120}' marked build as (?:failure|unstable)|^script returned exit code ([1-9]\d{0,2})|^Command exited with code ([1-9]\d{0,2})/;
const toolEnd =
  /^(?:g?make|mingw32-make)(?:\[\d{1,3}\])?: \*\*\* \[|^npm (?:ERR!|error) (?:code ELIFECYCLE|errno|Exit status)|^error Command failed with|^exit status [1-9]|^FAILURE: Build|BUILD FAIL(?:URE|ED)|^ninja: build stopped|returned a non-zero code: [1-9]|did not complete successfully: exit code|^error: could not compile|^\*\*\* Failed|^ERROR: ".{1,100}" exited with|^Build failed|command failed with exit code [1-9]|^FAILED: Build did NOT|Command failed with exit (?:code|status)/;

// A command is found by its first characters: Travis cuts neither the echo nor the end.
const echoCharacters = 60;
const longestEnd = 2_000;
const opening = 'The command "';

/** The Travis command that ended at `at`, and its first line where the log echoed it (`echoes`: "$ COMMAND" by line). */
function travisCommand(
  log: ReadLog,
  at: number,
  echoes: ReadonlyMap<string, number>,
): { from?: number; step: string } | undefined {
  for (let index = at; index > at - 60 && index >= 0; index--) {
    const text = log.lines[index]?.text ?? '';
    if (!text.startsWith(opening)) continue;
    const step = text.slice(opening.length).replace(travisStep, '');
    const from = echoes.get(step.slice(0, echoCharacters));
    return from === undefined ? { step } : { from, step };
  }
  return undefined;
}

/** Every line among `candidates` (indices) that says how something ended, in order; `status` 0 says well. */
export function endsOf(log: ReadLog, candidates: readonly number[]): End[] {
  const ends: End[] = [];
  const echoes = new Map<string, number>();
  for (const at of candidates) {
    const text = log.lines[at]?.text ?? '';
    if (text.startsWith('$ ')) echoes.set(text.slice(2, 2 + echoCharacters), at);
    if (text.length > longestEnd) continue;
    if (jobEnd.test(text)) {
      ends.push({ at, kind: 'job', status: 1 });
      continue;
    }
    if (jobPassed.test(text)) {
      ends.push({ at, kind: 'job', status: 0 });
      continue;
    }
    const travis = travisStep.exec(text) ?? travisRetry.exec(text);
    if (travis !== null && !text.startsWith('ERROR')) {
      ends.push({ at, kind: 'step', status: Number(travis[1] ?? 1), ...travisCommand(log, at, echoes) });
      continue;
    }
    const step = stepEnd.exec(text);
    if (step !== null) {
      const status = step[1] ?? step[2] ?? step[3] ?? step[4];
      ends.push({ at, kind: 'step', ...(status === undefined ? { status: 1 } : { status: Number(status) }) });
    } else if (toolEnd.test(text)) {
      ends.push({ at, kind: 'tool', status: 1 });
    } else if (testsPassed.test(text)) {
      ends.push({ at, kind: 'tool', status: 0 });
    }
  }
  return ends;
}
