import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectSlack, type Slack, type SlackMessage } from '../../../shared/adapters/slack.ts';
import { SlackGoneError } from '../../../shared/adapters/slack-failure.ts';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import type { Failure } from '../../fakes/http-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, type SlackServer, startSlackServer } from '../../fakes/slack-server.ts';

const log = pino({ level: 'silent' });
const message: SlackMessage = {
  text: 'a build failed',
  blocks: [{ type: 'header', text: { type: 'plain_text', text: 'a build failed', emoji: false } }],
};

let server: SlackServer;
const mark = { key: 'effect-1' };
const post = (to = slack) => to.post(SLACK_CHANNEL, message, mark);

let slack: Slack;
let impatient: Slack;
beforeAll(async () => {
  server = await startSlackServer();
  const options = { token: SLACK_TOKEN, apiUrl: server.apiUrl, log };
  slack = await connectSlack(options);
  impatient = await connectSlack({ ...options, timeoutMilliseconds: 400 });
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
    const posted = await post();
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
    ['is_archived', 'name another one in SLACK_CHANNEL'],
    ['invalid_auth', 'SLACK_TOKEN'],
    ['token_revoked', 'SLACK_TOKEN'],
    ['missing_scope', 'chat:write'],
    ['restricted_action_read_only_channel', 'administrator'],
    ['metadata_too_large', 'fault of slack-sink'],
    ['msg_too_long', 'fault of slack-sink'],
    ['unknown_method', 'SLACK_API_URL'],
  ])('gives up on %s and says what to do', async (code, cure) => {
    server.refuseNext(code);
    const error = await failure(post());
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(code);
    expect(error.message).toContain(cure);
  });

  test.each(['invalid_blocks', 'msg_blocks_too_long'])('sends plain text once after %s', async (code) => {
    server.refuseNext(code);
    const plain = { ...message, plain: 'all of it, in words' };
    const posted = await slack.post(SLACK_CHANNEL, plain, mark);
    expect(server.messages.at(-1)).toMatchObject({ ts: posted.ts, text: 'all of it, in words', blocks: [] });
  });

  test('gives up where Slack refuses the plain text as well, and names the block that it refused', async () => {
    const lines: string[] = [];
    const spy = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const other = await connectSlack({ token: SLACK_TOKEN, apiUrl: server.apiUrl, log: spy });
    const empty: SlackMessage = { text: '', blocks: [{ type: 'rich_text', elements: [] }] };
    const before = server.requests.length;
    expect(await failure(other.post(SLACK_CHANNEL, empty, mark))).toBeInstanceOf(PermanentError);
    expect(server.requests.length - before).toBe(2);
    expect(lines.join()).toContain('no fewer than 1 items allowed [json-pointer:/blocks/0/elements]');
  });

  test.each(['internal_error', 'fatal_error', 'service_unavailable', 'team_added_to_org', 'some_new_code'])(
    'tries again after %s',
    async (code) => {
      server.refuseNext(code);
      expect(await failure(post())).toBeInstanceOf(RetryLaterError);
    },
  );

  test('waits as long as Slack says when it limits the rate', async () => {
    server.failNext({
      status: 429,
      headers: { 'retry-after': '17' },
      body: { ok: false, error: 'ratelimited' },
    });
    expect(await failure(post())).toMatchObject({ retryAfterSeconds: 17, rateLimited: true });
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
    const client = fault === 'timeout' ? impatient : slack;
    expect(await failure(post(client))).toBeInstanceOf(RetryLaterError);
    expect(server.requests.length - before).toBe(1);
  });

  test.each([403, 404, 413])('gives up on a %i, which Slack itself never answers', async (status) => {
    server.failNext({ status, body: 'oops' });
    const error = await failure(post());
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain('SLACK_API_URL');
  });

  test('tries again when nobody listens', async () => {
    const nobody = { token: SLACK_TOKEN, apiUrl: 'http://127.0.0.1:9/api/', log };
    expect(await failure(post(await connectSlack(nobody)))).toBeInstanceOf(RetryLaterError);
  });

  test('writes neither token nor message into the log or the error', async () => {
    const lines: string[] = [];
    const spy = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
    const other = await connectSlack({ token: SLACK_TOKEN, apiUrl: server.apiUrl, log: spy });
    await post(other);
    server.failNext('cut');
    const error = await failure(post(other));
    spy.error({ err: error }, 'failed');
    expect(lines.join('\n')).not.toContain(SLACK_TOKEN);
    expect(lines.join('\n')).not.toContain('a build failed');
  });
});

