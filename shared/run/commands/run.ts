import { text } from 'node:stream/consumers';
import { destination } from 'pino';
import { Registry } from 'prom-client';
import { SettingsError } from '../../config.ts';
import { type Connected, invoke } from '../../invoke.ts';
import { openLedger } from '../../ledger/open.ts';
import { connect, readCommon } from '../connect.ts';
import { createLogger } from '../log.ts';
import { reasonOf } from '../reason.ts';
import { RecordedEventError, recordedEvents, recordedEventsOf } from '../recorded-events.ts';
import { loadFunction, UnknownFunctionError } from '../registry.ts';

/** Runs one function with one event and prints its result events, one JSON line each; resolves to the exit code. */
export async function runCommand(
  name: string,
  file: string,
  streams: {
    readonly stdin: AsyncIterable<Uint8Array>;
    readonly stdout: NodeJS.WritableStream;
    readonly stderr: NodeJS.WritableStream;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<0 | 1 | 2> {
  try {
    const definition = await loadFunction(name);
    if (definition.kind !== 'function') {
      streams.stderr.write(`watchkeeper: ${name} is an intake: it takes a webhook, not an event\n`);
      return 2;
    }
    const events =
      file === '-'
        ? recordedEventsOf(await text(streams.stdin), 'standard input')
        : await recordedEvents(file);
    const env = { ...streams.env, LOG_LEVEL: streams.env.LOG_LEVEL || 'warn' };
    const common = readCommon(definition, env);
    // Standard output holds the results and nothing else.
    const log = createLogger(common.LOG_LEVEL, destination({ dest: 2, sync: true }));
    const ledger = await openLedger(common);
    const fn = (await connect(definition, env, log, { ledger, registry: new Registry() })) as Connected;
    for (const event of events) {
      const invoked = await invoke(fn, event, new AbortController().signal);
      for (const result of invoked.events) streams.stdout.write(`${JSON.stringify(result)}\n`);
    }
    return 0;
  } catch (error) {
    const known =
      error instanceof RecordedEventError ||
      error instanceof UnknownFunctionError ||
      error instanceof SettingsError;
    const message = known ? error.message : reasonOf(error);
    streams.stderr.write(`watchkeeper: ${message}\n`);
    return error instanceof UnknownFunctionError ? 2 : 1;
  }
}
