import type { Answer } from './http-server.ts';
import { isObject } from './schema-check.ts';
import { refused } from './slack-request.ts';

/** What a history holds of each message. */
export interface Kept {
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata: unknown;
  readonly botId: string;
}

/**
 * One page of messages in their order, by the rules of conversations.history and conversations.replies
 * (https://docs.slack.dev/reference/methods/conversations.history): `oldest` and `latest` exclude their own message
 * unless `inclusive`, at most `most` messages a page, the rest behind a cursor.
 */
export function historyPage(
  messages: readonly Kept[],
  read: Readonly<Record<string, unknown>>,
  limits: { readonly usual: number; readonly most: number },
): Answer {
  const limit = read.limit ?? limits.usual;
  if (!Number.isSafeInteger(limit) || Number(limit) < 1 || Number(limit) > limits.most) {
    return refused('invalid_limit');
  }
  for (const name of ['oldest', 'latest'] as const) {
    if (read[name] !== undefined && !/^\d+(?:\.\d+)?$/.test(String(read[name])))
      return refused(`invalid_ts_${name}`);
  }
  const inTime = messages.filter(({ ts }) => isInTime(ts, read));
  const from = read.cursor === undefined || read.cursor === '' ? 0 : placeOf(String(read.cursor));
  if (from === undefined) return refused('invalid_cursor');
  const page = inTime.slice(from, from + Number(limit));
  const hasMore = from + page.length < inTime.length;
  return {
    status: 200,
    body: {
      ok: true,
      messages: page.map((message) => shown(message, read.include_all_metadata === true)),
      has_more: hasMore,
      response_metadata: { next_cursor: hasMore ? cursorOf(from + page.length) : '' },
    },
  };
}

/** Microseconds: a number holds them exactly. */
function microseconds(ts: unknown): number {
  return Math.round(Number(ts) * 1_000_000);
}

function isInTime(ts: string, { oldest, latest, inclusive }: Readonly<Record<string, unknown>>): boolean {
  const at = microseconds(ts);
  const edge = inclusive === true;
  const from = oldest === undefined ? Number.NEGATIVE_INFINITY : microseconds(oldest);
  const to = latest === undefined ? Number.POSITIVE_INFINITY : microseconds(latest);
  return (at > from && at < to) || (edge && (at === from || at === to));
}

function shown({ ts, threadTs, text, blocks, metadata, botId }: Kept, all: boolean): object {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  // Without include_all_metadata the payload stays out, also to the app that wrote it.
  const type = isObject(metadata) ? { event_type: metadata.event_type } : undefined;
  const told = metadata === undefined ? {} : { metadata: all ? metadata : type };
  return { type: 'message', subtype: 'bot_message', ts, ...thread, text, blocks, bot_id: botId, ...told };
}

function cursorOf(place: number): string {
  return Buffer.from(`next_ts:${place}`).toString('base64');
}

function placeOf(cursor: string): number | undefined {
  const place = /^next_ts:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  return place === undefined ? undefined : Number(place);
}
