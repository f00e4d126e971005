import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import slackSink from '../../../functions/slack-sink/function.ts';
import { readConfig, SettingsError } from '../../../shared/config.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import { statusOf } from '../../../shared/run/status.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';
import { SLACK_CHANNEL, type SlackServer, startSlackServer } from '../../fakes/slack-server.ts';
import { inRun, inWords, startSink } from './sink.ts';

let server: SlackServer;
/** Milliseconds that the clocks of the ledger and of Slack are ahead. */
let ahead = 0;
const clock = () => Date.now() + ahead;
const newStore = () => memoryStore(clock);

beforeEach(async () => {
  ahead = 0;
  server = await startSlackServer({ clock });
});
afterEach(() => server.close());

/** What stands in Slack: messages, answers in threads, edits. */
function standing() {
  const { messages, replies, edits } = server;
  return { messages: messages.length, replies: replies.length, edits: edits.length };
}

function textOf(message: { readonly blocks: readonly unknown[] } | undefined): string {
  return JSON.stringify(message?.blocks);
}

async function statusAndWait(delivery: Promise<unknown>): Promise<object> {
  return delivery.then(
    () => ({ status: 202 }),
    (thrown: unknown) => statusOf(thrown),
  );
}

describe('a failure that is told for the first time', () => {
  test.each([
    ['a compile error', compileError, 1],
    ['a storm of failing tests', testStorm, 1],
    ['a build without a log, of which all is said', noLog, 0],
  ])('is one message, with the details of %s in its thread', async (_, data, replies) => {
    const sink = await startSink(server);
    expect(await sink.deliver('a', data)).toEqual({ events: [] });
    expect(standing()).toEqual({ messages: 1, replies, edits: 0 });
    const [message] = server.messages;
    expect(message?.text).toContain(data.about.name);
    expect(server.replies.every(({ threadTs }) => threadTs === message?.ts)).toBe(true);
  });

  test('whose report comes late, after a later run opened the thread, is still told of there', async () => {
    const sink = await startSink(server, newStore());
    server.failNext({ status: 500 });
    expect(await statusAndWait(sink.deliver('a', compileError))).toMatchObject({ status: 503 });
    ahead = 30_000;
    await sink.deliver('b', inRun(compileError, 'checkout-build-later'));
    await sink.deliver('a', compileError);
    expect(standing()).toMatchObject({ messages: 1, replies: 2 });
    expect(textOf(server.replies.at(-1))).toContain('Seen again');
    expect(textOf(server.replies.at(-1))).toContain(compileError.about.name);
  });

  test('does nothing more when the same event comes again', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', compileError);
    const before = server.requests.length;
    expect(await sink.deliver('a', compileError)).toEqual({ events: [], repeated: true });
    expect(server.requests.length).toBe(before);
  });

  test('goes to the channel of its namespace', async () => {
    const channels = [
      { id: SLACK_CHANNEL, name: 'builds' },
      { id: 'C0000000022', name: 'warehouse' },
    ];
    const other = await startSlackServer({ channels });
    const sink = await startSink(other, memoryStore(), {
      SLACK_CHANNELS: ' team-a=C0000000001, warehouse = C0000000022 ',
    });
    await sink.deliver('a', noLog);
    await sink.deliver('b', compileError);
    expect(other.messages.map(({ channel }) => channel)).toEqual(['C0000000022', SLACK_CHANNEL]);
    await other.close();
  });

  test('shows the severity that the event has', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', compileError, { severity: 'critical' });
    expect(server.messages[0]?.blocks[0]).toMatchObject({
      type: 'header',
      text: { text: expect.stringMatching(/^Critical · /) },
    });
  });
});

