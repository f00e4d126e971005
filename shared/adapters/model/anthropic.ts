import Anthropic from '@anthropic-ai/sdk';
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { z } from 'zod';
import {
  type Completion,
  type ModelServer,
  ModelServerError,
  type Prompt,
  type Rung,
  type Stop,
} from '../../model/server.ts';
import { failureOf, readRefusal } from './failure.ts';
import { ServerRefusal, type Transport } from './transport.ts';
import { brokeOff, estimatedTokens, modelNamed, nameOf, systemOf, turnsOf } from './words.ts';

// Longer than any deadline: the caller's signal is the clock. Without it the SDK refuses large answers beforehand.
const TIMEOUT_MILLISECONDS = 900_000;

/** A model behind Anthropic's Messages API, the vendor's or another's. */
export function anthropicServer(options: {
  readonly model: string;
  readonly baseUrl: string;
  readonly transport: Transport;
}): ModelServer {
  const client = new Anthropic({
    // The transport holds the credential; a placeholder keeps the SDK from looking for one of its own.
    apiKey: 'placeholder',
    authToken: null,
    baseURL: options.baseUrl,
    fetch: options.transport,
    maxRetries: 0,
    timeout: TIMEOUT_MILLISECONDS,
    logLevel: 'off',
    openTelemetry: false,
  });
  // Newer models answer a forced tool with a 400; from then on it is only offered.
  let forced = true;

  const ask = async (prompt: Prompt, rung: Rung, signal: AbortSignal): Promise<Completion> => {
    const request = requestOf(options.model, prompt, rung, forced);
    try {
      return completionOf(await client.messages.create(request, { signal }), prompt, options.model);
    } catch (thrown) {
      if (rung === 'tool' && forced && refusesForce(thrown)) {
        forced = false;
        return ask(prompt, rung, signal);
      }
      throw failureOf(thrown, { prompt, rung, signal });
    }
  };
  return { model: options.model, complete: ask };
}

/** The request of a rung; no sampling parameters, since the API of 2026-10-21 refuses them. */
function requestOf(
  model: string,
  prompt: Prompt,
  rung: Rung,
  forced: boolean,
): Anthropic.MessageCreateParamsNonStreaming {
  const request: Anthropic.MessageCreateParamsNonStreaming = {
    model,
    max_tokens: prompt.maxOutputTokens,
    // What goes before the evidence is the same each time: it is read from the cache where it is long enough for one.
    system: [{ type: 'text', text: systemOf(prompt, rung), cache_control: { type: 'ephemeral' } }],
    messages: turnsOf(prompt).map((turn) => ({ ...turn })),
  };
  if (rung === 'prompt') return request;
  const schema = transformJSONSchema({ ...prompt.schema });
  if (rung === 'json-schema') {
    return { ...request, output_config: { format: { type: 'json_schema', schema: { ...schema } } } };
  }
  const tool: Anthropic.Tool = {
    name: nameOf(prompt),
    description: 'Takes the answer.',
    input_schema: { ...schema, type: 'object' },
    strict: true,
  };
  const choice = { type: forced ? 'any' : 'auto', disable_parallel_tool_use: true } as const;
  return { ...request, tools: [tool], tool_choice: choice };
}

/** Whether the refusal is about the force and not about tools at all. */
function refusesForce(thrown: unknown): boolean {
  const refusal = thrown instanceof Error ? thrown.cause : undefined;
  if (!(refusal instanceof ServerRefusal) || refusal.status !== 400) return false;
  return /tool_choice|forced tool/i.test(readRefusal(refusal.status, refusal.body).message);
}

// A count that cannot be is no count: it is estimated then.
const counted = z.number().nonnegative().nullish().catch(undefined);

// Read by a schema of ours: what speaks this API may be another server, or a page of a proxy.
const messageSchema = z.object({
  model: z.string().optional(),
  content: z.array(
    z.object({ type: z.string(), text: z.string().optional(), input: z.unknown().optional() }),
  ),
  stop_reason: z.string().nullish(),
  usage: z
    .object({
      input_tokens: counted,
      output_tokens: counted,
      cache_creation_input_tokens: counted,
      cache_read_input_tokens: counted,
    })
    .nullish(),
});

const STOPS: Readonly<Record<string, Stop>> = {
  refusal: 'refusal',
  max_tokens: 'max-tokens',
  model_context_window_exceeded: 'context-overflow',
};

function completionOf(message: unknown, prompt: Prompt, model: string): Completion {
  const read = messageSchema.safeParse(message);
  if (!read.success) {
    throw new ModelServerError('rejected', 'the model server answered with something that is no message', {
      isNoModel: true,
      mayHaveCost: true,
    });
  }
  const { content, usage, stop_reason } = read.data;
  const call = content.find((block) => block.type === 'tool_use');
  const text =
    call === undefined
      ? content.flatMap((block) => (block.type === 'text' ? [block.text ?? ''] : [])).join('')
      : JSON.stringify(call.input ?? null);
  const outputTokens = usage?.output_tokens ?? estimatedTokens(text);
  const cached = (usage?.cache_creation_input_tokens ?? 0) + (usage?.cache_read_input_tokens ?? 0);
  const stop = STOPS[stop_reason ?? ''] ?? 'end';
  return {
    text,
    stop: stop === 'end' && brokeOff(text, outputTokens, prompt) ? 'max-tokens' : stop,
    model: modelNamed(model, read.data.model),
    usage: {
      inputTokens:
        usage?.input_tokens == null
          ? estimatedTokens(prompt.system, prompt.user)
          : usage.input_tokens + cached,
      outputTokens,
    },
  };
}
