import type { Logger } from 'pino';
import { PermanentError } from '../errors.ts';
import { isRefusalOfBlocks, SlackGoneError, slackFailure } from './slack-failure.ts';

/** Text of a header or a context line: shown as it is, without markup. */
export interface SlackPlainText {
  type: 'plain_text';
  text: string;
  emoji: boolean;
}

/** Text, a link or a moment inside rich text; Slack reads neither markup nor mentions in it. */
export type SlackPart =
  | { type: 'text'; text: string; style?: { bold?: boolean; code?: boolean } }
  | { type: 'link'; text: string; url: string }
  /** Seconds since 1970, shown by the clock of whoever reads it; `fallback` where that cannot be. */
  | { type: 'date'; timestamp: number; format: string; fallback: string };

export interface SlackSection {
  type: 'rich_text_section';
  elements: SlackPart[];
}

export type SlackRichText =
  | SlackSection
  | { type: 'rich_text_list'; style: 'bullet' | 'ordered'; elements: SlackSection[] }
  | { type: 'rich_text_preformatted'; elements: { type: 'text'; text: string }[] };

/** The blocks that our messages are made of: none of them reads mrkdwn. */
export type SlackBlock =
  | { type: 'header'; text: SlackPlainText }
  | { type: 'rich_text'; elements: SlackRichText[] }
  | { type: 'context'; elements: SlackPlainText[] };

/**
 * A message: `text` is read out by screen readers and shown in notifications, `blocks` are what people see, `plain` is
 * what they get where Slack refuses the blocks. Both texts are escaped.
 */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: SlackBlock[];
  readonly plain?: string;
}

/** Where a message stands: together they name it for later edits. `channel` is an id. */
export type SlackPosted = { readonly channel: string; readonly ts: string };

/** How a message is found again: `key` goes with it as metadata, which anybody in the workspace may read. */
export interface SlackMark {
  readonly key: string;
  /** The message that it answers. */
  readonly threadTs?: string | undefined;
}

/**
 * Slack, as far as a report needs it. Throws PermanentError or RetryLaterError; where a message that is to be edited or
 * answered is no longer there, a SlackGoneError.
 */
export interface Slack {
  readonly post: (channel: string, message: SlackMessage, mark: SlackMark) => Promise<SlackPosted>;
  readonly update: (posted: SlackPosted, message: SlackMessage) => Promise<void>;
  /** Looks for a message by its mark among those since then; undefined where it is not there, or may not be looked for. */
  readonly find: (channel: string, mark: SlackMark, since: Date) => Promise<SlackPosted | undefined>;
}

export interface SlackOptions {
  readonly token: string;
  /** With its path, such as https://slack.com/api/. */
  readonly apiUrl: string;
  readonly log: Logger;
  readonly timeoutMilliseconds?: number;
}

/** Seconds after which a request is given up; Slack may still be at it then. */
export const SLACK_REQUEST_SECONDS = 10;

/** What our metadata is called. */
const EVENT_TYPE = 'watchkeeper_report';

/** The clock of the ledger and the one of Slack may differ by so much. */
const CLOCK_MARGIN_SECONDS = 900;

/** Slack advises pages of at most 200 (https://docs.slack.dev/apis/web-api/pagination); more than five are no search. */
const PAGE = 200;
const MOST_PAGES = 5;

/** What makes Slack leave a text as it is: no preview, which would tell a link's author who read it; no mentions. */
const AS_IT_IS = { parse: 'none', link_names: false } as const;

