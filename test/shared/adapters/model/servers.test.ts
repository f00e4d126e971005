import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type Completion,
  type ModelServer,
  ModelServerError,
  type Rung,
  type ServerFailureKind,
} from '../../../../shared/model/server.ts';
import type { Answer, Failure } from '../../../fakes/http-server.ts';
import {
  type Behaviour,
  type FakeModelServer,
  type ModelRequest,
  type ModelServerOptions,
  startModelServer,
} from '../../../fakes/model-server.ts';
import { anthropicFailures, type FailureName, openaiFailures } from '../../../fakes/model-server-failures.ts';
import { connectFor, someAnswer, somePrompt } from './settings-for.ts';

type ApiName = ModelServerOptions['api'];
const APIS: readonly ApiName[] = ['anthropic', 'openai'];
const RUNGS: readonly Rung[] = ['json-schema', 'tool', 'prompt'];

let fake: FakeModelServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await fake?.close();
  fake = undefined;
});

interface Meeting {
  readonly server: ModelServer;
  readonly seen: ModelRequest[];
  readonly complete: (rung: Rung) => Promise<Completion>;
}

async function meet(
  api: ApiName,
  options: Partial<ModelServerOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Meeting> {
  const seen: ModelRequest[] = [];
  const answer = options.answer ?? (() => ({ value: someAnswer }));
  fake = await startModelServer({
    ...options,
    api,
    answer: (request) => {
      seen.push(request);
      return answer(request);
    },
  });
  const server = await connectFor({
    MODEL_PROVIDER: api,
    MODEL_BASE_URL: fake.baseUrl,
    MODEL_API_KEY: 'test-key',
    ...env,
  });
  return {
    server,
    seen,
    complete: (rung) => server.complete(somePrompt, rung, new AbortController().signal),
  };
}

async function failureOf(completing: Promise<unknown>): Promise<ModelServerError> {
  const error: unknown = await completing.catch((thrown: unknown) => thrown);
  if (error instanceof ModelServerError) return error;
  throw new Error('it did not fail with a ModelServerError', { cause: error });
}

describe.each(APIS)('a strict %s server', (api) => {
  it.each(RUNGS)('is asked on the rung %s in a form that it takes', async (rung) => {
    const { complete, seen } = await meet(api);
    const completion = await complete(rung);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ rung, model: 'some-model', maxTokens: 500 });
    expect(seen[0]?.system).toContain(somePrompt.system);
    expect(seen[0]?.turns).toEqual([{ role: 'user', text: somePrompt.user }]);
    expect(completion).toMatchObject({ stop: 'end', model: 'some-model' });
    expect(completion.usage.inputTokens).toBeGreaterThan(0);
    expect(completion.usage.outputTokens).toBeGreaterThan(0);
    if (rung === 'prompt') {
      expect(seen[0]?.system).toContain(JSON.stringify(somePrompt.schema));
      expect(completion.text).toContain('```json');
    } else {
      expect(JSON.parse(completion.text)).toEqual(someAnswer);
    }
  });

  it('hears a repair as a third turn, and an empty answer as one with words', async () => {
    const { server, seen } = await meet(api);
    const repair = { answer: ' ', errors: 'cause: it is missing' };
    await server.complete({ ...somePrompt, repair }, 'json-schema', new AbortController().signal);
    expect(seen[0]?.turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(seen[0]?.turns[1]?.text).toBe('(nothing)');
    expect(seen[0]?.turns[2]?.text).toContain('cause: it is missing');
  });

  const stops: readonly (readonly [Completion['stop'], Completion['stop']])[] = [
    ['end', 'end'],
    ['max-tokens', 'max-tokens'],
    ['refusal', 'refusal'],
  ];
  it.each(stops)('tells the end %s', async (stop, expected) => {
    const { complete } = await meet(api, { answer: () => ({ text: '{"cause": "a', stop }) });
    expect((await complete('json-schema')).stop).toBe(expected);
  });

  it('may answer nothing at all', async () => {
    const { complete } = await meet(api, { answer: () => '' });
    expect(await complete('json-schema')).toMatchObject({ text: '', stop: 'end' });
  });

  it('is believed to have broken off where an answer at the limit is no whole JSON', async () => {
    const usage = { inputTokens: 9, outputTokens: 500 };
    const { complete } = await meet(api, { answer: () => ({ text: '{"cause": "a', usage }) });
    expect(await complete('prompt')).toMatchObject({ stop: 'max-tokens', usage });
  });

  it('is asked once, however it fails', async () => {
    const { complete } = await meet(api);
    for (const failure of [
      'cut',
      { status: 503 },
      { status: 429, headers: { 'retry-after': '0' } },
    ] as const) {
      fake?.failNext(failure);
      await failureOf(complete('prompt'));
    }
    expect(fake?.requests).toHaveLength(3);
  });

  it('is not waited for once the signal aborts', async () => {
    const { server } = await meet(api);
    fake?.failNext('timeout');
    const stop = new AbortController();
    const completing = failureOf(server.complete(somePrompt, 'prompt', stop.signal));
    await expect.poll(() => fake?.requests.length).toBe(1);
    stop.abort();
    expect((await completing).kind).toBe('aborted');
    expect((await failureOf(server.complete(somePrompt, 'prompt', stop.signal))).kind).toBe('aborted');
    expect(fake?.requests).toHaveLength(1);
  });

  it('gets no sampling parameters, and nothing from variables that are the SDK’s own', async () => {
    for (const name of ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'OPENAI_API_KEY', 'OPENAI_ORG_ID']) {
      vi.stubEnv(name, 'not-ours');
    }
    vi.stubEnv('ANTHROPIC_BASE_URL', 'http://127.0.0.1:1');
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1');
    const { complete, seen } = await meet(api);
    await complete('tool');
    for (const field of ['temperature', 'top_p', 'top_k', 'seed'])
      expect(seen[0]?.body).not.toHaveProperty(field);
    const { headers } = fake?.requests[0] ?? {};
    expect(headers?.[api === 'anthropic' ? 'x-api-key' : 'authorization']).toMatch(/^(?:Bearer )?test-key$/);
    expect(headers?.[api === 'anthropic' ? 'authorization' : 'x-api-key']).toBeUndefined();
    expect(headers).not.toHaveProperty('openai-organization');
  });

  const page: Answer = { status: 200, body: '<html>Sign in</html>' };
  const wrong: readonly (readonly [string, Failure, ServerFailureKind])[] = [
    ['a page where the answer should be', page, 'rejected'],
    ['another object', { status: 200, body: { ok: true } }, 'rejected'],
    [
      'broken JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id": ' },
      'rejected',
    ],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }, 'rejected'],
    ['a cut connection', 'cut', 'unreachable'],
    ['a gateway in between', { status: 502, body: '<html>Bad gateway: timed out</html>' }, 'unreachable'],
    [
      'a server on its way up',
      { status: 503, body: { error: { message: 'Loading model', type: 'unavailable_error' } } },
      'unreachable',
    ],
    ['more than any answer', { status: 200, body: 'x'.repeat(5 * 1_048_576) }, 'rejected'],
  ];
  it.each(wrong)('fails by %s', async (_, failure, kind) => {
    const { complete } = await meet(api);
    fake?.failNext(failure);
    expect((await failureOf(complete('prompt'))).kind).toBe(kind);
  });

  it('may show the credential in its refusal: our error does not', async () => {
    const { complete } = await meet(api);
    fake?.failNext({
      status: 400,
      body: { error: { message: 'bad request with x-api-key: test-key, sorry' } },
    });
    const error = await failureOf(complete('prompt'));
    expect(error.message).toContain('x-api-key: [credential], sorry');
    expect(error.cause).toBeUndefined();
  });

  it('may answer unasked questions about evidence: our error does not repeat it', async () => {
    const { complete } = await meet(api);
    fake?.failNext({ status: 422, body: { detail: [{ input: somePrompt.user }] } });
    expect((await failureOf(complete('prompt'))).message).toBe('the model server answered 422');
  });

  it('that is gone cannot be reached', async () => {
    const { complete } = await meet(api);
    await fake?.close();
    expect(await failureOf(complete('prompt'))).toMatchObject({
      kind: 'unreachable',
      message: 'the model server could not be reached (ECONNREFUSED)',
    });
  });
});

