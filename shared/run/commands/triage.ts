import { stat } from 'node:fs/promises';
import type { NamedLog } from '../../../functions/build-triage/gather.ts';
import { reason } from '../../../functions/build-triage/reason.ts';
import { triage } from '../../../functions/build-triage/triage.ts';
import type { BuildReport } from '../../events/build.ts';
import { bytesOfFile, examineLog, inflated, UnreadableLogError } from '../../log/bytes.ts';
import type { ReadLog } from '../../log/log.ts';
import { readLog } from '../../log/read.ts';
import type { Model } from '../../model.ts';
import { redactError } from '../../redact/redact.ts';
import { reportText } from '../../report-text.ts';
import { whyUnreadable } from '../unreadable.ts';

/** Where the command reads and writes; a test gives its own. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Where the settings of a model are looked for. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A log that cannot be triaged; the message is a sentence that says what to do. */
class LogError extends Error {
  override readonly name = 'LogError';
}

/**
 * Triages each log (a path, a .gz, or '-' for standard input) and prints a report, or with `json` one document a line.
 * Resolves to the exit code: 0 when all were triaged, 1 when some could not be read. A model reads the evidence where
 * MODEL_PROVIDER names one; throws a SettingsError where its settings are wrong.
 */
export async function triageCommand(
  logs: readonly string[],
  options: { readonly passed?: string; readonly json?: boolean },
  streams: Streams,
): Promise<0 | 1> {
  const model = await modelOf(streams.env ?? {});
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
      const fromEvidence = reportOf({ name: calledOf(name), log }, passing);
      const report = model ? await reason(fromEvidence, model, never) : fromEvidence;
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

/** The report on one log alone and from evidence alone, as the command makes it. */
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

/** Whoever waits at a terminal ends the command; the model's own deadline ends a question. */
const never = new AbortController().signal;

/** The model of the settings, all of it loaded only where they name one. */
async function modelOf(env: NonNullable<Streams['env']>): Promise<Model | undefined> {
  if (!env.MODEL_PROVIDER?.trim()) return undefined;
  const { connectOwnModel } = await import('../own-model.ts');
  return connectOwnModel('build-triage', env);
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
