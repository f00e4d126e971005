import { stat } from 'node:fs/promises';
import type { NamedLog } from '../../../functions/build-triage/gather.ts';
import { triage } from '../../../functions/build-triage/triage.ts';
import type { BuildReport } from '../../events/build.ts';
import { bytesOfFile, examineLog, inflated } from '../../log/bytes.ts';
import type { ReadLog } from '../../log/log.ts';
import { readLog } from '../../log/read.ts';
import { redactError } from '../../redact/redact.ts';
import { reportText } from '../../report-text.ts';

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
  options: { readonly passing?: string; readonly json?: boolean },
  streams: Streams,
): Promise<0 | 1> {
  let failed = false;
  let passing: ReadLog | undefined;
  try {
    passing = options.passing === undefined ? undefined : await readNamed(options.passing, streams.stdin);
  } catch (error) {
    streams.stderr.write(`watchkeeper: --passing: ${sentence(error)}\n`);
    failed = true;
  }
  for (const [index, name] of logs.entries()) {
    try {
      const log = await readNamed(name, streams.stdin);
      const report = reportOf({ name: name === '-' ? 'standard input' : name, log }, passing);
      streams.stdout.write(
        options.json
          ? `${JSON.stringify({ log: name, report })}\n`
          : `${index > 0 ? '\n' : ''}${logs.length > 1 ? `── ${name}\n` : ''}${reportText(report, { stream: streams.stdout })}\n`,
      );
    } catch (error) {
      failed = true;
      if (options.json) streams.stdout.write(`${JSON.stringify({ log: name, error: sentence(error) })}\n`);
      else streams.stderr.write(`watchkeeper: ${sentence(error)}\n`);
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
  const called = name === '-' ? 'standard input' : name;
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

// What the system says about a path, as a person would.
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read; check its permissions',
  EISDIR: 'it is a directory',
};

function sentence(error: unknown): string {
  if (error instanceof Error && 'code' in error && 'path' in error) {
    return `${String(error.path)}: ${SYSTEM[String(error.code)] ?? String(error.code)}`;
  }
  return redactError(error).message;
}