describe('a message that stands in Slack', () => {
  const edited: SlackMessage = { ...message, text: 'a build failed twice' };

  test('is edited in place, as it is written, and keeps its mark', async () => {
    const posted = await slack.post(SLACK_CHANNEL, message, { key: 'effect-edit' });
    await slack.update(posted, edited);
    expect(server.messages.find(({ ts }) => ts === posted.ts)).toMatchObject({
      text: 'a build failed twice',
      edits: 1,
      metadata: { event_type: 'watchkeeper_report', event_payload: { key: 'effect-edit' } },
      // Unlike a post, an edit is parsed unless it is told not to be.
      arguments: { parse: 'none', link_names: false },
    });
  });

  test.each(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'cannot be edited after %s: it is gone',
    async (code) => {
      const posted = await post();
      server.refuseNext(code);
      expect(await failure(slack.update(posted, edited))).toBeInstanceOf(SlackGoneError);
    },
  );

  test('is answered in its thread', async () => {
    const { ts } = await post();
    const answer = await slack.post(SLACK_CHANNEL, message, { key: 'effect-answer', threadTs: ts });
    expect(server.replies.at(-1)).toMatchObject({ ts: answer.ts, threadTs: ts });
  });

  test('is gone where an answer lost its thread, and the answer is taken back', async () => {
    const { ts } = await post();
    server.remove(ts);
    const before = server.messages.length;
    const error = await failure(slack.post(SLACK_CHANNEL, message, { key: 'lost', threadTs: ts }));
    expect(error).toBeInstanceOf(SlackGoneError);
    expect(server.messages.length).toBe(before);
  });
});

describe('looking for a message in Slack', () => {
  const minuteAgo = () => new Date(Date.now() - 60_000);

  test('finds it by its key, in the channel and in a thread', async () => {
    const root = await slack.post(SLACK_CHANNEL, message, { key: 'root-1' });
    const inThread = { key: 'answer-1', threadTs: root.ts };
    const answer = await slack.post(SLACK_CHANNEL, message, inThread);
    expect(await slack.find(SLACK_CHANNEL, { key: 'root-1' }, minuteAgo())).toEqual(root);
    expect(await slack.find(SLACK_CHANNEL, inThread, minuteAgo())).toEqual(answer);
    expect(await slack.find(SLACK_CHANNEL, { key: 'answer-1' }, minuteAgo())).toBeUndefined();
    expect(await slack.find(SLACK_CHANNEL, { key: 'root-2' }, minuteAgo())).toBeUndefined();
  });

  test('takes no message of another kind for its own', async () => {
    server.addForeign({
      text: 'hello',
      metadata: { event_type: 'task_created', event_payload: { key: 'foreign' } },
    });
    expect(await slack.find(SLACK_CHANNEL, { key: 'foreign' }, minuteAgo())).toBeUndefined();
  });

  test('finds it below what was posted since, on a later page, and looks no further back than it has to', async () => {
    let clock = 1_800_000_000_000;
    const busy = await startSlackServer({ clock: () => clock });
    const there = await connectSlack({ token: SLACK_TOKEN, apiUrl: busy.apiUrl, log });
    await there.post(SLACK_CHANNEL, message, { key: 'old' });
    clock += 3_600_000;
    const posted = await there.post(SLACK_CHANNEL, message, { key: 'wanted' });
    for (let index = 0; index < 450; index += 1) busy.addForeign({ text: `chat ${index}` });
    const before = busy.requests.length;
    expect(await there.find(SLACK_CHANNEL, { key: 'wanted' }, new Date(clock))).toEqual(posted);
    expect(busy.requests.length - before).toBe(3);
    expect(await there.find(SLACK_CHANNEL, { key: 'old' }, new Date(clock))).toBeUndefined();
    await busy.close();
  });

  test('says which scope is missing and finds nothing, so that the report is posted all the same', async () => {
    const lines: string[] = [];
    const spy = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const poor = await startSlackServer({ scopes: ['chat:write'] });
    const there = await connectSlack({ token: SLACK_TOKEN, apiUrl: poor.apiUrl, log: spy });
    await there.post(SLACK_CHANNEL, message, mark);
    expect(await there.find(SLACK_CHANNEL, mark, minuteAgo())).toBeUndefined();
    expect(lines.join()).toContain('give the app the scope channels:history');
    expect(lines.join()).toContain('it may be posted twice');
    await poor.close();
  });

  test.each([['cut'], [{ status: 503 }], [{ status: 429, headers: { 'retry-after': '3' } }]] as const)(
    'is tried again later after %j: whether it is there is not known',
    async (fault) => {
      server.failNext(fault);
      expect(await failure(slack.find(SLACK_CHANNEL, mark, minuteAgo()))).toBeInstanceOf(RetryLaterError);
    },
  );
});
