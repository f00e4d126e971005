import type { Answer } from './http-server.ts';
import { anthropicError } from './model-server-anthropic.ts';
import { openaiError } from './model-server-openai.ts';

/** The ways in which a vendor refuses that callers have to tell apart. */
export type FailureName =
  | 'rate-limited'
  | 'rate-limited without a time'
  | 'spend limit'
  | 'billing'
  | 'overloaded'
  | 'timeout'
  | 'conflict'
  | 'server error'
  | 'unauthorized'
  | 'forbidden'
  | 'too large'
  | 'too long'
  | 'no such model';

const wait = { 'retry-after': '7' };

/** Anthropic's refusals: https://platform.claude.com/docs/en/api/errors, details by @anthropic-ai/sdk resources/shared.d.ts */
export const anthropicFailures: Readonly<Record<FailureName, Answer>> = {
  'rate-limited': anthropicError(
    429,
    'rate_limit_error',
    'Number of request tokens has exceeded your rate limit',
    {
      headers: wait,
    },
  ),
  'rate-limited without a time': anthropicError(
    429,
    'rate_limit_error',
    'This request would exceed your rate limit',
  ),
  'spend limit': anthropicError(
    429,
    'rate_limit_error',
    'The spend limit of this workspace has been reached',
    {
      details: { error_code: 'enforced_spend_limit_reached' },
    },
  ),
  billing: anthropicError(402, 'billing_error', 'There is an issue with your billing'),
  overloaded: anthropicError(529, 'overloaded_error', 'Overloaded'),
  timeout: anthropicError(504, 'timeout_error', 'Request timed out'),
  conflict: anthropicError(409, 'conflict_error', 'Conflict'),
  'server error': anthropicError(500, 'api_error', 'Internal server error'),
  unauthorized: anthropicError(401, 'authentication_error', 'invalid x-api-key'),
  forbidden: anthropicError(403, 'permission_error', 'Your API key does not have permission'),
  'too large': anthropicError(413, 'request_too_large', 'Request exceeds the maximum size'),
  'too long': anthropicError(
    400,
    'invalid_request_error',
    'prompt is too long: 208310 tokens > 200000 maximum',
  ),
  'no such model': anthropicError(404, 'not_found_error', 'model: claude-none'),
};

/** OpenAI's refusals: https://platform.openai.com/docs/guides/error-codes */
export const openaiFailures: Readonly<Record<FailureName, Answer>> = {
  'rate-limited': openaiError(429, 'Rate limit reached', {
    type: 'tokens',
    code: 'rate_limit_exceeded',
    headers: wait,
  }),
  'rate-limited without a time': openaiError(429, 'Rate limit reached', {
    type: 'requests',
    code: 'rate_limit_exceeded',
  }),
  'spend limit': openaiError(429, 'You exceeded your current quota', {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  }),
  billing: openaiError(402, 'Billing hard limit has been reached', { code: 'billing_hard_limit_reached' }),
  overloaded: openaiError(503, 'The engine is currently overloaded', { type: 'server_error' }),
  timeout: openaiError(408, 'Request timed out', { type: 'timeout' }),
  conflict: openaiError(409, 'Conflict'),
  'server error': openaiError(500, 'The server had an error', { type: 'server_error' }),
  unauthorized: openaiError(401, 'Incorrect API key provided: test-key.', { code: 'invalid_api_key' }),
  forbidden: openaiError(403, 'Country, region, or territory not supported', {
    code: 'unsupported_country_region_territory',
  }),
  'too large': openaiError(413, 'Request entity too large'),
  'too long': openaiError(400, "This model's maximum context length is 128000 tokens.", {
    code: 'context_length_exceeded',
    param: 'messages',
  }),
  'no such model': openaiError(404, 'The model `none` does not exist', { code: 'model_not_found' }),
};
