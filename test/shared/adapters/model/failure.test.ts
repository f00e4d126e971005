import { describe, expect, it } from 'vitest';
import {
  failureOf,
  type Refused,
  readRefusal,
  refusalKind,
  retryAfter,
} from '../../../../shared/adapters/model/failure.ts';
import { ServerRefusal } from '../../../../shared/adapters/model/transport.ts';
import type { Rung, ServerFailureKind } from '../../../../shared/model/server.ts';
import { somePrompt } from './settings-for.ts';

const nothing: Refused = { status: 400, type: '', code: '', param: '', message: '' };

describe('what a refusal means', () => {
  const rows: readonly (readonly [string, Partial<Refused>, Rung, ServerFailureKind])[] = [
    [
      'Anthropic: a spend limit',
      { status: 429, code: 'enforced_spend_limit_reached' },
      'prompt',
      'spend-limit',
    ],
    [
      'Anthropic: a ramp limit passes',
      { status: 429, code: 'ramp_limit_exceeded' },
      'prompt',
      'rate-limited',
    ],
    ['Anthropic: billing', { status: 402, type: 'billing_error' }, 'prompt', 'spend-limit'],
    ['OpenAI: quota', { status: 429, code: 'insufficient_quota' }, 'prompt', 'spend-limit'],
    [
      'Anthropic: no credit',
      {
        type: 'invalid_request_error',
        message: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
      },
      'json-schema',
      'spend-limit',
    ],
    ['LiteLLM: budget', { status: 400, type: 'budget_exceeded' }, 'prompt', 'spend-limit'],
    [
      'a schema keyword',
      { message: "output_config.format.schema: property 'minimum' is not supported" },
      'json-schema',
      'not-supported',
    ],
    [
      'an unknown field',
      { message: 'output_config: Extra inputs are not permitted' },
      'json-schema',
      'not-supported',
    ],
    ['a schema keyword, but the rung is another', { message: 'output_config: no' }, 'prompt', 'rejected'],
    ['OpenAI: the format by its param', { param: 'response_format' }, 'json-schema', 'not-supported'],
    ['OpenAI: a tool by its param', { param: 'tools[0].function.parameters' }, 'tool', 'not-supported'],
    [
      'llama.cpp without templates',
      { status: 500, message: 'tools param requires --jinja flag' },
      'tool',
      'not-supported',
    ],
    [
      'llama.cpp: a grammar',
      { status: 400, message: 'JSON schema conversion failed' },
      'json-schema',
      'not-supported',
    ],
    [
      'vLLM: no parser',
      { status: 400, message: '"auto" tool choice requires --enable-auto-tool-choice' },
      'tool',
      'not-supported',
    ],
    ['not built in', { status: 501, message: 'structured outputs are off' }, 'json-schema', 'not-supported'],
    ['a server error of no rung', { status: 500, message: 'out of memory' }, 'json-schema', 'unreachable'],
    [
      'Anthropic: too long',
      { message: 'prompt is too long: 208310 tokens > 200000 maximum' },
      'json-schema',
      'context-overflow',
    ],
    ['llama.cpp: too long', { type: 'exceed_context_size_error' }, 'tool', 'context-overflow'],
    [
      'vLLM: too long',
      { message: "This model's maximum context length is 8192 tokens." },
      'tool',
      'context-overflow',
    ],
    ['too large', { status: 413 }, 'tool', 'context-overflow'],
    ['a proxy that wants a login', { status: 407 }, 'prompt', 'unauthorized'],
    ['no such model', { status: 404, message: 'model: none' }, 'json-schema', 'rejected'],
    ['a redirect', { status: 307 }, 'prompt', 'rejected'],
    ['a gateway in between', { status: 502 }, 'prompt', 'unreachable'],
    ['a request that took too long to send', { status: 408 }, 'prompt', 'unreachable'],
  ];
  it.each(rows)('rows 49 and 50: %s', (_, refused, rung, kind) => {
    expect(refusalKind({ ...nothing, ...refused }, rung)).toBe(kind);
  });
});

