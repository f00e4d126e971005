import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SLACK_CHANNEL, SLACK_TOKEN, type SlackServer, startSlackServer } from './slack-server.ts';

const channels = [
  { id: SLACK_CHANNEL, name: 'builds' },
  { id: 'C0000000002', name: 'old', archived: true },
  { id: 'C0000000003', name: 'closed', member: false },
];

let server: SlackServer;
let clock = 1_700_000_000_000;
beforeAll(async () => {
  server = await startSlackServer({ channels, now: () => (clock += 1_000) });
});
afterAll(() => server.close());

interface Refusal {
  readonly ok: boolean;
  readonly error?: string;
  readonly errors?: readonly string[];
  readonly response_metadata?: { readonly messages: readonly string[] };
}

async function call(
  body: unknown,
  headers: Record<string, string> = {},
  method = 'chat.postMessage',
): Promise<{ status: number; body: Refusal; headers: Headers }> {
  const answer = await fetch(`${server.apiUrl}${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${SLACK_TOKEN}`,
      'content-type': 'application/json; charset=utf-8',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Refusal, headers: answer.headers };
}

const message = { channel: SLACK_CHANNEL, text: 'a build failed' };
const text = (length: number) => 'a'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: text(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: text(length) });
const rich = (element: unknown) => ({ type: 'rich_text', elements: [element] });
const inSection = (...elements: unknown[]) => rich({ type: 'rich_text_section', elements });
const words = { type: 'text', text: 'a' };

