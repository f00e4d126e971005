import type { Answer, Request } from './http-server.ts';
import type { Api, ModelRequest, Said, Ways } from './model-server.ts';
import { isObject } from './schema-check.ts';

// OpenAI's Chat Completions API. Fields: ChatCompletionCreateParamsBase of openai 7.57
// (resources/chat/completions/completions.d.ts).
const FIELDS = new Set([
  ...[
    'messages',
    'model',
    'audio',
    'frequency_penalty',
    'function_call',
    'functions',
    'logit_bias',
    'logprobs',
  ],
  ...[
    'max_completion_tokens',
    'max_tokens',
    'metadata',
    'modalities',
    'moderation',
    'n',
    'parallel_tool_calls',
  ],
  ...['prediction', 'presence_penalty', 'prompt_cache_key', 'prompt_cache_options', 'prompt_cache_retention'],
  ...[
    'reasoning_effort',
    'response_format',
    'safety_identifier',
    'seed',
    'service_tier',
    'stop',
    'store',
    'stream',
  ],
  ...['stream_options', 'temperature', 'tool_choice', 'tools', 'top_logprobs', 'top_p', 'user', 'verbosity'],
  'web_search_options',
]);
// https://platform.openai.com/docs/guides/reasoning: these take max_completion_tokens and no sampling parameters.
const REASONS = /^(?:o\d|gpt-[5-9])/;

/** OpenAI's Chat Completions API. */
export const openaiApi: Api = {
  read: (request, credential, ways) => {
    const body = jsonOf(request.body);
    const refusal =
      refusedDoor(request, credential) ??
      (body === undefined
        ? openaiError(400, 'We could not parse the JSON body of your request.')
        : undefined) ??
      (ways.strict && body !== undefined ? refusedBody(body) : undefined);
    if (refusal !== undefined || body === undefined)
      return { refusal: refusal ?? openaiError(400, 'no body') };
    return { asked: askedOf(body) };
  },
  write: (asked, said, ways) => ({
    status: 200,
    headers: { 'x-request-id': 'req_fake' },
    body: completionOf(asked, said, ways),
  }),
};

