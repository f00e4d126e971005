import type { Answer, Request } from './http-server.ts';
import { isObject, problemsOf } from './schema-check.ts';
import { blocksLength, slackBlocks } from './slack-blocks.ts';

/** A refusal as Slack writes it: HTTP 200 and ok: false; a limited rate is 429 with Retry-After. */
export function refused(error: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  // https://docs.slack.dev/apis/web-api/rate-limits
  if (error === 'ratelimited') {
    return { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error } };
  }
  return { status: 200, body: { ok: false, error, ...more } };
}

/** The arguments of a call, or the code it is refused with; JSON inside a form is parsed. */
export function argumentsOf({ method, headers, body }: Request): Record<string, unknown> | string {
  if (method !== 'POST') return 'invalid_post_type';
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  if (type === '') return 'missing_post_type';
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !['utf-8', 'iso-8859-1'].includes(charset)) return 'invalid_charset';
  // Both are documented for chat.postMessage; multipart/form-data and text/plain exist, but no client of ours sends them.
  if (type === 'application/json') return jsonArguments(body);
  if (type === 'application/x-www-form-urlencoded') return formArguments(body);
  return 'invalid_post_type';
}

function jsonArguments(body: string): Record<string, unknown> | string {
  const read = parsed(body);
  return isObject(read) ? read : 'invalid_json';
}

const FLAGS = ['unfurl_links', 'unfurl_media', 'link_names', 'mrkdwn', 'include_all_metadata', 'inclusive'];

function formArguments(body: string): Record<string, unknown> | string {
  if (body === '') return 'invalid_form_data';
  const read: Record<string, unknown> = Object.fromEntries(new URLSearchParams(body));
  // "A JSON-based array of structured blocks, presented as a URL-encoded string."
  for (const name of ['blocks', 'metadata']) {
    if (typeof read[name] === 'string') read[name] = parsed(read[name]) ?? read[name];
  }
  for (const name of FLAGS) {
    if (typeof read[name] === 'string') read[name] = !['false', '0', ''].includes(read[name]);
  }
  if (typeof read.limit === 'string') read.limit = Number(read.limit);
  return read;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A token stands in the Authorization header, or in a form; never in JSON (https://docs.slack.dev/apis/web-api). */
export function tokenOf({ headers }: Request, read: Record<string, unknown>): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return bearer ?? (isForm && typeof read.token === 'string' ? read.token : undefined);
}

/** What is wrong with text, blocks and metadata of a message, as the answer that refuses it. */
export function contentProblem(read: Record<string, unknown>): Answer | undefined {
  const { text, blocks, attachments, metadata } = read;
  const hasText = typeof text === 'string' && text !== '';
  if (!hasText && blocks === undefined && attachments === undefined) return refused('no_text');
  // Slack cuts a text of more than 40,000 characters; a sink that sends one is wrong all the same.
  if (typeof text === 'string' && text.length > 40_000) return refused('msg_too_long');
  if (blocks !== undefined) {
    if (!Array.isArray(blocks)) return refused('invalid_blocks_format');
    const problems = problemsOf(slackBlocks, blocks, '/blocks');
    if (problems.length > 0) return refusedFor('invalid_blocks', problems);
    if (blocksLength(blocks) > 13_200) return refused('msg_blocks_too_long');
  }
  const code = metadata === undefined ? undefined : metadataProblem(metadata);
  return code === undefined ? undefined : refused(code);
}

function refusedFor(error: string, problems: readonly string[]): Answer {
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return refused(error, { errors: problems, response_metadata: { messages } });
}

/** Slack names no size; a payload is meant for a few ids, so more than this is taken for a mistake of ours. */
const METADATA_LIMIT = 4_000;

/**
 * https://docs.slack.dev/messaging/message-metadata: an event_type that is alphanumeric, and an event_payload whose
 * values are single values, flat objects, or arrays of flat objects (the type MessageMetadata of @slack/types).
 */
function metadataProblem(metadata: unknown): string | undefined {
  if (!isObject(metadata)) return 'invalid_metadata_format';
  const { event_type: type, event_payload: payload, ...others } = metadata;
  if (typeof type !== 'string' || !isObject(payload)) return 'invalid_metadata_format';
  if (!/^[a-z0-9_]{1,255}$/i.test(type) || Object.keys(others).length > 0) return 'invalid_metadata_schema';
  const single = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  const flat = (value: unknown) => isObject(value) && Object.values(value).every(single);
  const fits = (value: unknown) =>
    single(value) || flat(value) || (Array.isArray(value) && value.every(flat));
  if (!Object.values(payload).every(fits)) return 'invalid_metadata_schema';
  return JSON.stringify(metadata).length > METADATA_LIMIT ? 'metadata_too_large' : undefined;
}