describe('the strict Slack server', () => {
  test('accepts a message in JSON and answers as Slack does', async () => {
    const { status, body } = await call({ ...message, blocks: [{ type: 'header', text: plain(150) }] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      channel: SLACK_CHANNEL,
      ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
    });
    expect(server.messages.at(-1)).toMatchObject({ text: 'a build failed', blocks: [{ type: 'header' }] });
  });

  test('accepts a form with the blocks as JSON, as the client sends it', async () => {
    const form = new URLSearchParams({
      channel: '#builds',
      text: 'a',
      blocks: '[{"type":"divider"}]',
      unfurl_links: 'false',
    });
    const { body } = await call(form.toString(), { 'content-type': 'application/x-www-form-urlencoded' });
    expect(body.ok).toBe(true);
    expect(server.messages.at(-1)?.arguments).toMatchObject({
      blocks: [{ type: 'divider' }],
      unfurl_links: false,
    });
  });

  test.each([
    ['not_authed', message, { authorization: '' }],
    ['invalid_auth', message, { authorization: 'Bearer xoxb-other' }],
    ['invalid_post_type', message, { 'content-type': 'application/xml' }],
    ['invalid_charset', message, { 'content-type': 'application/json; charset=utf-16' }],
    ['invalid_json', '{', {}],
    ['invalid_form_data', '', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['not_authed', { ...message, token: SLACK_TOKEN }, { authorization: '' }],
    ['channel_not_found', { ...message, channel: 'C9' }, {}],
    ['channel_not_found', { text: 'a' }, {}],
    ['is_archived', { ...message, channel: 'old' }, {}],
    ['not_in_channel', { ...message, channel: '#closed' }, {}],
    ['no_text', { channel: SLACK_CHANNEL }, {}],
    ['msg_too_long', { ...message, text: text(40_001) }, {}],
    ['invalid_blocks_format', { ...message, blocks: '{' }, {}],
    ['invalid_blocks_format', { ...message, blocks: { type: 'divider' } }, {}],
    [
      'msg_blocks_too_long',
      { ...message, blocks: Array(5).fill({ type: 'section', text: mrkdwn(3_000) }) },
      {},
    ],
    [
      'msg_blocks_too_long',
      { ...message, blocks: [inSection({ type: 'text', text: '汉'.repeat(2_300) })] },
      {},
    ],
  ] as const)('refuses with %s and HTTP 200 (%#)', async (code, body, headers) => {
    const before = server.messages.length;
    expect(await call(body, headers)).toMatchObject({ status: 200, body: { ok: false, error: code } });
    expect(server.messages.length).toBe(before);
  });

  test.each([
    ['no more than 50 items allowed [json-pointer:/blocks]', Array(51).fill({ type: 'divider' })],
    ['unsupported type: poem [json-pointer:/blocks/0/type]', [{ type: 'poem' }]],
    ['must be an object [json-pointer:/blocks/0]', ['divider']],
    ['missing required field: text [json-pointer:/blocks/0]', [{ type: 'header' }]],
    [
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
      [{ type: 'header', text: plain(151) }],
    ],
    [
      'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
      [{ type: 'header', text: plain(0) }],
    ],
    ['unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]', [{ type: 'header', text: mrkdwn(9) }]],
    ['must be an object [json-pointer:/blocks/0/text]', [{ type: 'header', text: 'a' }]],
    [
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
      [{ type: 'section', text: mrkdwn(3_001) }],
    ],
    ['missing required field: text [json-pointer:/blocks/0]', [{ type: 'section' }]],
    [
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
      [{ type: 'section', fields: Array(11).fill(plain(1)) }],
    ],
    [
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
      [{ type: 'section', fields: [plain(2_001)] }],
    ],
    [
      'invalid additional property: emoji [json-pointer:/blocks/0/text]',
      [{ type: 'section', text: { ...mrkdwn(1), emoji: true } }],
    ],
    ['invalid additional property: colour [json-pointer:/blocks/0]', [{ type: 'divider', colour: 'red' }]],
    [
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
      [{ type: 'context', elements: Array(11).fill(plain(1)) }],
    ],
    [
      'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
      [{ type: 'divider', block_id: text(256) }],
    ],
    [
      'block_id already exists [json-pointer:/blocks/1/block_id]',
      Array(2).fill({ type: 'divider', block_id: 'a' }),
    ],
    [
      'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
      [{ type: 'rich_text', elements: [] }],
    ],
    ['unsupported type: text [json-pointer:/blocks/0/elements/0/type]', [rich(words)]],
    [
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
      [inSection({ type: 'text', text: '' })],
    ],
    [
      'invalid additional property: colour [json-pointer:/blocks/0/elements/0/elements/0/style]',
      [inSection({ ...words, style: { colour: true } })],
    ],
    [
      'must be a valid URL [json-pointer:/blocks/0/elements/0/elements/0/url]',
      [inSection({ type: 'link', text: 'a', url: 'javascript:alert(1)' })],
    ],
    [
      'unsupported type: user [json-pointer:/blocks/0/elements/0/elements/0/type]',
      [rich({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] })],
    ],
    [
      'must be one of bullet, ordered [json-pointer:/blocks/0/elements/0/style]',
      [
        rich({
          type: 'rich_text_list',
          style: 'stars',
          elements: [{ type: 'rich_text_section', elements: [words] }],
        }),
      ],
    ],
    [
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
      [{ type: 'actions', elements: Array(26).fill({ type: 'button', text: plain(3) }) }],
    ],
    [
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
      [{ type: 'actions', elements: [{ type: 'button', text: plain(76) }] }],
    ],
  ])('refuses blocks: %s', async (problem, blocks) => {
    const { body } = await call({ ...message, blocks });
    expect(body).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(body.errors).toContain(problem);
    expect(body.response_metadata?.messages).toContain(`[ERROR] ${problem}`);
  });

  test('knows no other method', async () => {
    expect((await call(message, {}, 'chat.meMessage')).body.error).toBe('unknown_method');
  });

  test('limits a channel to one message a second', async () => {
    const limited = await startSlackServer({ now: () => 1_700_000_005_000 });
    const post = () =>
      fetch(`${limited.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SLACK_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify(message),
      });
    expect((await post()).status).toBe(200);
    const second = await post();
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
    await limited.close();
  });

  test('fails as it is told, once for each failure', async () => {
    server.failNext({ status: 500, body: 'oops' }, 'cut');
    const answer = await fetch(`${server.apiUrl}chat.postMessage`, { method: 'POST', body: '' });
    expect(answer.status).toBe(500);
    await expect(call(message)).rejects.toThrow();
    expect((await call(message)).body.ok).toBe(true);
  });
});

describe('a message that stands in the strict Slack server', () => {
  const metadata = { event_type: 'report', event_payload: { key: 'k1' } };
  let standing: SlackServer;
  beforeEach(async () => {
    standing = await startSlackServer({ clock: () => 1_700_000_000_000 });
  });
  afterEach(() => standing.close());

  async function ask(method: string, body: object, at = standing): Promise<Record<string, unknown>> {
    const answer = await fetch(`${at.apiUrl}${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SLACK_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: SLACK_CHANNEL, ...body }),
    });
    return (await answer.json()) as Record<string, unknown>;
  }
  const post = async (text: string, more: object = {}) =>
    String((await ask('chat.postMessage', { text, ...more })).ts);
  const history = (more: object = {}) => ask('conversations.history', more);
  const textsOf = ({ messages }: Record<string, unknown>) =>
    (messages as readonly { readonly text: string }[]).map(({ text }) => text);

  test('is edited in place: a text takes the blocks away, the metadata stays', async () => {
    const ts = await post('a', { blocks: [{ type: 'divider' }], metadata });
    expect(await ask('chat.update', { ts, text: 'b' })).toMatchObject({ ok: true, ts, text: 'b' });
    expect(standing.messages).toEqual([
      expect.objectContaining({ ts, text: 'b', blocks: [], metadata, edits: 1 }),
    ]);
    expect(standing.written.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  test.each([
    ['message_not_found', { ts: '1700000000.999999', text: 'b' }],
    ['channel_not_found', { ts: '1', channel: 'builds', text: 'b' }],
  ])('refuses an edit with %s', async (error, body) => {
    expect(await ask('chat.update', body)).toEqual({ ok: false, error });
  });

  test("refuses to edit or delete another app's message, and an edit that breaks a rule", async () => {
    const { ts } = standing.addForeign({ text: 'not ours' });
    expect(await ask('chat.update', { ts, text: 'b' })).toMatchObject({ error: 'cant_update_message' });
    expect(await ask('chat.delete', { ts })).toMatchObject({ error: 'cant_delete_message' });
    const own = await post('a');
    expect(await ask('chat.update', { ts: own, blocks: [{ type: 'poem' }] })).toMatchObject({
      error: 'invalid_blocks',
    });
  });

  test('has answers in its thread, which stand in no channel and in no history', async () => {
    const ts = await post('root');
    const answer = await post('answer', { thread_ts: ts });
    const nested = await post('answer to an answer', { thread_ts: answer });
    expect(standing.replies.map(({ threadTs }) => threadTs)).toEqual([ts, ts]);
    expect(textsOf(await history())).toEqual(['root']);
    const thread = await ask('conversations.replies', { ts });
    expect(textsOf(thread)).toEqual(['root', 'answer', 'answer to an answer']);
    expect(nested > answer).toBe(true);
  });

  test('loses an answer into the channel without a word where it is not there', async () => {
    const posted = await ask('chat.postMessage', { text: 'answer', thread_ts: '1700000000.999999' });
    expect(posted).toMatchObject({ ok: true, message: { text: 'answer' } });
    expect(posted.message).not.toHaveProperty('thread_ts');
    expect(standing.messages).toHaveLength(1);
    expect(await ask('conversations.replies', { ts: '1700000000.999999' })).toMatchObject({
      error: 'thread_not_found',
    });
  });

  test('shows the payload of its metadata only where all metadata is asked for', async () => {
    await post('a', { metadata });
    expect(await history()).toMatchObject({ messages: [{ metadata: { event_type: 'report' } }] });
    expect(JSON.stringify(await history())).not.toContain('k1');
    expect(await history({ include_all_metadata: true })).toMatchObject({ messages: [{ metadata }] });
  });

  test('is in the history newest first, in pages, after oldest and before latest', async () => {
    const all: string[] = [];
    for (const text of ['a', 'b', 'c', 'd']) all.push(await post(text));
    expect(textsOf(await history())).toEqual(['d', 'c', 'b', 'a']);
    expect(textsOf(await history({ oldest: all[1] }))).toEqual(['d', 'c']);
    expect(textsOf(await history({ oldest: all[1], latest: all[2], inclusive: true }))).toEqual(['c', 'b']);
    const first = await history({ limit: 3 });
    expect([textsOf(first), first.has_more]).toEqual([['d', 'c', 'b'], true]);
    const { next_cursor: cursor } = first.response_metadata as { readonly next_cursor: string };
    const second = await history({ limit: 3, cursor });
    expect([textsOf(second), second.has_more]).toEqual([['a'], false]);
  });

  test.each([
    ['invalid_limit', { limit: 1_000 }],
    ['invalid_limit', { limit: 0 }],
    ['invalid_cursor', { cursor: 'x' }],
    ['invalid_ts_oldest', { oldest: 'yesterday' }],
    ['channel_not_found', { channel: '#builds' }],
  ])('refuses a history with %s', async (error, body) => {
    expect(await history(body)).toEqual({ ok: false, error });
  });

  test.each([
    ['invalid_metadata_format', 'k1'],
    ['invalid_metadata_format', { event_type: 'report' }],
    ['invalid_metadata_schema', { ...metadata, event_type: 'a report' }],
    ['invalid_metadata_schema', { ...metadata, event_payload: { keys: ['k1'] } }],
    ['invalid_metadata_schema', { ...metadata, event_payload: { deep: { deeper: {} } } }],
    ['metadata_too_large', { ...metadata, event_payload: { key: 'k'.repeat(4_000) } }],
  ])('refuses metadata with %s', async (error, wrong) => {
    expect(await ask('chat.postMessage', { text: 'a', metadata: wrong })).toEqual({ ok: false, error });
  });

  test('needs the scope of each method, and says which', async () => {
    const channels = [
      { id: SLACK_CHANNEL, name: 'builds' },
      { id: 'C0000000009', name: 'secret', private: true },
    ];
    const poor = await startSlackServer({ scopes: ['channels:history'], channels });
    expect(await ask('chat.postMessage', { text: 'a' }, poor)).toMatchObject({
      ...{ error: 'missing_scope', needed: 'chat:write', provided: 'channels:history' },
    });
    expect(await ask('conversations.history', {}, poor)).toMatchObject({ ok: true });
    expect(await ask('conversations.history', { channel: 'C0000000009' }, poor)).toMatchObject({
      needed: 'groups:history',
    });
    await poor.close();
  });

  test('refuses the next call of one method and no other', async () => {
    standing.refuseMethod('chat.update', 'edit_window_closed');
    const ts = await post('a');
    expect(await ask('chat.update', { ts, text: 'b' })).toEqual({ ok: false, error: 'edit_window_closed' });
    expect(await ask('chat.update', { ts, text: 'b' })).toMatchObject({ ok: true });
  });
});
