import { type Answer, type DoorOptions, type FakeServer, type Request, startServer } from './http-server.ts';
import { historyPage } from './slack-history.ts';
import { argumentsOf, contentProblem, refused, tokenOf } from './slack-request.ts';

/** A message as it stands now, with the arguments that wrote it last. */
export interface AcceptedMessage {
  readonly channel: string;
  readonly ts: string;
  /** The message that it answers; undefined for one that stands in the channel itself. */
  readonly threadTs: string | undefined;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata: unknown;
  readonly botId: string;
  /** How often it was edited. */
  readonly edits: number;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly member?: boolean;
  readonly archived?: boolean;
  /** Its history needs groups:history. */
  readonly private?: boolean;
}

export interface SlackServerOptions extends DoorOptions {
  readonly token?: string;
  readonly channels?: readonly FakeChannel[];
  /** What the app may do; chat:write and the histories unless it is said. */
  readonly scopes?: readonly string[];
  /** Refuses a second message in the same channel within a second by this clock (milliseconds); not limited where it is missing. */
  readonly now?: () => number;
  /** What a message's `ts` is made of, in milliseconds since 1970; the clock of the machine where both are missing. */
  readonly clock?: () => number;
  /** Called with each message that is posted or edited. */
  readonly onMessage?: (message: AcceptedMessage) => void;
}

export interface SlackServer extends FakeServer {
  /** What SLACK_API_URL has to be. */
  readonly apiUrl: string;
  /** The messages that stand in channels, in the order of their posting, as they are now. */
  readonly messages: readonly AcceptedMessage[];
  /** The messages that stand in threads. */
  readonly replies: readonly AcceptedMessage[];
  /** Everything that was ever accepted, posts and edits, as it was then: for counting effects and looking for leaks. */
  readonly written: readonly AcceptedMessage[];
  readonly edits: readonly AcceptedMessage[];
  /** The next calls are refused with these codes, as Slack refuses: HTTP 200 and ok: false. */
  readonly refuseNext: (...codes: readonly string[]) => void;
  /** The next calls of this method are refused with these codes; 'ratelimited' is a 429. */
  readonly refuseMethod: (method: string, ...codes: readonly string[]) => void;
  /** A person deletes a message. */
  readonly remove: (ts: string) => void;
  /** Another app posts a message. */
  readonly addForeign: (message: {
    readonly text: string;
    readonly threadTs?: string;
    readonly metadata?: unknown;
  }) => AcceptedMessage;
}

export const SLACK_TOKEN = 'xoxb-local';
export const SLACK_CHANNEL = 'C0123456789';

const OWN_BOT = 'B0123456789';
const SCOPES = ['chat:write', 'channels:history', 'groups:history'];

/**
 * A strict stand-in for the methods of Slack that we use, on the loopback address. It refuses what Slack refuses, with
 * Slack's codes (https://docs.slack.dev/reference/methods), and keeps what it accepted.
 */