describe('a failure that comes again', () => {
  test('edits its message and answers in its thread where another run has it', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', inRun(testStorm, 'ci-1'));
    const before = standing();
    await sink.deliver('b', inRun(testStorm, 'ci-2'));
    expect(standing()).toEqual({ messages: 1, replies: before.replies + 1, edits: 1 });
    expect(textOf(server.messages[0])).toContain('Seen 2 times');
    expect(textOf(server.messages[0])).toContain('ledger/ci-2');
    expect(textOf(server.replies.at(-1))).toContain('Seen again');
  });

  test('counts each event of a CI that names no runs', async () => {
    const sink = await startSink(server);
    const { uid: _, ...about } = { ...testStorm.about, name: 'checkout/main' };
    for (const id of ['a', 'b', 'c']) await sink.deliver(id, { ...testStorm, about });
    expect(textOf(server.messages[0])).toContain('Seen 3 times');
  });

  test('only edits where the same run is seen again, and does not count it', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', inRun(testStorm, 'ci-1'));
    const before = standing();
    await sink.deliver('b', inRun(testStorm, 'ci-1'));
    expect(standing()).toEqual({ ...before, edits: 1 });
    expect(textOf(server.messages[0])).not.toContain('times');
  });

  test('answers where something else is said of the same run', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', testStorm);
    await sink.deliver('b', inWords(testStorm, 'The mapper calls a method that is gone'));
    expect(textOf(server.replies.at(-1))).toContain('The mapper calls a method that is gone');
    expect(server.messages[0]?.text).toContain('The mapper calls a method that is gone');
  });

  test('says its headline again only where that is another one', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', testStorm);
    const { report } = testStorm;
    await sink.deliver('b', { ...testStorm, report: { ...report, confidence: 'certain' } });
    expect(textOf(server.replies.at(-1))).toContain('How sure');
    expect(textOf(server.replies.at(-1))).not.toContain('It now says');
  });

  test('stays in its thread when another process goes on with the same ledger', async () => {
    const store = newStore();
    await (await startSink(server, store)).deliver('a', inRun(testStorm, 'ci-1'));
    await (await startSink(server, store)).deliver('b', inRun(testStorm, 'ci-2'));
    expect(standing()).toMatchObject({ messages: 1, edits: 1 });
  });

  test('is one message where many deliveries come at once', async () => {
    const store = newStore();
    const sinks = await Promise.all([startSink(server, store), startSink(server, store)]);
    const runs = Array.from({ length: 6 }, (_, index) => `ci-${index}`);
    await Promise.all(runs.map((name, index) => sinks[index % 2]?.deliver(name, inRun(testStorm, name))));
    expect(standing()).toEqual({ messages: 1, replies: 1 + 5, edits: 5 });
    expect(textOf(server.messages[0])).toContain('Seen 6 times');
  });

  test('is a message of its own in another namespace or cluster', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', noLog);
    await sink.deliver('b', { ...noLog, about: { ...noLog.about, namespace: 'staging' } });
    await sink.deliver('c', { ...noLog, about: { ...noLog.about, cluster: 'east' } });
    expect(standing()).toEqual({ messages: 3, replies: 0, edits: 0 });
  });

  test('gets a new message, which says so, after a quiet time', async () => {
    const sink = await startSink(server, newStore(), { SLACK_THREAD_HOURS: '0.5' });
    await sink.deliver('a', inRun(testStorm, 'ci-1'));
    await sink.deliver('b', inRun(testStorm, 'ci-2'));
    ahead += 29 * 60_000;
    await sink.deliver('c', inRun(testStorm, 'ci-3'));
    expect(standing().messages).toBe(1);
    ahead += 31 * 60_000;
    await sink.deliver('d', inRun(testStorm, 'ci-4'));
    expect(standing()).toEqual({ messages: 2, replies: 4, edits: 2 });
    expect(textOf(server.messages[1])).toContain('It is back: seen 3 times before');
    expect(server.replies.at(-1)?.threadTs).toBe(server.messages[1]?.ts);
  });

  test('gets a new message with all details where a person deleted the old one', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', inRun(testStorm, 'ci-1'));
    server.remove(server.messages[0]?.ts ?? '');
    await sink.deliver('b', inRun(testStorm, 'ci-2'));
    expect(server.messages).toHaveLength(1);
    expect(textOf(server.messages[0])).toContain('Seen 2 times');
    expect(server.replies.filter(({ threadTs }) => threadTs === server.messages[0]?.ts)).toHaveLength(1);
  });

  test('is not answered for ever: after twenty answers only the message counts', async () => {
    const sink = await startSink(server);
    for (let run = 1; run <= 24; run += 1) await sink.deliver(`r${run}`, inRun(noLog, `import-${run}`));
    expect(standing()).toEqual({ messages: 1, replies: 20, edits: 23 });
    expect(textOf(server.messages[0])).toContain('Seen 24 times');
  });
});