/** An error in OpenAI's form: https://platform.openai.com/docs/guides/error-codes */
export function openaiError(
  status: number,
  message: string,
  extra: {
    readonly type?: string;
    readonly code?: string | null;
    readonly param?: string | null;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Answer {
  const { type = 'invalid_request_error', code = null, param = null } = extra;
  return {
    status,
    headers: { 'x-request-id': 'req_fake', ...extra.headers },
    body: { error: { message, type, param, code } },
  };
}

function refusedDoor({ method, path, headers }: Request, credential: string): Answer | undefined {
  if (path.split('?')[0] !== '/v1/chat/completions' || method !== 'POST') {
    return openaiError(404, `Invalid URL (${method} ${path})`);
  }
  const shown = headers.authorization;
  if (shown === undefined) return openaiError(401, "You didn't provide an API key.");
  if (shown !== `Bearer ${credential}`) {
    return openaiError(401, `Incorrect API key provided: ${shown.slice(7)}.`, { code: 'invalid_api_key' });
  }
  return undefined;
}

function refusedBody(body: Readonly<Record<string, unknown>>): Answer | undefined {
  const unknown = Object.keys(body).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) {
    return openaiError(400, `Unknown parameter: '${unknown}'.`, {
      code: 'unknown_parameter',
      param: unknown,
    });
  }
  if (typeof body.model !== 'string') return openaiError(400, 'you must provide a model parameter');
  const refused = REASONS.test(body.model)
    ? ['max_tokens', 'temperature', 'top_p', 'logprobs'].find((field) => body[field] !== undefined)
    : undefined;
  if (refused !== undefined) {
    const message = `Unsupported parameter: '${refused}' is not supported with this model.`;
    return openaiError(400, message, { code: 'unsupported_parameter', param: refused });
  }
  return turnsRefusal(body.messages) ?? formatRefusal(body.response_format) ?? toolsRefusal(body);
}

function turnsRefusal(messages: unknown): Answer | undefined {
  if (!Array.isArray(messages) || messages.length === 0) {
    return openaiError(400, "Invalid 'messages': empty array.", { code: 'empty_array', param: 'messages' });
  }
  for (const [at, turn] of messages.entries()) {
    const param = `messages[${at}]`;
    if (
      !isObject(turn) ||
      !['system', 'developer', 'user', 'assistant', 'tool'].includes(String(turn.role))
    ) {
      return openaiError(400, `Invalid value: '${param}.role'.`, {
        code: 'invalid_value',
        param: `${param}.role`,
      });
    }
    if (textOf(turn.content) === '') {
      return openaiError(400, `Invalid value for 'content': ${param}.`, { param: `${param}.content` });
    }
  }
  return undefined;
}

// https://platform.openai.com/docs/guides/structured-outputs and ResponseFormatJSONSchema of the SDK: the name has at
// most 64 letters, digits, underscores and dashes.
function formatRefusal(format: unknown): Answer | undefined {
  if (format === undefined) return undefined;
  const param = 'response_format';
  if (!isObject(format) || format.type !== 'json_schema' || !isObject(format.json_schema)) {
    return openaiError(400, `Invalid value: '${param}'.`, { param });
  }
  const { name, strict, schema } = format.json_schema;
  if (typeof name !== 'string' || !/^[\w-]{1,64}$/.test(name)) {
    return openaiError(400, `Invalid '${param}.json_schema.name'.`, { param: `${param}.json_schema.name` });
  }
  const problem = strict === true ? strictProblem(schema, []) : undefined;
  if (problem === undefined) return undefined;
  return openaiError(400, `Invalid schema for response_format '${name}': ${problem}`, {
    code: 'invalid_json_schema',
    param,
  });
}

function toolsRefusal(body: Readonly<Record<string, unknown>>): Answer | undefined {
  const tools = Array.isArray(body.tools) ? body.tools : [];
  for (const [at, tool] of tools.entries()) {
    const param = `tools[${at}].function`;
    const fn = isObject(tool) ? tool.function : undefined;
    if (!isObject(fn) || typeof fn.name !== 'string' || !/^[\w-]{1,64}$/.test(fn.name)) {
      return openaiError(400, `Invalid '${param}.name'.`, { param: `${param}.name` });
    }
    const problem = fn.strict === true ? strictProblem(fn.parameters, []) : undefined;
    if (problem !== undefined) {
      const message = `Invalid schema for function '${fn.name}': ${problem}`;
      return openaiError(400, message, { code: 'invalid_function_parameters', param: `${param}.parameters` });
    }
  }
  if (body.tool_choice !== undefined && tools.length === 0) {
    return openaiError(400, "'tool_choice' is only allowed when 'tools' are specified.", {
      param: 'tool_choice',
    });
  }
  return undefined;
}

// JSON_SCHEMA_UNSUPPORTED_SCHEMA_KEYWORDS of openai 7.57 (lib/transform.js), and `default`, which the API refuses.
const REFUSED = [
  ...[
    '$anchor',
    '$dynamicRef',
    'allOf',
    'contains',
    'contentEncoding',
    'dependentRequired',
    'dependentSchemas',
  ],
  ...[
    'if',
    'then',
    'else',
    'not',
    'oneOf',
    'maxProperties',
    'minProperties',
    'patternProperties',
    'prefixItems',
  ],
  ...['propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'uniqueItems', 'default'],
];

function strictProblem(schema: unknown, at: readonly string[]): string | undefined {
  const where = `In context=(${at.map((step) => `'${step}'`).join(', ')}), `;
  if (!isObject(schema)) return `${where}schema must be an object.`;
  const refused = REFUSED.find((keyword) => schema[keyword] !== undefined);
  if (refused !== undefined) return `${where}'${refused}' is not permitted.`;
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (schema.type === 'object') {
    if (schema.additionalProperties !== false) {
      return `${where}'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = Array.isArray(schema.required) ? schema.required : [];
    const missing = Object.keys(properties).find((name) => !required.includes(name));
    if (missing !== undefined) {
      return `${where}'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  const below: [string[], unknown][] = [
    ...Object.entries(properties).map(([name, each]): [string[], unknown] => [['properties', name], each]),
    ...Object.entries(isObject(schema.$defs) ? schema.$defs : {}).map(([name, each]): [string[], unknown] => [
      ['$defs', name],
      each,
    ]),
    ...(schema.items === undefined ? [] : [[['items'], schema.items] as [string[], unknown]]),
    ...(Array.isArray(schema.anyOf) ? schema.anyOf : []).map((each, index): [string[], unknown] => [
      ['anyOf', String(index)],
      each,
    ]),
  ];
  return below
    .map(([step, each]) => strictProblem(each, [...at, ...step]))
    .find((problem) => problem !== undefined);
}

function askedOf(body: Readonly<Record<string, unknown>>): ModelRequest {
  const messages = Array.isArray(body.messages) ? body.messages.filter(isObject) : [];
  const format = isObject(body.response_format) ? body.response_format.json_schema : undefined;
  const tool = Array.isArray(body.tools) ? body.tools.find(isObject) : undefined;
  const fn = isObject(tool?.function) ? tool.function : undefined;
  const schema = isObject(format) ? format.schema : fn?.parameters;
  const own = messages.filter(({ role }) => role === 'system' || role === 'developer');
  return {
    model: String(body.model),
    system: own.map((turn) => textOf(turn.content)).join('\n'),
    turns: messages
      .filter((turn) => !own.includes(turn))
      .map((turn) => ({ role: String(turn.role), text: textOf(turn.content) })),
    rung: isObject(format) ? 'json-schema' : fn === undefined ? 'prompt' : 'tool',
    ...(isObject(schema) ? { schema } : {}),
    maxTokens: Number(body.max_completion_tokens ?? body.max_tokens ?? 4_096),
    body,
  };
}

function completionOf(asked: ModelRequest, said: Said, ways: Ways): unknown {
  const tool = Array.isArray(asked.body.tools) ? asked.body.tools.find(isObject) : undefined;
  const name = isObject(tool?.function) ? tool.function.name : undefined;
  const called = said.called && said.stop === 'end';
  const call = { id: 'call_fake', type: 'function', function: { name, arguments: said.text } };
  const refused = said.stop === 'refusal';
  const cut = (said.stop === 'max-tokens' || said.stop === 'context-overflow') && ways.tellsLimit;
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: asked.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: called || refused ? null : said.text,
          refusal: refused ? said.text || 'I cannot help with that.' : null,
          ...(called ? { tool_calls: [call] } : {}),
        },
        logprobs: null,
        finish_reason: called ? 'tool_calls' : cut ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: said.inputTokens,
      completion_tokens: said.outputTokens,
      total_tokens: said.inputTokens + said.outputTokens,
    },
  };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