export async function startSlackServer(options: SlackServerOptions = {}): Promise<SlackServer> {
  const channels = options.channels ?? [{ id: SLACK_CHANNEL, name: 'builds' }];
  const scopes = options.scopes ?? SCOPES;
  const refusals: { readonly method: string; readonly code: string }[] = [];
  const kept = new Map<string, AcceptedMessage>();
  const written: AcceptedMessage[] = [];
  const edits: AcceptedMessage[] = [];
  const lastPosted = new Map<string, number>();
  let posted = 0;

  const keep = (message: AcceptedMessage) => {
    kept.set(message.ts, message);
    return message;
  };

  const write = (message: AcceptedMessage) => {
    written.push(keep(message));
    options.onMessage?.(message);
  };

  const newTs = (milliseconds: number) => {
    posted += 1;
    return `${Math.floor(milliseconds / 1_000)}.${String(posted % 1_000_000).padStart(6, '0')}`;
  };

  const clock = () => options.clock?.() ?? Date.now();

  const postMessage = (read: Record<string, unknown>): Answer => {
    const channel = channels.find(({ id, name }) => [id, name, `#${name}`].includes(String(read.channel)));
    const problem = scopeProblem('chat:write') ?? channelProblem(channel) ?? contentProblem(read);
    if (channel === undefined || problem !== undefined) return problem ?? refused('channel_not_found');
    const now = options.now?.();
    // https://docs.slack.dev/apis/web-api/rate-limits: one message a second and channel; 429 with Retry-After.
    if (now !== undefined && now - (lastPosted.get(channel.id) ?? Number.NEGATIVE_INFINITY) < 1_000) {
      return refused('ratelimited');
    }
    if (now !== undefined) lastPosted.set(channel.id, now);
    const parent = typeof read.thread_ts === 'string' ? kept.get(read.thread_ts) : undefined;
    // An answer to a message that is not there is accepted, and put into the channel without a word: only the missing
    // thread_ts in the answer tells (https://github.com/slack-go/slack/issues/1571).
    const threadTs = parent?.channel === channel.id ? (parent.threadTs ?? parent.ts) : undefined;
    const ts = newTs(now ?? clock());
    const text = String(read.text ?? '');
    const blocks = (read.blocks ?? []) as readonly unknown[];
    const { metadata } = read;
    const own = { botId: OWN_BOT, edits: 0, arguments: read };
    write({ channel: channel.id, ts, threadTs, text, blocks, metadata, ...own });
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const message = { type: 'message', subtype: 'bot_message', text, ts, ...thread, bot_id: OWN_BOT, blocks };
    return { status: 200, body: { ok: true, channel: channel.id, ts, message } };
  };

  // https://docs.slack.dev/reference/methods/chat.update
  const update = (read: Record<string, unknown>): Answer => {
    const before = kept.get(String(read.ts));
    const problem =
      scopeProblem('chat:write') ??
      // "Channel containing the message": an id, never a name.
      channelProblem(channels.find(({ id }) => id === read.channel)) ??
      (before?.channel === read.channel ? undefined : refused('message_not_found')) ??
      (before?.botId === OWN_BOT ? undefined : refused('cant_update_message')) ??
      contentProblem(read);
    if (before === undefined || problem !== undefined) return problem ?? refused('message_not_found');
    const text = read.text === undefined ? before.text : String(read.text);
    // A text without blocks takes the blocks away; what else is not given stays.
    const blocks = (read.blocks ?? (read.text === undefined ? before.blocks : [])) as readonly unknown[];
    const metadata = read.metadata ?? before.metadata;
    const after = { ...before, text, blocks, metadata, edits: before.edits + 1, arguments: read };
    write(after);
    edits.push(after);
    return { status: 200, body: { ok: true, channel: after.channel, ts: after.ts, text } };
  };

  // https://docs.slack.dev/reference/methods/chat.delete
  const remove = (read: Record<string, unknown>): Answer => {
    const before = kept.get(String(read.ts));
    if (before === undefined || before.channel !== read.channel) return refused('message_not_found');
    if (before.botId !== OWN_BOT) return refused('cant_delete_message');
    kept.delete(before.ts);
    return { status: 200, body: { ok: true, channel: before.channel, ts: before.ts } };
  };

  const readable = (read: Record<string, unknown>): Answer | undefined => {
    const channel = channels.find(({ id }) => id === read.channel);
    if (!channel) return refused('channel_not_found');
    return (
      scopeProblem(channel.private ? 'groups:history' : 'channels:history') ??
      (channel.member === false ? refused('not_in_channel') : undefined)
    );
  };

  // Newest first; answers in threads are not in it. Default and most a page: the same page of the docs.
  const history = (read: Record<string, unknown>): Answer => {
    const own = [...kept.values()].filter(
      ({ channel, threadTs }) => channel === read.channel && threadTs === undefined,
    );
    return readable(read) ?? historyPage(own.reverse(), read, { usual: 100, most: 999 });
  };

  // https://docs.slack.dev/reference/methods/conversations.replies: the parent first, then its answers, oldest first.
  const replies = (read: Record<string, unknown>): Answer => {
    const parent = kept.get(String(read.ts));
    const problem = readable(read);
    if (problem !== undefined) return problem;
    if (parent === undefined || parent.channel !== read.channel) return refused('thread_not_found');
    const thread = [...kept.values()].filter(
      ({ ts, threadTs }) => ts === parent.ts || threadTs === parent.ts,
    );
    return historyPage(thread, read, { usual: 1_000, most: 1_000 });
  };

  const scopeProblem = (needed: string): Answer | undefined =>
    scopes.includes(needed) ? undefined : refused('missing_scope', { needed, provided: scopes.join(',') });

  const methods: Readonly<Record<string, (read: Record<string, unknown>) => Answer>> = {
    'chat.postMessage': postMessage,
    'chat.update': update,
    'chat.delete': remove,
    'conversations.history': history,
    'conversations.replies': replies,
  };

  const answer = (request: Request): Answer => {
    const name = /^\/api\/([a-zA-Z.]+)$/.exec(request.path)?.[1] ?? '';
    const method = methods[name];
    if (!method) return refused('unknown_method');
    const read = argumentsOf(request);
    if (typeof read === 'string') return refused(read);
    const given = tokenOf(request, read);
    if (given === undefined) return refused('not_authed');
    if (given !== (options.token ?? SLACK_TOKEN)) return refused('invalid_auth');
    const refusal = refusals.findIndex((next) => next.method === name);
    const [told] = refusal === -1 ? [] : refusals.splice(refusal, 1);
    return told === undefined ? method(read) : refused(told.code);
  };

  const server = await startServer(answer, options);
  return {
    ...server,
    apiUrl: `${server.url}/api/`,
    get messages() {
      return [...kept.values()].filter(({ botId, threadTs }) => botId === OWN_BOT && threadTs === undefined);
    },
    get replies() {
      return [...kept.values()].filter(({ botId, threadTs }) => botId === OWN_BOT && threadTs !== undefined);
    },
    written,
    edits,
    refuseNext: (...codes) => server.failNext(...codes.map((code) => refused(code))),
    refuseMethod: (method, ...codes) => void refusals.push(...codes.map((code) => ({ method, code }))),
    remove: (ts) => void kept.delete(ts),
    addForeign: ({ text, threadTs, metadata }) =>
      keep({
        ...{ channel: channels[0]?.id ?? '', ts: newTs(clock()), threadTs, text, blocks: [], metadata },
        ...{ botId: 'B9999999999', edits: 0, arguments: {} },
      }),
  };
}

function channelProblem(channel: FakeChannel | undefined): Answer | undefined {
  if (!channel) return refused('channel_not_found');
  if (channel.archived) return refused('is_archived');
  return channel.member === false ? refused('not_in_channel') : undefined;
}
