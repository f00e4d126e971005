import type { Logger } from 'pino';
import { PermanentError, RetryLaterError } from '../errors.ts';

/** Text of a header or a context line: shown as it is, without markup. */
export interface SlackPlainText {
  type: 'plain_text';
  text: string;
  emoji: boolean;
}

/** Text or a link inside rich text; Slack reads neither markup nor mentions in it. */
export type SlackPart =
  | { type: 'text'; text: string; style?: { bold?: boolean; code?: boolean } }
  | { type: 'link'; text: string; url: string };

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

/** A message: `text` is read out by screen readers and shown in notifications, `blocks` are what people see. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: SlackBlock[];
}

/** Where a message stands: together they name it for later edits. */
export interface SlackPosted {
  readonly channel: string;
  readonly ts: string;
}

/** One channel that messages are posted to. Throws PermanentError or RetryLaterError. */
export interface SlackChannel {
  readonly post: (message: SlackMessage) => Promise<SlackPosted>;
}

export interface SlackOptions {
  readonly token: string;
  readonly channel: string;
  /** With its path, such as https://slack.com/api/. */
  readonly apiUrl: string;
  readonly log: Logger;
  readonly timeoutMilliseconds?: number;
}

/** Connects to one Slack channel; each post is one call, never repeated here, since the Broker delivers again. */
export async function slackChannel(options: SlackOptions): Promise<SlackChannel> {
  const { LogLevel, WebClient } = await import('@slack/web-api');
  const client = new WebClient(options.token, {
    slackApiUrl: options.apiUrl,
    // Its defaults are ten retries over half an hour, no timeout, and to sit out a 429 while the delivery stays open.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMilliseconds ?? 10_000,
    // A URL where a method's name belongs would get our token.
    allowAbsoluteUrls: false,
    logger: { ...quiet(options.log), getLevel: () => LogLevel.WARN },
  });
  return {
    post: async ({ text, blocks }) => {
      try {
        const answer = await client.chat.postMessage({
          channel: options.channel,
          text,
          blocks,
          // A preview fetches what a log line links to, and lets its author know who read it.
          unfurl_links: false,
          unfurl_media: false,
          parse: 'none',
          link_names: false,
        });
        return { channel: answer.channel ?? options.channel, ts: answer.ts ?? '' };
      } catch (error) {
        throw slackFailure(error, options.channel);
      }
    },
  };
}

/** The client's own lines: its warnings into ours; what it sends and gets stays out. */
function quiet(log: Logger) {
  const nothing = () => {};
  const warn = (...messages: unknown[]) => log.warn({ client: 'slack' }, messages.map(String).join(' '));
  return { debug: nothing, info: nothing, warn, error: warn, setLevel: nothing, setName: nothing };
}

const NEW_TOKEN = 'put a valid bot token (xoxb-…) into SLACK_TOKEN';
const NO_LEAVE = 'an administrator has to let the app post there, or SLACK_CHANNEL has to be another channel';
const OUR_FAULT = 'the message breaks a rule of Slack, which is a fault of slack-sink';

/**
 * What Slack refuses for good, and what to do about it
 * (https://docs.slack.dev/reference/methods/chat.postMessage#errors).
 * Codes that are not here are tried again: a delivery too many costs less than a message too few.
 */
const REFUSALS: Readonly<Record<string, string>> = {
  channel_not_found: 'check SLACK_CHANNEL, best a channel id (C…), and invite the app to a private channel',
  not_in_channel: 'invite the app to the channel, or give it the scope chat:write.public',
  is_archived: 'the channel is archived: set SLACK_CHANNEL to one that is not',
  not_authed: NEW_TOKEN,
  invalid_auth: NEW_TOKEN,
  account_inactive: NEW_TOKEN,
  token_revoked: NEW_TOKEN,
  token_expired: NEW_TOKEN,
  not_allowed_token_type: NEW_TOKEN,
  missing_scope: 'give the app the scope chat:write and install it again',
  no_permission: NO_LEAVE,
  access_denied: NO_LEAVE,
  ekm_access_denied: NO_LEAVE,
  team_access_not_granted: NO_LEAVE,
  restricted_action: NO_LEAVE,
  restricted_action_read_only_channel: NO_LEAVE,
  restricted_action_thread_only_channel: NO_LEAVE,
  messages_tab_disabled: NO_LEAVE,
  is_inactive: NO_LEAVE,
  no_text: OUR_FAULT,
  msg_too_long: OUR_FAULT,
  msg_blocks_too_long: OUR_FAULT,
  invalid_blocks: OUR_FAULT,
  invalid_blocks_format: OUR_FAULT,
  invalid_arguments: OUR_FAULT,
  unknown_method: 'check SLACK_API_URL: it ends in /api/',
};

/** Turns what the client threw into one of our errors; the token is never in its message. */
export function slackFailure(error: unknown, channel: string): PermanentError | RetryLaterError {
  const failure = error as {
    readonly code?: unknown;
    readonly data?: {
      readonly error?: unknown;
      readonly response_metadata?: { readonly messages?: unknown };
    };
    readonly retryAfter?: unknown;
    readonly statusCode?: unknown;
  };
  // The codes of @slack/web-api's ErrorCode, written out so that the package is loaded in slackChannel only.
  switch (failure.code) {
    case 'slack_webapi_rate_limited_error':
      return new RetryLaterError(`Slack limits our rate in ${channel}`, {
        retryAfterSeconds: typeof failure.retryAfter === 'number' ? failure.retryAfter : 30,
        rateLimited: true,
        cause: error,
      });
    case 'slack_webapi_platform_error':
      return refusal(failure.data?.error, failure.data?.response_metadata?.messages, channel, error);
    case 'slack_webapi_http_error': {
      const status = Number(failure.statusCode);
      if (status >= 500 || [408, 425].includes(status)) break;
      return new PermanentError(
        `the Slack API answered ${status}, which it never does: check SLACK_API_URL`,
        {
          cause: error,
        },
      );
    }
  }
  return new RetryLaterError('Slack could not be reached, or gave no answer in time that is one', {
    retryAfterSeconds: 10,
    cause: error,
  });
}

function refusal(code: unknown, messages: unknown, channel: string, cause: unknown) {
  // A page of a proxy that is no JSON stands in place of the code.
  const name =
    typeof code === 'string' && /^[a-z][a-z0-9_]{1,63}$/.test(code) ? code : 'an answer that is not its own';
  const cure = REFUSALS[name];
  if (cure === undefined) {
    const rateLimited = name === 'ratelimited' || name === 'rate_limited';
    return new RetryLaterError(`Slack answered ${name}`, { retryAfterSeconds: 30, rateLimited, cause });
  }
  const details = Array.isArray(messages)
    ? ` (${messages.slice(0, 3).map(String).join('; ').slice(0, 300)})`
    : '';
  return new PermanentError(`Slack refuses the message to ${channel}: ${name}${details}; ${cure}`, { cause });
}
