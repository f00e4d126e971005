import { type Answer, type FakeServer, type Request, startServer } from './http-server.ts';
import { problemsOf } from './schema-check.ts';
import { blocksLength, slackBlocks } from './slack-blocks.ts';

/** A message that was accepted, with its arguments as they came. */
export interface AcceptedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly member?: boolean;
  readonly archived?: boolean;
}

export interface SlackServerOptions {
  readonly token?: string;
  readonly channels?: readonly FakeChannel[];
  /** Refuses a second message in the same channel within a second by this clock (milliseconds); not limited where it is missing. */
  readonly now?: () => number;
  readonly onMessage?: (message: AcceptedMessage) => void;
}

export interface SlackServer extends FakeServer {
  /** What SLACK_API_URL has to be. */
  readonly apiUrl: string;
  readonly messages: readonly AcceptedMessage[];
  /** The next calls are refused with these codes, as Slack refuses: HTTP 200 and ok: false. */
  readonly refuseNext: (...codes: readonly string[]) => void;
}

export const SLACK_TOKEN = 'xoxb-local';
export const SLACK_CHANNEL = 'C0123456789';

/**
 * A strict stand-in for Slack's chat.postMessage on the loopback address. It refuses what Slack refuses, with Slack's
 * codes (https://docs.slack.dev/reference/methods/chat.postMessage#errors), and keeps what it accepted.
 */
export async function startSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const token = options.token ?? SLACK_TOKEN;
  const channels = options.channels ?? [{ id: SLACK_CHANNEL, name: 'builds' }];
  const messages: AcceptedMessage[] = [];
  const lastPosted = new Map<string, number>();

  const answer = (request: Request): Answer => {
    if (request.path !== '/api/chat.postMessage') return refused('unknown_method');
    const read = argumentsOf(request);
    if (typeof read === 'string') return refused(read);
    const given = tokenOf(request, read);
    if (given === undefined) return refused('not_authed');
    if (given !== token) return refused('invalid_auth');
    const channel = channels.find(({ id, name }) => [id, name, `#${name}`].includes(String(read.channel)));
    if (!channel) return refused('channel_not_found');
    if (channel.archived) return refused('is_archived');
    if (channel.member === false) return refused('not_in_channel');
    const problem = contentProblem(read);
    if (problem) return problem;
    const now = options.now?.();
    // https://docs.slack.dev/apis/web-api/rate-limits: one message a second and channel; 429 with Retry-After.
    if (now !== undefined && now - (lastPosted.get(channel.id) ?? Number.NEGATIVE_INFINITY) < 1_000) {
      return { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } };
    }
    if (now !== undefined) lastPosted.set(channel.id, now);
    const ts = `1700000000.${String(messages.length + 1).padStart(6, '0')}`;
    const text = String(read.text ?? '');
    const blocks = (read.blocks ?? []) as readonly unknown[];
    const accepted = { channel: channel.id, ts, text, blocks, arguments: read };
    messages.push(accepted);
    options.onMessage?.(accepted);
    const message = { type: 'message', subtype: 'bot_message', text, ts, bot_id: 'B0123456789', blocks };
    return { status: 200, body: { ok: true, channel: channel.id, ts, message } };
  };

  const server = await startServer(answer);
  return {
    ...server,
    apiUrl: `${server.url}/api/`,
    messages,
    refuseNext: (...codes) => server.failNext(...codes.map((code) => refused(code))),
  };
}

function refused(error: string, problems: readonly string[] = []): Answer {
  if (problems.length === 0) return { status: 200, body: { ok: false, error } };
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return { status: 200, body: { ok: false, error, errors: problems, response_metadata: { messages } } };
}

/** The arguments of a call, or the code it is refused with; JSON inside a form is parsed. */
function argumentsOf({ method, headers, body }: Request): Record<string, unknown> | string {
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
  return typeof read === 'object' && read !== null && !Array.isArray(read)
    ? (read as Record<string, unknown>)
    : 'invalid_json';
}

function formArguments(body: string): Record<string, unknown> | string {
  if (body === '') return 'invalid_form_data';
  const read: Record<string, unknown> = Object.fromEntries(new URLSearchParams(body));
  // "A JSON-based array of structured blocks, presented as a URL-encoded string."
  if (typeof read.blocks === 'string') read.blocks = parsed(read.blocks) ?? read.blocks;
  for (const name of ['unfurl_links', 'unfurl_media', 'link_names', 'mrkdwn']) {
    if (typeof read[name] === 'string') read[name] = !['false', '0', ''].includes(read[name]);
  }
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
function tokenOf({ headers }: Request, read: Record<string, unknown>): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return bearer ?? (isForm && typeof read.token === 'string' ? read.token : undefined);
}

function contentProblem({ text, blocks, attachments }: Record<string, unknown>): Answer | undefined {
  const hasText = typeof text === 'string' && text !== '';
  if (!hasText && blocks === undefined && attachments === undefined) return refused('no_text');
  // Slack cuts a text of more than 40,000 characters; a sink that sends one is wrong all the same.
  if (typeof text === 'string' && text.length > 40_000) return refused('msg_too_long');
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks)) return refused('invalid_blocks_format');
  const problems = problemsOf(slackBlocks, blocks, '/blocks');
  if (problems.length > 0) return refused('invalid_blocks', problems);
  return blocksLength(blocks) > 13_200 ? refused('msg_blocks_too_long') : undefined;
}