/** Connects to Slack; each operation is one call, never repeated here, since the Broker delivers again. */
export async function connectSlack(options: SlackOptions): Promise<Slack> {
  const { LogLevel, WebClient } = await import('@slack/web-api');
  const { log } = options;
  const client = new WebClient(options.token, {
    slackApiUrl: options.apiUrl,
    // Its defaults are ten retries over half an hour, no timeout, and to sit out a 429 while the delivery stays open.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMilliseconds ?? SLACK_REQUEST_SECONDS * 1_000,
    // A URL where a method's name belongs would get our token.
    allowAbsoluteUrls: false,
    logger: { ...quiet(log), getLevel: () => LogLevel.WARN },
  });

  /** Sends the blocks; where Slack refuses those, once more the plain text. */
  const withFallback = async <Answer>(
    { text, blocks, plain }: SlackMessage,
    where: string,
    send: (content: Content) => Promise<Answer>,
  ): Promise<Answer> => {
    try {
      return await send({ text, blocks });
    } catch (error) {
      if (!isRefusalOfBlocks(error)) throw slackFailure(error, where);
      log.error({ err: slackFailure(error, where) }, 'Slack refuses the blocks: sending plain text');
    }
    try {
      return await send({ text: plain ?? text });
    } catch (error) {
      throw slackFailure(error, where);
    }
  };

  return {
    post: async (channel, message, { key, threadTs }) => {
      const answer = await withFallback(message, channel, (content) =>
        client.chat.postMessage({
          channel,
          ...content,
          ...AS_IT_IS,
          unfurl_links: false,
          unfurl_media: false,
          mrkdwn: false,
          metadata: { event_type: EVENT_TYPE, event_payload: { key } },
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        }),
      );
      const posted = { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
      if (threadTs === undefined || answer.message === undefined || answer.message.thread_ts !== undefined) {
        return posted;
      }
      // Where the parent is gone Slack puts an answer into the channel without a word
      // (https://github.com/slack-go/slack/issues/1571): there it makes no sense to anybody.
      await client.chat.delete(posted).catch((error: unknown) => {
        log.warn({ err: slackFailure(error, channel), ...posted }, 'an answer that lost its thread stays');
      });
      throw new SlackGoneError('the message that was to be answered is no longer there');
    },

    update: async ({ channel, ts }, message) => {
      // The metadata stays, since none is given (https://docs.slack.dev/reference/methods/chat.update).
      await withFallback(message, channel, (content) =>
        client.chat.update({ channel, ts, ...content, ...AS_IT_IS }),
      );
    },

    find: async (channel, { key, threadTs }, since) => {
      const oldest = String(Math.max(0, since.getTime() / 1_000 - CLOCK_MARGIN_SECONDS));
      const query = { channel, oldest, limit: PAGE, include_all_metadata: true };
      try {
        let cursor = '';
        for (let page = 0; page < MOST_PAGES; page += 1) {
          const next = cursor === '' ? query : { ...query, cursor };
          const answer =
            threadTs === undefined
              ? await client.conversations.history(next)
              : await client.conversations.replies({ ...next, ts: threadTs });
          const ts = answer.messages?.find((message) => keyOf(message) === key)?.ts;
          if (ts !== undefined) return { channel, ts };
          cursor = answer.response_metadata?.next_cursor ?? '';
          if (cursor === '') return undefined;
        }
        log.warn({ channel }, 'too many messages to look through: a message may be posted twice');
      } catch (error) {
        const failure = slackFailure(error, channel, 'read');
        // A report that is posted twice is better than one that is not posted.
        if (!(failure instanceof PermanentError)) throw failure;
        log.error({ err: failure }, 'cannot look for a message in Slack: it may be posted twice');
      }
      return undefined;
    },
  };
}

interface Content {
  readonly text: string;
  readonly blocks?: SlackBlock[];
}

function keyOf({ metadata }: { readonly metadata?: unknown }): unknown {
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as {
    readonly event_type?: unknown;
    readonly event_payload?: { readonly key?: unknown };
  };
  return type === EVENT_TYPE ? payload?.key : undefined;
}

/** The client's own lines: its warnings into ours; what it sends and gets stays out. */
function quiet(log: Logger) {
  const nothing = () => {};
  const warn = (...messages: unknown[]) => log.warn({ client: 'slack' }, messages.map(String).join(' '));
  return { debug: nothing, info: nothing, warn, error: warn, setLevel: nothing, setName: nothing };
}
