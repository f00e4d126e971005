import type { Answer, Request } from './http-server.ts';
import type { Api, ModelRequest, Said, Ways } from './model-server.ts';
import { isObject } from './schema-check.ts';

// Anthropic's Messages API as of 2026-10-21. Fields: MessageCreateParamsBase of @anthropic-ai/sdk 1.12
// (resources/messages/messages.d.ts).
const FIELDS = new Set([
  'max_tokens',
  'messages',
  'model',
  'cache_control',
  'container',
  'diagnostics',
  'inference_geo',
  'metadata',
  'output_config',
  'service_tier',
  'speed',
  'stop_sequences',
  'stream',
  'system',
  'thinking',
  'tool_choice',
  'tools',
  'user_profile_id',
  'workspace_id',
]);
const VERSIONS = ['2023-06-01', '2026-10-21'];
// https://platform.claude.com/docs/en/api/migration-2026-10-21: refused even at their defaults.
const SAMPLING = ['temperature', 'top_p', 'top_k'];
// https://platform.claude.com/docs/en/about-claude/models/whats-new-sonnet-5-5: "Forced tool use returns an error";
// Opus 5.5 always thinks, and a model that thinks cannot be forced.
const NEVER_FORCED = /^claude-(?:sonnet|opus)-5-5/;

/** Anthropic's Messages API. */
export const anthropicApi: Api = {
  read: (request, credential, ways) => {
    const body = jsonOf(request.body);
    const refusal =
      refusedDoor(request, credential, ways) ??
      (body === undefined ? invalid('The request body is not valid JSON') : undefined) ??
      (ways.strict && body !== undefined ? refusedBody(request, body) : undefined);
    if (refusal !== undefined || body === undefined) return { refusal: refusal ?? invalid('no body') };
    return { asked: askedOf(body) };
  },
  write: (asked, said, ways) => ({
    status: 200,
    headers: { 'request-id': 'req_fake' },
    body: messageOf(asked, said, ways),
  }),
};

/** An error in Anthropic's form: https://platform.claude.com/docs/en/api/errors */
export function anthropicError(
  status: number,
  type: string,
  message: string,
  extra: { readonly details?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Answer {
  const details = extra.details === undefined ? {} : { details: extra.details };
  return {
    status,
    headers: { 'request-id': 'req_fake', ...extra.headers },
    body: { type: 'error', error: { type, message, ...details }, request_id: 'req_fake' },
  };
}

function invalid(message: string): Answer {
  return anthropicError(400, 'invalid_request_error', message);
}

function refusedDoor({ method, path, headers }: Request, credential: string, ways: Ways): Answer | undefined {
  if (path.split('?')[0] !== '/v1/messages') return anthropicError(404, 'not_found_error', 'Not Found');
  if (method !== 'POST') return anthropicError(405, 'invalid_request_error', 'Method Not Allowed');
  const shown = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  // https://platform.claude.com/docs/en/api/overview#authentication
  if (shown === undefined) return anthropicError(401, 'authentication_error', 'x-api-key header is required');
  if (shown !== credential) return anthropicError(401, 'authentication_error', 'invalid x-api-key');
  if (!ways.strict) return undefined;
  // https://platform.claude.com/docs/en/api/versioning
  const version = headers['anthropic-version'];
  if (version === undefined) return invalid('anthropic-version: header is required');
  if (typeof version !== 'string' || !VERSIONS.includes(version)) {
    return invalid(`anthropic-version: "${version}" is not a valid version`);
  }
  if (!headers['content-type']?.startsWith('application/json')) return invalid('content-type: must be JSON');
  return undefined;
}

function refusedBody(request: Request, body: Readonly<Record<string, unknown>>): Answer | undefined {
  const newest = request.headers['anthropic-version'] === '2026-10-21';
  for (const field of Object.keys(body)) {
    if (SAMPLING.includes(field) && !newest) continue;
    if (!FIELDS.has(field)) return invalid(`${field}: Extra inputs are not permitted`);
  }
  for (const field of ['model', 'max_tokens', 'messages']) {
    if (body[field] === undefined) return invalid(`${field}: Field required`);
  }
  if (!Number.isInteger(body.max_tokens) || Number(body.max_tokens) < 1) {
    return invalid('max_tokens: Input should be greater than or equal to 1');
  }
  const problem = turnsProblem(body.messages) ?? systemProblem(body.system) ?? rungProblem(body);
  return problem === undefined ? undefined : invalid(problem);
}

// https://platform.claude.com/docs/en/api/messages: the first turn is the user's; none is empty; a last turn of the
// assistant (prefill) is refused by the models of today. Turns of one role in a row would be joined: nothing here needs
// that, and the chat templates of open models refuse it.
function turnsProblem(messages: unknown): string | undefined {
  if (!Array.isArray(messages) || messages.length === 0) return 'messages: at least one message is required';
  for (const [at, turn] of messages.entries()) {
    if (!isObject(turn)) return `messages.${at}: Input should be an object`;
    const expected = at % 2 === 0 ? 'user' : 'assistant';
    if (turn.role !== expected) return `messages.${at}.role: roles must alternate, beginning with "user"`;
    if (textOf(turn.content).trim() === '') return `messages.${at}: all messages must have non-empty content`;
  }
  return messages.length % 2 === 0
    ? 'This model does not support assistant message prefill. The conversation must end with a user message.'
    : undefined;
}

// https://platform.claude.com/docs/en/build-with-claude/prompt-caching: type ephemeral, ttl 5m or 1h; no empty text.
function systemProblem(system: unknown): string | undefined {
  if (system === undefined || typeof system === 'string') return undefined;
  if (!Array.isArray(system)) return 'system: Input should be a valid string or list';
  for (const [at, block] of system.entries()) {
    if (!isObject(block) || block.type !== 'text') return `system.${at}.type: Input should be 'text'`;
    if (textOf([block]).trim() === '') return `system.${at}: text content blocks must be non-empty`;
    const cache = block.cache_control;
    if (cache === undefined) continue;
    if (!isObject(cache) || cache.type !== 'ephemeral')
      return `system.${at}.cache_control: must be ephemeral`;
    if (cache.ttl !== undefined && !['5m', '1h'].includes(String(cache.ttl))) {
      return `system.${at}.cache_control.ttl: Input should be '5m' or '1h'`;
    }
  }
  return undefined;
}

function rungProblem(body: Readonly<Record<string, unknown>>): string | undefined {
  const config = body.output_config;
  if (config !== undefined) {
    if (!isObject(config)) return 'output_config: Input should be an object';
    const format = config.format;
    if (format !== undefined) {
      if (!isObject(format) || format.type !== 'json_schema')
        return 'output_config.format.type: must be json_schema';
      const problem = schemaProblem(format.schema);
      if (problem !== undefined) return `output_config.format.schema: ${problem}`;
    }
  }
  return toolsProblem(body);
}

function toolsProblem(body: Readonly<Record<string, unknown>>): string | undefined {
  const tools = Array.isArray(body.tools) ? body.tools : [];
  for (const [at, tool] of tools.entries()) {
    if (!isObject(tool)) return `tools.${at}: Input should be an object`;
    // ToolUnion of the SDK; names: https://platform.claude.com/docs/en/agents-and-tools/tool-use/implement-tool-use
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(String(tool.name)))
      return `tools.${at}.custom.name: String should match pattern`;
    const problem = tool.strict === true ? schemaProblem(tool.input_schema) : undefined;
    if (problem !== undefined) return `tools.${at}.custom.input_schema: ${problem}`;
  }
  const choice = body.tool_choice;
  if (choice === undefined) return undefined;
  if (!isObject(choice) || !['auto', 'any', 'tool', 'none'].includes(String(choice.type))) {
    return 'tool_choice.type: Input should be auto, any, tool or none';
  }
  if (tools.length === 0) return 'tool_choice: may only be specified while providing tools';
  const forced = choice.type === 'any' || choice.type === 'tool';
  // The wording is ours: the page says that it is an error, not in which words.
  if (forced && NEVER_FORCED.test(String(body.model)))
    return 'tool_choice: forced tool use is not supported by this model';
  return undefined;
}

// https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations, and what
// @anthropic-ai/sdk leaves in a schema (lib/transform-json-schema.js). The wording is the API's, as issues quote it
// (agentjido/req_llm#302).
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems'],
  string: ['format'],
  integer: [],
  number: [],
  boolean: [],
  null: [],
};
const ANYWHERE = ['type', 'description', 'title', 'enum', 'const', 'anyOf', 'allOf', '$ref', '$defs'];

