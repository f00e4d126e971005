import { trace } from '@opentelemetry/api';

/** Spans that are on their way out; ends with the process. */
export interface Tracing {
  /** Sends what is left, for `milliseconds` at most; never throws. */
  readonly shutdown: (milliseconds?: number) => Promise<void>;
}

/**
 * Sends the spans of this process by OTLP over HTTP (protobuf) to `endpoint`, such as http://otel-collector:4318, as
 * `serviceName`. Whatever else OpenTelemetry's own variables say about the exporter holds too.
 */
export async function startTracing(endpoint: string, serviceName: string): Promise<Tracing> {
  // Only loaded here: most processes trace nothing.
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
    ]);
  // https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) })],
  });
  trace.setGlobalTracerProvider(provider);
  return {
    shutdown: async (milliseconds = 3_000) => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      trace.disable();
    },
  };
}
