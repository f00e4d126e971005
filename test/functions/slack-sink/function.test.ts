import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import slackSink from '../../../functions/slack-sink/function.ts';
import { readConfig, SettingsError } from '../../../shared/config.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { type Connected, invoke } from '../../../shared/invoke.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { statusOf } from '../../../shared/run/status.ts';
import { freshAround } from '../../fakes/around.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, type SlackServer, startSlackServer } from '../../fakes/slack-server.ts';

const log = pino({ level: 'silent' });
const never = new AbortController().signal;

let server: SlackServer;
let sink: Connected;
beforeAll(async () => {
  server = await startSlackServer();
  const env = { SLACK_TOKEN: ` ${SLACK_TOKEN}\n`, SLACK_CHANNEL, SLACK_API_URL: server.apiUrl };
  const definition = slackSink as unknown as FunctionDefinition;
  const around = freshAround();
  const use = await slackSink.connect(readConfig(slackSink.settings, env), log, around);
  const { ledger } = around;
  const now = () => new Date('2026-01-01T03:00:00Z');
  sink = { definition, use, log, ledger, deadlineMilliseconds: 5_000, now };
});
afterAll(() => server.close());

let deliveries = 0;

/** Each one is another event. */
function triaged(data: unknown): Event {
  deliveries += 1;
  const id = `a${deliveries}`;
  const type = 'dev.watchkeeper.build.triaged.v1';
  return { specversion: '1.0', id, source: '/watchkeeper/build-triage', type, data };
}

describe('slack-sink', () => {
  test.each([
    ['a compile error', compileError],
    ['a build without a log', noLog],
    ['a storm of failing tests', testStorm],
  ])('posts one message for %s and emits nothing', async (_, data) => {
    const before = server.requests.length;
    expect(await invoke(sink, triaged(data), never)).toEqual({ events: [] });
    expect(server.requests.length - before).toBe(1);
    expect(server.messages.at(-1)?.text).toContain(data.about.name);
  });

  test('dead-letters an event whose report breaks the contract, and posts nothing', async () => {
    const before = server.requests.length;
    const broken = triaged({ ...compileError, report: { ...compileError.report, confidence: 'very' } });
    await expect(invoke(sink, broken, never)).rejects.toSatisfy((thrown) => statusOf(thrown).status === 400);
    expect(server.requests.length).toBe(before);
  });

  test.each([
    ['channel_not_found', 422],
    ['invalid_auth', 422],
    ['internal_error', 503],
  ])('answers a refusal with %s by %i', async (code, status) => {
    server.refuseNext(code);
    await expect(invoke(sink, triaged(noLog), never)).rejects.toSatisfy(
      (thrown) => statusOf(thrown).status === status,
    );
  });

  test('passes on how long to wait', async () => {
    server.failNext({ status: 429, headers: { 'retry-after': '30' } });
    const outcome = { status: 429, outcome: 'rate-limited', retryAfterSeconds: 30 };
    await expect(invoke(sink, triaged(noLog), never)).rejects.toSatisfy((thrown) => {
      expect(statusOf(thrown)).toEqual(outcome);
      return true;
    });
  });

  test('names every setting that is missing or would send the token in the clear', () => {
    const read = () => readConfig(slackSink.settings, { SLACK_API_URL: 'http://slack.example.com/api/' });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/SLACK_TOKEN.*SLACK_CHANNEL.*SLACK_API_URL/s);
  });
});
