import { Registry } from 'prom-client';
import { SettingsError } from '../config.ts';
import { openLedger } from '../ledger/open.ts';
import { connect, readCommon } from './connect.ts';
import { httpSink } from './forward.ts';
import { processLogger } from './log.ts';
import { loadFunction, UnknownFunctionError } from './registry.ts';
import { createApp } from './serve.ts';
import { untilShutDown } from './shutdown.ts';
import type { Tracing } from './tracing.ts';

/**
 * Serves one function until a signal ends it, and resolves to the exit code: 0 after a shutdown, 1 where it could
 * not start; then all that is wrong with its settings stands on stderr in one message.
 */
export async function serve(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  try {
    const definition = await loadFunction(name);
    const settings = readCommon(definition, env);
    const log = await processLogger(settings.LOG_LEVEL);
    const ledger = await openLedger(settings);
    if (!ledger.outlivesProcess && definition.kind === 'function' && definition.claims !== false)
      log.warn(IN_MEMORY);
    const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = settings;
    // Before the function makes its clients, which may take a tracer.
    const tracing = collector === undefined ? undefined : await tracingTo(collector, name);
    const registry = new Registry();
    const app = createApp({
      mounts: [{ at: '/', target: await connect(definition, env, log, { ledger, registry }) }],
      registry,
      bodyLimitBytes: settings.BODY_LIMIT_BYTES,
      sink: settings.K_SINK === undefined ? undefined : httpSink(settings.K_SINK),
    });
    const address = await app.http.listen({ port: settings.PORT, host: settings.HOST });
    // Before anybody is told that it listens: a signal from then on has to drain it.
    const ended = untilShutDown(app, settings.DRAIN_SECONDS * 1_000, log);
    log.info({ function: name, address, ledger: settings.LEDGER }, 'listening');
    return await ended.finally(async () => {
      await tracing?.shutdown();
      await ledger.close();
    });
  } catch (thrown) {
    if (!(thrown instanceof SettingsError || thrown instanceof UnknownFunctionError)) throw thrown;
    console.error(`${name}: ${thrown.message}`);
    return 1;
  }
}

const IN_MEMORY =
  'the ledger is in memory: what was handled, counted and spent is forgotten with this process, and another pod knows nothing of it; set LEDGER=sqlite:FILE to keep it';

async function tracingTo(collector: string, name: string): Promise<Tracing> {
  // Only loaded where spans are wanted.
  const { startTracing } = await import('./tracing.ts');
  return startTracing(collector, name);
}
