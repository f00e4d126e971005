import { httpSink } from '../forward.ts';
import { RecordedEventError, recordedEvents } from '../recorded-events.ts';

/** Sends each recorded event to a broker; resolves to the exit code: 0 when all were accepted. */
export async function sendCommand(
  files: readonly string[],
  options: { readonly to: string },
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
): Promise<0 | 1 | 2> {
  const to = URL.parse(options.to);
  if (to === null || !/^https?:$/.test(to.protocol) || to.password !== '') {
    // What was given is not repeated: it may hold a password.
    streams.stderr.write(
      'watchkeeper: --to takes an http URL without a password, such as http://127.0.0.1:8080/\n',
    );
    return 2;
  }
  const sink = httpSink(to.href, to.href);
  let failed = false;
  for (const file of files) {
    try {
      for (const event of await recordedEvents(file)) {
        await sink.send(event, AbortSignal.timeout(60_000));
        streams.stdout.write(`${file}: ${event.type} ${event.id} accepted\n`);
      }
    } catch (error) {
      failed = true;
      streams.stderr.write(`watchkeeper: ${sentence(error, file)}\n`);
    }
  }
  return failed ? 1 : 0;
}

function sentence(error: unknown, file: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RecordedEventError) return message;
  // Only what never answered has a cause: with an answer, a broker is there.
  const unreachable = error instanceof Error && error.cause !== undefined;
  return `${file}: ${message}${unreachable ? ' (is a broker running there? "npx watchkeeper dev" starts one)' : ''}`;
}