describe('a delivery that is cut short', () => {
  /** A first report with one answer of details, then another run: message, details, edit, answer. */
  const whole = { messages: 1, replies: 2, edits: 1 };
  const deliveries = [
    ['a', inRun(testStorm, 'ci-1')],
    ['b', inRun(testStorm, 'ci-2')],
  ] as const;

  /** Delivers as a Broker does, by a new process each time, with time going by. */
  async function deliverAll(store: Store): Promise<number> {
    let tries = 0;
    for (const [id, data] of deliveries) {
      for (let status = 0; status !== 202 && tries < 20; tries += 1) {
        const sink = await startSink(server, store);
        status = (await statusAndWait(sink.deliver(id, data)).then((end) => end as { status: number }))
          .status;
        if (status !== 202) ahead += 25_000;
      }
    }
    return tries;
  }

  test.each([0, 1, 2, 3])('does nothing twice where the answer of call %i is lost', async (call) => {
    let calls = 0;
    const cutting = await startSlackServer({
      clock,
      fault: () => (calls++ === call ? { after: 'cut' } : undefined),
    });
    await server.close();
    server = cutting;
    expect(await deliverAll(newStore())).toBe(3);
    // An edit that is repeated changes nothing.
    expect(standing()).toEqual({ ...whole, edits: call === 2 ? 2 : 1 });
  });

  test.each([0, 1, 2, 3])('leaves nothing out where call %i never arrives', async (call) => {
    let calls = 0;
    const cutting = await startSlackServer({ clock, fault: () => (calls++ === call ? 'cut' : undefined) });
    await server.close();
    server = cutting;
    expect(await deliverAll(newStore())).toBe(3);
    expect(standing()).toEqual(whole);
  });

  test('waits until a message that was on its way would be found', async () => {
    const store = newStore();
    server.failNext('cut');
    const sink = await startSink(server, store);
    expect(await statusAndWait(sink.deliver('a', noLog))).toMatchObject({ status: 503 });
    expect(await statusAndWait(sink.deliver('a', noLog))).toMatchObject({
      status: 503,
      retryAfterSeconds: 20,
    });
    expect(standing().messages).toBe(0);
    ahead += 21_000;
    await sink.deliver('a', noLog);
    expect(standing().messages).toBe(1);
  });

  test('leaves the window of a duplicate open where the app may not read the history, and loses nothing', async () => {
    const poor = await startSlackServer({ clock, scopes: ['chat:write'] });
    poor.failNext({ after: 'cut' });
    const sink = await startSink(poor, newStore());
    expect(await statusAndWait(sink.deliver('a', noLog))).toMatchObject({ status: 503 });
    ahead += 21_000;
    expect(await statusAndWait(sink.deliver('a', noLog))).toEqual({ status: 202 });
    expect(poor.messages).toHaveLength(2);
    await poor.close();
  });

  test('lets the next event about the same failure take over, with its details', async () => {
    const store = newStore();
    const sink = await startSink(server, store);
    server.refuseMethod('chat.postMessage', 'ratelimited');
    expect(await statusAndWait(sink.deliver('a', inRun(testStorm, 'ci-1')))).toMatchObject({ status: 429 });
    await sink.deliver('b', inRun(testStorm, 'ci-2'));
    expect(standing()).toMatchObject({ messages: 1, edits: 0 });
    expect(textOf(server.messages[0])).toContain('Seen 2 times');
    await sink.deliver('a', inRun(testStorm, 'ci-1'));
    expect(standing()).toMatchObject({ messages: 1, edits: 0 });
    expect(textOf(server.messages[0])).toContain('Seen 2 times');
  });

  test('goes on with the details where only those met a limit (row 55)', async () => {
    let posts = 0;
    const limited = await startSlackServer({
      clock,
      fault: ({ path }) =>
        path.endsWith('chat.postMessage') && ++posts === 2
          ? { status: 429, headers: { 'retry-after': '7' }, body: { ok: false, error: 'ratelimited' } }
          : undefined,
    });
    const sink = await startSink(limited);
    expect(await statusAndWait(sink.deliver('a', testStorm))).toEqual({
      ...{ status: 429, outcome: 'rate-limited', retryAfterSeconds: 7 },
    });
    await sink.deliver('a', testStorm);
    expect([limited.messages.length, limited.replies.length]).toEqual([1, 1]);
    await limited.close();
  });

  test('brings many edits that met a limit in one', async () => {
    const sink = await startSink(server);
    await sink.deliver('a', inRun(noLog, 'import-1'));
    server.refuseMethod('chat.update', 'ratelimited', 'ratelimited');
    const late = ['b', 'c'].map((id) => [id, inRun(noLog, id)] as const);
    for (const [id, data] of late)
      expect(await statusAndWait(sink.deliver(id, data))).toMatchObject({ status: 429 });
    await sink.deliver('d', inRun(noLog, 'd'));
    for (const [id, data] of late) await sink.deliver(id, data);
    expect(standing()).toEqual({ messages: 1, replies: 3, edits: 1 });
    expect(textOf(server.messages[0])).toContain('Seen 4 times');
  });
});