describe.each([
  ['anthropic', anthropicFailures],
  ['openai', openaiFailures],
] as const)('a refusal of %s', (api, failures) => {
  const rows: readonly (readonly [FailureName, ServerFailureKind, number | undefined])[] = [
    ['rate-limited', 'rate-limited', 7],
    ['rate-limited without a time', 'rate-limited', undefined],
    ['spend limit', 'spend-limit', undefined],
    ['billing', 'spend-limit', undefined],
    ['overloaded', api === 'anthropic' ? 'rate-limited' : 'unreachable', undefined],
    ['timeout', 'unreachable', undefined],
    ['conflict', 'unreachable', undefined],
    ['server error', 'unreachable', undefined],
    ['unauthorized', 'unauthorized', undefined],
    ['forbidden', 'unauthorized', undefined],
    ['too large', 'context-overflow', undefined],
    ['too long', 'context-overflow', undefined],
    ['no such model', 'rejected', undefined],
  ];
  it.each(rows)('%s is %s', async (name, kind, retryAfterSeconds) => {
    const { complete } = await meet(api);
    fake?.failNext(failures[name] as Failure);
    const error = await failureOf(complete('json-schema'));
    expect(error).toMatchObject({ kind, retryAfterSeconds });
    expect(error.message).not.toContain('test-key');
  });
});

