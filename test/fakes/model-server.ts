import { type Answer, type DoorOptions, type FakeServer, type Request, startServer } from './http-server.ts';
import { anthropicApi } from './model-server-anthropic.ts';
import { openaiApi } from './model-server-openai.ts';

/** Which server is played: the vendor itself, which is strict, or one of those that speak its API in their own way. */
export type Behaviour = 'vendor' | 'llama.cpp' | 'vllm' | 'ollama' | 'litellm';

/** A request as a model sees it, whichever API it came by. */
export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly turns: readonly { readonly role: string; readonly text: string }[];
  /** What the caller asked for; whether the server goes by it is another thing. */
  readonly rung: 'json-schema' | 'tool' | 'prompt';
  /** The schema of the rung; for 'prompt' it stands in the system text. */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly maxTokens: number;
  /** The body as it came. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What the model answers. A string is its words, as they are. A `value` is brought into form as far as the server can:
 * JSON or a tool's input where it goes by the rung, JSON in a fence on the prompt rung, prose where it ignores the rung.
 */
export type Scripted =
  | string
  | {
      readonly value?: unknown;
      readonly text?: string;
      readonly stop?: 'end' | 'max-tokens' | 'refusal' | 'context-overflow';
      readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
    }
  | { readonly failure: Answer };

/** What one kind of server does with what it is asked, by API. */
export interface Ways {
  /** Whether a JSON schema binds the answer; else it is silently ignored. */
  readonly schemaBinds: boolean;
  /** Whether a forced tool is called; else words come. */
  readonly toolBinds: boolean;
  /** Whether an answer that was cut at the limit says so. */
  readonly tellsLimit: boolean;
  /** Whether everything the vendor refuses is refused. */
  readonly strict: boolean;
}

const STRICT: Ways = { schemaBinds: true, toolBinds: true, tellsLimit: true, strict: true };
const LAX: Ways = { ...STRICT, strict: false };

const WAYS: Readonly<Record<Behaviour, { readonly anthropic: Ways; readonly openai: Ways }>> = {
  vendor: { anthropic: STRICT, openai: STRICT },
  // tools/server/server-chat.cpp reads tools and tool_choice of a Messages request, not output_config; a required tool
  // came back as words by either API, with a template that knows tools and without (measured, see docs/models.md).
  'llama.cpp': {
    anthropic: { ...LAX, schemaBinds: false, toolBinds: false },
    openai: { ...LAX, toolBinds: false },
  },
  // vllm/entrypoints/anthropic/serving.py turns output_config.format into response_format since about 0.22.
  vllm: { anthropic: LAX, openai: LAX },
  // docs/api/anthropic-compatibility.mdx: tool_choice is not supported, no format; the OpenAI side knows response_format.
  ollama: {
    anthropic: { ...LAX, schemaBinds: false, toolBinds: false },
    openai: { ...LAX, toolBinds: false },
  },
  // Measured with 1.101 in front of an OpenAI API: output_config is ignored, stop_reason is end_turn at the limit.
  litellm: { anthropic: { ...LAX, schemaBinds: false, tellsLimit: false }, openai: LAX },
};

export interface ModelServerOptions extends DoorOptions {
  readonly api: 'anthropic' | 'openai';
  readonly answer: (request: ModelRequest) => Scripted | Promise<Scripted>;
  readonly behaves?: Behaviour;
  /** What the caller has to show; asked at each request, so that it may be rotated. 'test-key' where nothing is said. */
  readonly credential?: () => string;
}

/** A fake model server. */
export interface FakeModelServer extends FakeServer {
  /** What MODEL_BASE_URL is set to: the url, for openai with /v1. */
  readonly baseUrl: string;
}

/** One API as the fake speaks it. */
export interface Api {
  /** The refusal that the vendor would answer with, or the request as the model sees it. */
  readonly read: (
    request: Request,
    credential: string,
    ways: Ways,
  ) => { readonly refusal: Answer } | { readonly asked: ModelRequest };
  readonly write: (asked: ModelRequest, said: Said, ways: Ways) => Answer;
}

/** What the model said, brought into form. */
export interface Said {
  readonly text: string;
  /** As a call of the tool; `text` is its input then. */
  readonly called: boolean;
  readonly stop: 'end' | 'max-tokens' | 'refusal' | 'context-overflow';
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Starts a model server that takes what the played server takes and answers what is scripted. */
export async function startModelServer(options: ModelServerOptions): Promise<FakeModelServer> {
  const ways = WAYS[options.behaves ?? 'vendor'][options.api];
  const api = options.api === 'anthropic' ? anthropicApi : openaiApi;
  const server = await startServer(async (request) => {
    const read = api.read(request, options.credential?.() ?? 'test-key', ways);
    if ('refusal' in read) return read.refusal;
    const scripted = await options.answer(read.asked);
    if (typeof scripted === 'object' && 'failure' in scripted) return scripted.failure;
    return api.write(read.asked, sayAs(scripted, read.asked, ways), ways);
  }, options);
  return { ...server, baseUrl: options.api === 'anthropic' ? server.url : `${server.url}/v1` };
}

function sayAs(scripted: Exclude<Scripted, { failure: Answer }>, asked: ModelRequest, ways: Ways): Said {
  const script = typeof scripted === 'string' ? { text: scripted } : scripted;
  const { text, called } =
    script.value === undefined
      ? { text: script.text ?? '', called: false }
      : inForm(script.value, asked.rung, ways);
  const stop = script.stop ?? 'end';
  const inputTokens = Math.ceil((asked.system + asked.turns.map((turn) => turn.text).join('')).length / 4);
  const outputTokens = stop === 'max-tokens' ? asked.maxTokens : Math.ceil(text.length / 4);
  return { text, called, stop, ...(script.usage ?? { inputTokens, outputTokens }) };
}

function inForm(value: unknown, rung: ModelRequest['rung'], ways: Ways): { text: string; called: boolean } {
  const json = JSON.stringify(value);
  if (rung === 'prompt') return { text: `Here is the JSON:\n\`\`\`json\n${json}\n\`\`\``, called: false };
  if (rung === 'json-schema' && ways.schemaBinds) return { text: json, called: false };
  if (rung === 'tool' && ways.toolBinds) return { text: json, called: true };
  return { text: 'The build failed because something in it went wrong.', called: false };
}
