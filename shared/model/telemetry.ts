import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Usage } from './budget.ts';
import type { Completion } from './server.ts';

/** Who asks what of which model: labels of each metric. */
export interface Asker {
  readonly function: string;
  readonly question: string;
  readonly model: string;
}

/** What asking tells about itself. */
export interface Telemetry {
  /** Counts a question and how it ended: 'answered', 'remembered', or why not. */
  readonly asked: (asker: Asker, outcome: string) => void;
  /** Measures one request to the server, in metrics and in a span; what it throws goes through. */
  readonly request: (
    asker: Asker,
    complete: () => Promise<Completion>,
    failureOf: (error: unknown) => string,
  ) => Promise<Completion>;
}

/** Where the requests of the spans go to. */
export interface Place {
  /** Name of the provider as OpenTelemetry has it, such as 'anthropic'. */
  readonly provider: string;
  readonly host?: string;
  readonly port?: number;
}

/** Metrics in a registry that functions of a process share, and spans where the process has an OpenTelemetry SDK. */
export function createTelemetry(
  registry: Registry,
  { place, now, costOf }: { place: Place; now: () => number; costOf: (usage: Usage) => number },
): Telemetry {
  const metrics = metricsIn(registry);
  return {
    asked: (asker, outcome) => metrics.questions.inc({ ...asker, outcome }),
    request: async (asker, complete, failureOf) => {
      const span = startSpan(asker, place);
      const started = now();
      const end = (outcome: string) => {
        metrics.requests.inc({ ...asker, outcome });
        metrics.seconds.observe({ ...asker }, (now() - started) / 1_000);
        span.end();
      };
      try {
        const completion = await complete();
        const { usage, model, stop } = completion;
        metrics.tokens.inc({ ...asker, direction: 'input' }, usage.inputTokens);
        metrics.tokens.inc({ ...asker, direction: 'output' }, usage.outputTokens);
        metrics.cost.inc({ ...asker }, costOf(usage) / 1_000_000);
        span.setAttributes({
          'gen_ai.response.model': model,
          'gen_ai.response.finish_reasons': [stop],
          'gen_ai.usage.input_tokens': usage.inputTokens,
          'gen_ai.usage.output_tokens': usage.outputTokens,
        });
        end(stop);
        return completion;
      } catch (error) {
        const failure = failureOf(error);
        span.setAttribute('error.type', failure);
        // No message: it may hold what was asked.
        span.setStatus({ code: SpanStatusCode.ERROR });
        end(failure);
        throw error;
      }
    },
  };
}

/** https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ */
function startSpan({ model, question, function: name }: Asker, { provider, host, port }: Place): Span {
  return trace.getTracer('watchkeeper').startSpan(`chat ${model}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      // Its name until semantic conventions 1.37.
      'gen_ai.system': provider,
      'gen_ai.request.model': model,
      'gen_ai.output.type': 'json',
      ...(host === undefined ? {} : { 'server.address': host }),
      ...(port === undefined ? {} : { 'server.port': port }),
      'watchkeeper.function': name,
      'watchkeeper.question': question,
    },
  });
}

const ASKER = ['function', 'question', 'model'] as const;

function metricsIn(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    (registry.getSingleMetric(name) as Counter<Label> | undefined) ??
    new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
  const seconds = 'watchkeeper_model_request_seconds';
  return {
    questions: counter('watchkeeper_model_questions_total', 'Questions to a model by how they ended.', [
      ...ASKER,
      'outcome',
    ]),
    requests: counter('watchkeeper_model_requests_total', 'Requests to a model server by how they ended.', [
      ...ASKER,
      'outcome',
    ]),
    tokens: counter('watchkeeper_model_tokens_total', 'Tokens by direction, as the server counts them.', [
      ...ASKER,
      'direction',
    ]),
    cost: counter(
      'watchkeeper_model_cost_total',
      'Money spent, in the currency of MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT.',
      ASKER,
    ),
    seconds:
      (registry.getSingleMetric(seconds) as Histogram<(typeof ASKER)[number]> | undefined) ??
      new Histogram({
        name: seconds,
        help: 'Time of one request to a model server.',
        labelNames: ASKER,
        buckets: [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300],
        registers: [registry],
      }),
  };
}
