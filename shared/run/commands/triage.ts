import { stat } from 'node:fs/promises';
import type { NamedLog } from '../../../functions/build-triage/gather.ts';
import { triage } from '../../../functions/build-triage/triage.ts';
import type { BuildReport } from '../../events/build.ts';
import { bytesOfFile, examineLog, inflated, UnreadableLogError } from '../../log/bytes.ts';
import type { ReadLog } from '../../log/log.ts';
import { readLog } from '../../log/read.ts';
import { redactError } from '../../redact/redact.ts';
import { reportText } from '../../report-text.ts';
import { whyUnreadable } from '../unreadable.ts';

/** Where the command reads and writes; a test gives its own. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** A log that cannot be triaged; the message is a sentence that says what to do. */
class LogError extends Error {
  override readonly name = 'LogError';
}

/**
 * Triages each log (a path, a .gz, or '-' for standard input) and prints a report, or with `json` one document a line.
 * Resolves to the exit code: 0 when all were triaged, 1 when some could not be read.
 */
export async function triageCommand(
  logs: readonly string[],
  options: { readonly passed?: string; readonly json?: boolean },
  streams: Streams,
): Promise<0 | 1> {
  let failed = false;
  let passing: ReadLog | undefined;
  try {
    passing = options.passed === undefined ? undefined : await readNamed(options.passed, streams.stdin);
  } catch (error) {
    const why = sentence(error, calledOf(options.passed ?? ''));
    streams.stderr.write(`watchkeeper: --passed: ${why}; going on without it\n`);
    failed = true;
  }
  for (const [index, name] of logs.entries()) {
    try {
      const log = await readNamed(name, streams.stdin);
      const report = reportOf({ name: calledOf(name), log }, passing);
      streams.stdout.write(
        options.json
          ? `${JSON.stringify({ log: name, report })}\n`
          : `${index > 0 ? '\n' : ''}${logs.length > 1 ? `── ${name}\n` : ''}${reportText(report, { stream: streams.stdout })}\n`,
      );
    } catch (error) {
      failed = true;
      const why = sentence(error, calledOf(name));
      if (options.json) streams.stdout.write(`${JSON.stringify({ log: name, error: why })}\n`);
      else streams.stderr.write(`watchkeeper: ${why}\n`);
    }
  }
  return failed ? 1 : 0;
}

/** The report on one log alone, as the command makes it. */
export function reportOf(named: NamedLog, passing?: ReadLog): BuildReport {
  return triage({
    logs: [named],
    ...(passing === undefined ? {} : { passing }),
    hints: {},
    stated: [],
    missing: [],
    truncated: named.log.truncated,
  });
}

async function readNamed(name: string, stdin: AsyncIterable<Uint8Array>): Promise<ReadLog> {
  const source = name === '-' ? inflated(stdin) : await fileBytes(name);
  const { bytes, empty, foreign } = await examineLog(source);
  const called = calledOf(name);
  if (empty) throw new LogError(`${called} is empty: there is nothing to triage`);
  if (foreign !== undefined)
    throw new LogError(`${called} is ${foreign}, not a log: give the text of the log`);
  return readLog(bytes);
}

async function fileBytes(path: string): Promise<AsyncIterable<Uint8Array>> {
  const info = await stat(path);
  if (info.isDirectory()) {
    throw new LogError(
      `${path} is a directory: name the log files in it, such as ${path.replace(/\/$/, '')}/build.log`,
    );
  }
  return bytesOfFile(path);
}

/** What went wrong with a log, as one sentence that names it. */
function sentence(error: unknown, called: string): string {
  const why = whyUnreadable(error);
  if (why !== undefined) return `${called}: ${why}`;
  const { message } = redactError(error);
  return error instanceof UnreadableLogError ? `${called} ${message}` : message;
}

function calledOf(name: string): string {
  return name === '-' ? 'standard input' : name;
}
