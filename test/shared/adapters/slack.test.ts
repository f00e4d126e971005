import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SlackChannel, type SlackMessage, slackChannel } from '../../../shared/adapters/slack.ts';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import type { Failure } from '../../fakes/http-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, type SlackServer, startSlackServer } from '../../fakes/slack-server.ts';

const log = pino({ level: 'silent' });
const message: SlackMessage = {
  text: 'a build failed',
  blocks: [{ type: 'header', text: { type: 'plain_text', text: 'a build failed', emoji: false } }],
};

let server: SlackServer;
let slack: SlackChannel;
beforeAll(async () => {
  server = await startSlackServer();
  slack = await slackChannel({
    token: SLACK_TOKEN,
    channel: SLACK_CHANNEL,
    apiUrl: server.apiUrl,
    log,
    timeoutMilliseconds: 200,
  });
});
afterAll(() => server.close());

async function failure(post: Promise<unknown>): Promise<PermanentError | RetryLaterError> {
  const error = await post.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PermanentError || error instanceof RetryLaterError) return error;
  throw new Error(`expected one of our errors, not ${String(error)}`);
}

describe('posting to Slack', () => {
  test('is one call that switches previews and name links off', async () => {
    const before = server.requests.length;
    const posted = await slack.post(message);
    expect(server.requests.length - before).toBe(1);
    expect(posted).toEqual({ channel: SLACK_CHANNEL, ts: server.messages.at(-1)?.ts });
    expect(server.messages.at(-1)?.arguments).toMatchObject({
      text: 'a build failed',
      blocks: message.blocks,
      unfurl_links: false,
      unfurl_media: false,
      link_names: false,
      parse: 'none',
    });
  });

  test.each([
    ['channel_not_found', 'check SLACK_CHANNEL'],
    ['not_in_channel', 'invite the app to the channel'],
    ['is_archived', 'set SLACK_CHANNEL to one that is not'],
    ['invalid_auth', 'SLACK_TOKEN'],
    ['token_revoked', 'SLACK_TOKEN'],
    ['missing_scope', 'chat:write'],
    ['restricted_action_read_only_channel', 'administrator'],
    ['invalid_blocks', 'fault of slack-sink'],
    ['msg_blocks_too_long', 'fault of slack-sink'],
    ['unknown_method', 'SLACK_API_URL'],
  ])('gives up on %s and says what to do', async (code, cure) => {
    server.refuseNext(code);
    const error = await failure(slack.post(message));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(code);
    expect(error.message).toContain(cure);
  });

  test('names the block that Slack refuses', async () => {
    const empty: SlackMessage = { text: 'a', blocks: [{ type: 'rich_text', elements: [] }] };
    expect((await failure(slack.post(empty))).message).toContain(
      'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
    );
  });

  test.each(['internal_error', 'fatal_error', 'service_unavailable', 'team_added_to_org', 'some_new_code'])(
    'tries again after %s',
    async (code) => {
      server.refuseNext(code);
      expect(await failure(slack.post(message))).toBeInstanceOf(RetryLaterError);
    },
  );

  test('waits as long as Slack says when it limits the rate', async () => {
    server.failNext({
      status: 429,
      headers: { 'retry-after': '17' },
      body: { ok: false, error: 'ratelimited' },
    });
    expect(await failure(slack.post(message))).toMatchObject({ retryAfterSeconds: 17, rateLimited: true });
  });

  test.each<[string, Failure]>([
    ['a 500', { status: 500, body: 'oops' }],
    ['a 503', { status: 503, body: 'oops' }],
    ['a 429 without a time', { status: 429 }],
    ['no answer', 'timeout'],
    ['a cut connection', 'cut'],
    ['a page of a proxy', { status: 200, body: '<html>please log in</html>' }],
    [
      'a redirect, which must not get our token',
      { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    ],
  ])('tries again after %s, and only when it is delivered again', async (_, fault) => {
    server.failNext(fault);
    const before = server.requests.length;
    expect(await failure(slack.post(message))).toBeInstanceOf(RetryLaterError);
    expect(server.requests.length - before).toBe(1);
  });

  test.each([403, 404, 413])('gives up on a %i, which Slack itself never answers', async (status) => {
    server.failNext({ status, body: 'oops' });
    const error = await failure(slack.post(message));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain('SLACK_API_URL');
  });

  test('tries again when nobody listens', async () => {
    const nobody = { token: SLACK_TOKEN, channel: SLACK_CHANNEL, apiUrl: 'http://127.0.0.1:9/api/', log };
    expect(await failure((await slackChannel(nobody)).post(message))).toBeInstanceOf(RetryLaterError);
  });

  test('writes neither token nor message into the log or the error', async () => {
    const lines: string[] = [];
    const spy = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const options = { token: SLACK_TOKEN, channel: SLACK_CHANNEL, apiUrl: server.apiUrl, log: spy };
    const other = await slackChannel(options);
    await other.post(message);
    server.failNext('cut');
    const error = await failure(other.post(message));
    spy.error({ err: error }, 'failed');
    expect(lines.join('\n')).not.toContain(SLACK_TOKEN);
    expect(lines.join('\n')).not.toContain('a build failed');
  });
});