describe('servers that speak an API in their own way', () => {
  // What each makes of a rung: JSON, a fence on the prompt rung, or prose where it goes past the rung without a word.
  const rows: readonly (readonly [Behaviour, ApiName, Rung, 'JSON' | 'prose'])[] = [
    ['llama.cpp', 'anthropic', 'json-schema', 'prose'],
    ['llama.cpp', 'anthropic', 'tool', 'prose'],
    ['llama.cpp', 'openai', 'json-schema', 'JSON'],
    ['llama.cpp', 'openai', 'tool', 'prose'],
    ['vllm', 'anthropic', 'json-schema', 'JSON'],
    ['vllm', 'anthropic', 'tool', 'JSON'],
    ['vllm', 'openai', 'json-schema', 'JSON'],
    ['vllm', 'openai', 'tool', 'JSON'],
    ['ollama', 'anthropic', 'json-schema', 'prose'],
    ['ollama', 'anthropic', 'tool', 'prose'],
    ['ollama', 'openai', 'json-schema', 'JSON'],
    ['ollama', 'openai', 'tool', 'prose'],
    ['litellm', 'anthropic', 'json-schema', 'prose'],
    ['litellm', 'anthropic', 'tool', 'JSON'],
    ['litellm', 'openai', 'json-schema', 'JSON'],
    ['litellm', 'openai', 'tool', 'JSON'],
  ];
  it.each(rows)('%s by the API of %s, rung %s: %s, handed on as it is', async (behaves, api, rung, form) => {
    const { complete } = await meet(api, { behaves });
    const { text } = await complete(rung);
    if (form === 'JSON') expect(JSON.parse(text)).toEqual(someAnswer);
    else expect(text).toBe('The build failed because something in it went wrong.');
  });

  it('are seen to break off at the limit, even where they say that they ended', async () => {
    const answer = () => ({ text: '{"cause": "a', stop: 'max-tokens' }) as const;
    const { complete } = await meet('anthropic', { behaves: 'litellm', answer });
    expect((await complete('prompt')).stop).toBe('max-tokens');
  });

  it.each(APIS)('may count no tokens: then they are estimated (%s)', async (api) => {
    const { complete } = await meet(api);
    const anthropic = { content: [{ type: 'text', text: 'x'.repeat(40) }], stop_reason: 'end_turn' };
    const openai = { choices: [{ message: { content: 'x'.repeat(40) }, finish_reason: 'stop' }] };
    fake?.failNext({ status: 200, body: api === 'anthropic' ? anthropic : openai });
    const { usage, model } = await complete('prompt');
    expect(usage.outputTokens).toBe(10);
    expect(usage.inputTokens).toBeGreaterThan(10);
    expect(model).toBe('some-model');
  });
});

describe('the name of the model', () => {
  it.each([
    ['some-model', 'some-model'],
    ['some-model-2026-10-01', 'some-model-2026-10-01'],
    ['/models/some-model.gguf', 'some-model'],
    ['some-model <https://evil.example|here>', 'some-model'],
    ['another', 'some-model'],
  ])('that a server gives, %s, is shown as %s', async (said, shown) => {
    const { complete } = await meet('openai');
    const choices = [{ message: { content: 'yes' }, finish_reason: 'stop' }];
    fake?.failNext({ status: 200, body: { model: said, choices } });
    expect((await complete('prompt')).model).toBe(shown);
  });
});

describe("Anthropic's models", () => {
  it('that refuse a forced tool are offered it, from then on at once', async () => {
    const { complete, seen } = await meet('anthropic', {}, { MODEL_NAME: 'claude-sonnet-5-5' });
    for (const _ of [1, 2]) expect(JSON.parse((await complete('tool')).text)).toEqual(someAnswer);
    expect(fake?.requests).toHaveLength(3);
    expect(seen.map(({ body }) => body.tool_choice)).toEqual(
      [1, 2].map(() => ({ type: 'auto', disable_parallel_tool_use: true })),
    );
  });

  it('may overflow while they answer', async () => {
    const { complete } = await meet('anthropic', { answer: () => ({ text: '', stop: 'context-overflow' }) });
    expect((await complete('json-schema')).stop).toBe('context-overflow');
  });

  it('count what they read from a cache, and wrote into it, as tokens in', async () => {
    const { complete } = await meet('anthropic');
    const usage = {
      input_tokens: 5,
      output_tokens: 2,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 30,
    };
    fake?.failNext({ status: 200, body: { content: [], stop_reason: 'end_turn', usage } });
    expect((await complete('prompt')).usage).toEqual({ inputTokens: 135, outputTokens: 2 });
  });

  it('get our own words with a mark for the cache', async () => {
    const { complete, seen } = await meet('anthropic');
    await complete('json-schema');
    expect(seen[0]?.body.system).toEqual([
      { type: 'text', text: somePrompt.system, cache_control: { type: 'ephemeral' } },
    ]);
  });
});

describe("OpenAI's models", () => {
  it('that refuse max_tokens get the other name, from then on at once', async () => {
    const { complete, seen } = await meet('openai', {}, { MODEL_NAME: 'gpt-5' });
    await complete('json-schema');
    await complete('json-schema');
    expect(fake?.requests).toHaveLength(3);
    expect(seen.map(({ body }) => [body.max_tokens, body.max_completion_tokens])).toEqual([
      [undefined, 500],
      [undefined, 500],
    ]);
  });

  it('may leave a property out by null', async () => {
    const { complete } = await meet('openai', { answer: () => ({ value: { ...someAnswer, note: null } }) });
    expect(JSON.parse((await complete('json-schema')).text)).toEqual(someAnswer);
  });
});