describe('a ledger that forgets with its process', () => {
  /** A process with nothing remembered, as after a restart. */
  const restarted = () => startSink(server, newStore(), {}, false);

  test.each([0, 1, 2, 3])('does nothing twice where the process ends after call %i', async (call) => {
    let calls = 0;
    const cutting = await startSlackServer({
      clock,
      fault: () => (calls++ === call ? { after: 'cut' } : undefined),
    });
    await server.close();
    server = cutting;
    expect(await statusAndWait((await restarted()).deliver('a', testStorm))).toMatchObject({ status: 503 });
    expect(await statusAndWait((await restarted()).deliver('a', testStorm))).toEqual({ status: 202 });
    expect(standing()).toMatchObject({ messages: 1, replies: 1 });
  });

  test('edits the message that stands when another run fails the same way after a restart', async () => {
    await (await restarted()).deliver('a', inRun(testStorm, 'ci-1'));
    ahead += 3_600_000;
    await (await restarted()).deliver('b', inRun(testStorm, 'ci-2'));
    expect(standing()).toEqual({ messages: 1, replies: 1, edits: 1 });
    expect(textOf(server.messages[0])).toContain('ledger/ci-2');
  });

  test('leaves a message alone that is older than its thread may be', async () => {
    await (await restarted()).deliver('a', inRun(testStorm, 'ci-1'));
    ahead += 25 * 3_600_000;
    await (await restarted()).deliver('b', inRun(testStorm, 'ci-2'));
    expect(standing()).toEqual({ messages: 2, replies: 2, edits: 0 });
  });

  test('asks Slack for nothing more where the ledger outlives its process', async () => {
    await (await startSink(server)).deliver('a', testStorm);
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/api/chat.postMessage',
      '/api/chat.postMessage',
    ]);
  });
});

describe('what Slack or the ledger refuses', () => {
  test.each([
    ['channel_not_found', 422],
    ['invalid_auth', 422],
    ['is_archived', 422],
    ['internal_error', 503],
  ])('%s is answered by %i (row 55)', async (code, status) => {
    const sink = await startSink(server);
    server.refuseNext(code);
    expect(await statusAndWait(sink.deliver('a', noLog))).toMatchObject({ status });
  });

  test('blocks that Slack does not take come as plain text, once (row 55)', async () => {
    const sink = await startSink(server);
    server.refuseNext('invalid_blocks');
    await sink.deliver('a', noLog);
    expect(standing()).toEqual({ messages: 1, replies: 0, edits: 0 });
    expect(server.messages[0]).toMatchObject({ blocks: [] });
    expect(server.messages[0]?.text).toContain('What to do');
    expect(server.messages[0]?.text).toContain('BackoffLimitExceeded');
  });

  test('a ledger that cannot be reached does not stop a report, which says that it may repeat (row 60)', async () => {
    const down = (): never => {
      throw new Error('no route to host');
    };
    const store = { now: down, read: down, create: down, replace: down, close: () => {} };
    const sink = await startSink(server, store);
    await sink.deliver('a', noLog);
    expect(textOf(server.messages[0])).toContain('This may repeat: the ledger could not be reached');
  });

  test('an event whose report breaks the contract is dead-lettered, and nothing is posted', async () => {
    const sink = await startSink(server);
    const broken = { ...compileError, report: { ...compileError.report, confidence: 'very' as 'likely' } };
    expect(await statusAndWait(sink.deliver('a', broken))).toMatchObject({ status: 400 });
    expect(server.requests).toEqual([]);
  });

  test('settings that leave no time for another delivery after a crash and its wait', async () => {
    const times = { LEDGER_LEASE_SECONDS: '180', RETRY_BACKOFF_SECONDS: '200' };
    await expect(startSink(server, newStore(), times)).rejects.toThrow(
      'LEDGER_LEASE_SECONDS (180) and the wait for Slack (20) have to be less together',
    );
  });

  test('settings that are missing, malformed or would send the token in the clear are all named', () => {
    const given = { SLACK_API_URL: 'http://slack.example.com/api/', SLACK_CHANNELS: 'C0123456789' };
    const read = () => readConfig(slackSink.settings, given);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/SLACK_TOKEN.*SLACK_CHANNEL.*SLACK_CHANNELS: it is not.*SLACK_API_URL/s);
  });
});