function schemaProblem(schema: unknown): string | undefined {
  if (!isObject(schema)) return 'Input should be an object';
  const type = typeof schema.type === 'string' ? schema.type : '';
  for (const keyword of Object.keys(schema)) {
    if (ANYWHERE.includes(keyword) || KEYWORDS[type]?.includes(keyword)) continue;
    return `For '${type}' type, property '${keyword}' is not supported`;
  }
  if (type === 'object' && schema.additionalProperties !== false) {
    return "For 'object' type, 'additionalProperties' must be explicitly set to false";
  }
  if (schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1) {
    return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
  }
  const below = [
    ...Object.values(isObject(schema.properties) ? schema.properties : {}),
    ...Object.values(isObject(schema.$defs) ? schema.$defs : {}),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(Array.isArray(schema.anyOf) ? schema.anyOf : []),
    ...(Array.isArray(schema.allOf) ? schema.allOf : []),
  ];
  return below.map(schemaProblem).find((problem) => problem !== undefined);
}

function askedOf(body: Readonly<Record<string, unknown>>): ModelRequest {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isObject) : [];
  const format = isObject(body.output_config) ? body.output_config.format : undefined;
  const tool = Array.isArray(body.tools) ? body.tools.find(isObject) : undefined;
  const schema = isObject(format) ? format.schema : tool?.input_schema;
  return {
    model: String(body.model),
    system: textOf(body.system),
    turns: messages.map((turn) => ({ role: String(turn.role), text: textOf(turn.content) })),
    rung: isObject(format) ? 'json-schema' : tool === undefined ? 'prompt' : 'tool',
    ...(isObject(schema) ? { schema } : {}),
    maxTokens: Number(body.max_tokens),
    body,
  };
}

const STOPS = {
  end: 'end_turn',
  'max-tokens': 'max_tokens',
  refusal: 'refusal',
  'context-overflow': 'model_context_window_exceeded',
} as const;

function messageOf(asked: ModelRequest, said: Said, ways: Ways): unknown {
  const tool = Array.isArray(asked.body.tools) ? asked.body.tools.find(isObject) : undefined;
  const called = said.called && said.stop === 'end';
  const text = said.text === '' ? [] : [{ type: 'text', text: said.text, citations: null }];
  const input = called ? jsonOf(said.text) : undefined;
  const stop = said.stop === 'max-tokens' && !ways.tellsLimit ? 'end' : said.stop;
  return {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: called
      ? [{ type: 'tool_use', id: 'toolu_fake', name: tool?.name, input, caller: { type: 'direct' } }]
      : text,
    stop_reason: called ? 'tool_use' : STOPS[stop],
    stop_sequence: null,
    usage: {
      input_tokens: said.inputTokens,
      output_tokens: said.outputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((block) => (isObject(block) && typeof block.text === 'string' ? block.text : ''))
    .join('');
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
