import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import jiraSink from '../../../functions/jira-sink/function.ts';
import { readConfig, SettingsError } from '../../../shared/config.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { type Connected, invoke } from '../../../shared/invoke.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { statusOf } from '../../../shared/run/status.ts';
import { freshAround } from '../../fakes/around.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  startJiraServer,
} from '../../fakes/jira-server.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';

const log = pino({ level: 'silent' });
const never = new AbortController().signal;

let server: JiraServer;
let sink: Connected;
beforeAll(async () => {
  server = await startJiraServer();
  const env = { JIRA_HOST: `${server.url}/`, JIRA_EMAIL, JIRA_TOKEN: `${JIRA_TOKEN}\n`, JIRA_PROJECT };
  const definition = jiraSink as unknown as FunctionDefinition;
  const around = freshAround();
  const use = await jiraSink.connect(readConfig(jiraSink.settings, env), log, around);
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

describe('jira-sink', () => {
  test.each([
    ['a compile error', compileError],
    ['a build without a log', noLog],
    ['a storm of failing tests', testStorm],
  ])('files one ticket for %s and emits nothing', async (_, data) => {
    const before = server.requests.length;
    expect(await invoke(sink, triaged(data), never)).toEqual({ events: [] });
    expect(server.requests.length - before).toBe(1);
    expect(server.issues.at(-1)?.fields).toMatchObject({
      project: { key: JIRA_PROJECT },
      issuetype: { name: 'Task' },
      summary: data.report.headline,
      labels: ['watchkeeper', data.report.fingerprint, data.report.category],
    });
  });

  test.each([
    [400, 422],
    [401, 422],
    [403, 422],
    [429, 429],
    [503, 503],
  ])('answers a %i of Jira by %i', async (theirs, ours) => {
    server.failNext({ status: theirs, body: { errorMessages: ['no'], errors: {} } });
    await expect(invoke(sink, triaged(noLog), never)).rejects.toSatisfy(
      (thrown) => statusOf(thrown).status === ours,
    );
  });

  test('names every setting that is missing or would send the token in the clear', () => {
    const read = () =>
      readConfig(jiraSink.settings, { JIRA_HOST: 'http://jira.example.com', JIRA_EMAIL: 'nobody' });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(/JIRA_HOST.*JIRA_EMAIL.*JIRA_TOKEN.*JIRA_PROJECT/s);
  });
});
