import OpenAI from 'openai';
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
import { strictForm, withoutNulls } from './strict-form.ts';
import { ServerRefusal, type Transport } from './transport.ts';
import { brokeOff, estimatedTokens, modelNamed, nameOf, systemOf, turnsOf } from './words.ts';

const TIMEOUT_MILLISECONDS = 900_000;

/** Under which name a server takes the most tokens of an answer. */
type LimitField = 'max_completion_tokens' | 'max_tokens';

/** A model behind OpenAI's Chat Completions API: the vendor's, llama.cpp's, vLLM's, Ollama's or LiteLLM's. */
export function openaiServer(options: {
  readonly model: string;
  readonly baseUrl: string;
  readonly transport: Transport;
}): ModelServer {
  const client = new OpenAI({
    // The transport holds the credential; a placeholder keeps the SDK from looking for one of its own.
    apiKey: 'placeholder',
    organization: null,
    project: null,
    baseURL: options.baseUrl,
    fetch: options.transport,
    maxRetries: 0,
    timeout: TIMEOUT_MILLISECONDS,
    logLevel: 'off',
  });
  // The vendor's newer models refuse max_tokens; Ollama does not know the other name. Whoever refuses one gets the other.
  let limit: LimitField = isVendor(options.baseUrl) ? 'max_completion_tokens' : 'max_tokens';

  const ask = async (
    prompt: Prompt,
    rung: Rung,
    signal: AbortSignal,
    repeated = false,
  ): Promise<Completion> => {
    const request = requestOf(options.model, prompt, rung, limit);
    try {
      return completionOf(await client.chat.completions.create(request, { signal }), prompt, options.model);
    } catch (thrown) {
      if (!repeated && refusesField(thrown, limit)) {
        limit = limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
        return ask(prompt, rung, signal, true);
      }
      throw failureOf(thrown, { prompt, rung, signal });
    }
  };
  return { model: options.model, complete: (prompt, rung, signal) => ask(prompt, rung, signal) };
}

function isVendor(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}

function requestOf(
  model: string,
  prompt: Prompt,
  rung: Rung,
  limit: LimitField,
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const request: OpenAI.ChatCompletionCreateParamsNonStreaming = {
    model,
    [limit]: prompt.maxOutputTokens,
    messages: [
      { role: 'system', content: systemOf(prompt, rung) },
      ...turnsOf(prompt).map((turn) => ({ ...turn })),
    ],
  };
  if (rung === 'prompt') return request;
  const name = nameOf(prompt);
  const schema = { ...strictForm(prompt.schema) };
  if (rung === 'json-schema') {
    return {
      ...request,
      response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
    };
  }
  const fn = { name, description: 'Takes the answer.', parameters: schema, strict: true };
  // 'required' and not the tool by its name: llama.cpp reads words only (tools/server/server-common.cpp).
  return { ...request, tools: [{ type: 'function', function: fn }], tool_choice: 'required' };
}

/** https://platform.openai.com/docs/guides/error-codes: code unsupported_parameter, and the field in `param`. */
function refusesField(thrown: unknown, field: LimitField): boolean {
  const refusal = thrown instanceof Error ? thrown.cause : undefined;
  if (!(refusal instanceof ServerRefusal) || refusal.status !== 400) return false;
  return readRefusal(refusal.status, refusal.body).param === field;
}

// A count that cannot be is no count: it is estimated then.
const counted = z.number().nonnegative().nullish().catch(undefined);

// Read by a schema of ours: what speaks this API may be another server, or a page of a proxy.
const completionSchema = z.object({
  model: z.string().optional(),
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({
        content: z.string().nullish(),
        refusal: z.string().nullish(),
        tool_calls: z.array(z.object({ function: z.object({ arguments: z.string() }) })).nullish(),
      }),
    }),
  ),
  usage: z.object({ prompt_tokens: counted, completion_tokens: counted }).nullish(),
});

const STOPS: Readonly<Record<string, Stop>> = { length: 'max-tokens', content_filter: 'refusal' };

function completionOf(completion: unknown, prompt: Prompt, model: string): Completion {
  const read = completionSchema.safeParse(completion);
  if (!read.success) {
    throw new ModelServerError('rejected', 'the model server answered with something that is no completion', {
      isNoModel: true,
      mayHaveCost: true,
    });
  }
  const { choices, usage } = read.data;
  const choice = choices[0];
  const said = choice?.message.tool_calls?.[0]?.function.arguments ?? choice?.message.content ?? '';
  const outputTokens = usage?.completion_tokens ?? estimatedTokens(said);
  const stop = choice?.message.refusal ? 'refusal' : (STOPS[choice?.finish_reason ?? ''] ?? 'end');
  return {
    text: withoutNulls(said, prompt.schema),
    stop: stop === 'end' && brokeOff(said, outputTokens, prompt) ? 'max-tokens' : stop,
    model: modelNamed(model, read.data.model),
    usage: {
      inputTokens: usage?.prompt_tokens ?? estimatedTokens(prompt.system, prompt.user),
      outputTokens,
    },
  };
}
