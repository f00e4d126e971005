import { PermanentError, RetryLaterError } from '../errors.ts';

/** A message that was to be edited or answered is no longer there, or no longer ours. */
export class SlackGoneError extends PermanentError {}

const NEW_TOKEN = 'put a valid bot token (xoxb-…) into SLACK_TOKEN';
const NO_LEAVE =
  'an administrator has to let the app post there, or its reports have to go to another channel (SLACK_CHANNEL, SLACK_CHANNELS)';
const OUR_FAULT = 'the message breaks a rule of Slack, which is a fault of slack-sink';

/**
 * What Slack refuses for good, and what to do about it
 * (https://docs.slack.dev/reference/methods/chat.postMessage#errors).
 * Codes that are not here are tried again: a delivery too many costs less than a message too few.
 */
const REFUSALS: Readonly<Record<string, string>> = {
  channel_not_found:
    'check SLACK_CHANNEL and SLACK_CHANNELS, best channel ids (C…), and invite the app to a private channel',
  not_in_channel: 'invite the app to the channel, or give it the scope chat:write.public',
  is_archived: 'the channel is archived: name another one in SLACK_CHANNEL or SLACK_CHANNELS',
  not_authed: NEW_TOKEN,
  invalid_auth: NEW_TOKEN,
  account_inactive: NEW_TOKEN,
  token_revoked: NEW_TOKEN,
  token_expired: NEW_TOKEN,
  not_allowed_token_type: NEW_TOKEN,
  missing_scope: 'give the app the scope SCOPE and install it again',
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
  invalid_metadata_format: OUR_FAULT,
  invalid_metadata_schema: OUR_FAULT,
  metadata_too_large: OUR_FAULT,
  invalid_blocks: OUR_FAULT,
  invalid_blocks_format: OUR_FAULT,
  invalid_arguments: OUR_FAULT,
  method_not_supported_for_channel_type: 'reports go to channels, public or private',
  unknown_method: 'check SLACK_API_URL: it ends in /api/',
};

/** The message is gone, or cannot be edited any more: what is to be said needs a new one. */
const GONE: ReadonlySet<unknown> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'invalid_thread_ts',
  'cannot_reply_to_message',
]);

/** Refusals of blocks alone: the same as plain text is taken. */
const BLOCKS_REFUSED: ReadonlySet<unknown> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
]);

/** What @slack/web-api throws, as far as we look at it. */
interface Thrown {
  readonly code?: unknown;
  readonly data?: {
    readonly error?: unknown;
    readonly needed?: unknown;
    readonly response_metadata?: { readonly messages?: unknown };
  };
  readonly retryAfter?: unknown;
  readonly statusCode?: unknown;
}

// The codes of @slack/web-api's ErrorCode, written out so that the package is loaded in connectSlack only.
const PLATFORM = 'slack_webapi_platform_error';

/** Whether Slack took offence at the blocks, so that a message without them may pass. */
export function isRefusalOfBlocks(error: unknown): boolean {
  const { code, data } = error as Thrown;
  return code === PLATFORM && BLOCKS_REFUSED.has(data?.error);
}

/** Turns what the client threw into one of our errors; the token is never in its message. */
export function slackFailure(
  error: unknown,
  channel: string,
  doing: 'write' | 'read' = 'write',
): PermanentError | RetryLaterError {
  const failure = error as Thrown;
  switch (failure.code) {
    case 'slack_webapi_rate_limited_error':
      return new RetryLaterError(`Slack limits our rate in ${channel}`, {
        retryAfterSeconds: typeof failure.retryAfter === 'number' ? failure.retryAfter : 30,
        rateLimited: true,
        cause: error,
      });
    case PLATFORM:
      return refusal(failure, channel, doing);
    case 'slack_webapi_http_error': {
      const status = Number(failure.statusCode);
      if (status >= 500 || [408, 425].includes(status)) break;
      const what = `the Slack API answered ${status}, which it never does: check SLACK_API_URL`;
      return new PermanentError(what, { cause: error });
    }
  }
  return new RetryLaterError('Slack could not be reached, or gave no answer in time that is one', {
    retryAfterSeconds: 10,
    cause: error,
  });
}

function refusal(thrown: Thrown, channel: string, doing: 'write' | 'read') {
  const { error: code, needed, response_metadata: about } = thrown.data ?? {};
  // A page of a proxy that is no JSON stands in place of the code.
  const name =
    typeof code === 'string' && /^[a-z][a-z0-9_]{1,63}$/.test(code) ? code : 'an answer that is not its own';
  if (GONE.has(name)) {
    return new SlackGoneError(`a message in ${channel} is no longer there or ours: ${name}`, {
      cause: thrown,
    });
  }
  const cure = REFUSALS[name]?.replace('SCOPE', scopeOf(needed, doing));
  if (cure === undefined) {
    const rateLimited = name === 'ratelimited' || name === 'rate_limited';
    return new RetryLaterError(`Slack answered ${name}`, {
      retryAfterSeconds: 30,
      rateLimited,
      cause: thrown,
    });
  }
  const messages = about?.messages;
  const details = Array.isArray(messages)
    ? ` (${messages.slice(0, 3).map(String).join('; ').slice(0, 300)})`
    : '';
  const what = doing === 'write' ? `the message to ${channel}` : `to show the messages of ${channel}`;
  return new PermanentError(`Slack refuses ${what}: ${name}${details}; ${cure}`, { cause: thrown });
}

/** The scope that is missing, as Slack says it, else as the methods need it. */
function scopeOf(needed: unknown, doing: 'write' | 'read'): string {
  if (typeof needed === 'string' && /^[a-z.]+(?::[a-z.]+)*(?:,[a-z.:]+)*$/.test(needed)) return needed;
  return doing === 'write' ? 'chat:write' : 'channels:history (groups:history for private channels)';
}
