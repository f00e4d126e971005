import { httpSink } from '../forward.ts';
import { RecordedEventError, recordedEvents } from '../recorded-events.ts';

/** Sends each recorded event to a broker; resolves to the exit code: 0 when all were accepted. */
export async function sendCommand(
  files: readonly string[],
  options: { readonly to: string },
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
): Promise<0 | 1 | 2> {
  if (!URL.canParse(options.to)) {
    streams.stderr.write(`watchkeeper: --to ${options.to} is not a URL, such as http://127.0.0.1:8080/\n`);
    return 2;
  }
  const sink = httpSink(options.to, options.to);
  let failed = false;
  for (const file of files) {
    try {
      for (const event of await recordedEvents(file)) {
        await sink.send(event, AbortSignal.timeout(60_000));
        streams.stdout.write(`${file}: ${event.type} ${event.id} accepted\n`);
      }
    } catch (error) {
      failed = true;
      const message = error instanceof Error ? error.message : String(error);
      const hint =
        error instanceof RecordedEventError
          ? ''
          : ' (is a broker running there? "watchkeeper dev" starts one)';
      streams.stderr.write(`watchkeeper: ${file}: ${message}${hint}\n`);
    }
  }
  return failed ? 1 : 0;
}