describe('reading a refusal', () => {
  it.each([
    [
      'Anthropic',
      '{"type":"error","error":{"type":"t","message":"m","details":{"error_code":"c"}}}',
      { type: 't', code: 'c', message: 'm' },
    ],
    [
      'OpenAI',
      '{"error":{"type":"t","message":"m","param":"p","code":"c"}}',
      { type: 't', code: 'c', param: 'p', message: 'm' },
    ],
    [
      'flat',
      '{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}',
      { type: 'BadRequestError', message: 'm' },
    ],
    [
      'FastAPI',
      '{"detail":[{"loc":["body","tools"],"msg":"extra"}]}',
      { message: '[{"loc":["body","tools"],"msg":"extra"}]' },
    ],
    ['a text', '{"error":"model not found"}', { message: 'model not found' }],
    ['a page', '<html>502</html>', {}],
    ['a list', '[1]', {}],
  ])('takes the form of %s', (_, body, expected) => {
    expect(readRefusal(400, body)).toEqual({ ...nothing, ...expected });
  });
});

describe('how long to wait', () => {
  const rows: readonly (readonly [Readonly<Record<string, string>>, number | undefined])[] = [
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': '0.5' }, 0.5],
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1.5],
    [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' }, 30],
    [{ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ];
  it.each(rows)('row 49: %j is %s', (headers, seconds) => {
    expect(retryAfter(new Headers(headers))).toBe(seconds);
  });
});

describe('a connection that fails', () => {
  const rows: readonly (readonly [string, ServerFailureKind])[] = [
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['UND_ERR_SOCKET', 'unreachable'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'unauthorized'],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'unauthorized'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unauthorized'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'rejected'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'rejected'],
    ['CERT_HAS_EXPIRED', 'rejected'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'rejected'],
  ];
  it.each(rows)('by %s is %s', (code, kind) => {
    const cause = Object.assign(new Error('to me:secret@proxy'), { code });
    const thrown = new Error('Connection error.', { cause: new TypeError('fetch failed', { cause }) });
    const { signal } = new AbortController();
    const error = failureOf(thrown, { prompt: somePrompt, rung: 'prompt', signal });
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(code);
    expect(error.message).not.toContain('secret');
  });
});

describe('the sentence of a failure', () => {
  const failure = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) => {
    const body = JSON.stringify({ error: { type: 'invalid_request_error', message } });
    const refusal = new ServerRefusal({ status, headers: new Headers(headers), body });
    const thrown = new Error('Connection error.', { cause: refusal });
    return failureOf(thrown, { prompt: somePrompt, rung: 'prompt', signal: new AbortController().signal });
  };

  it('has the status, the type, the request and the words of the server', () => {
    expect(failure(400, 'max_tokens: too high', { 'request-id': 'req_1' }).message).toBe(
      'the model server answered 400 invalid_request_error, request req_1: max_tokens: too high',
    );
  });

  it('leaves the words away where they repeat what was asked', () => {
    const { message } = failure(400, `cannot read: …missing script:\n build of the shop…`);
    expect(message).toBe('the model server answered 400 invalid_request_error');
  });

  it('leaves the words away where they repeat our own, and with them what nobody may know', () => {
    const { message } = failure(400, `cannot read: ${somePrompt.system.slice(0, 24)}`);
    expect(message).toBe('the model server answered 400 invalid_request_error');
  });

  it('leaves the words away where they are about credentials', () => {
    expect(failure(401, 'Incorrect API key provided: sk-1***9.').message).not.toContain('sk-');
  });

  it('shows no control characters and not more than 300 characters', () => {
    const { message } = failure(400, `\u001b[31mred\u202e ${'x'.repeat(1_000)}`);
    expect(message).toMatch(/: \[31mred x+…$/);
    expect(message.length).toBeLessThan(400);
  });

  it('says that redirects are not followed', () => {
    expect(failure(302, '').message).toContain('redirects are not followed');
  });
});
