import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JiraOptions, jiraTickets, type Ticket, type Tickets } from '../../../shared/adapters/jira.ts';
import { adf, paragraph, text } from '../../../shared/adf/document.ts';
import { PermanentError, RetryLaterError } from '../../../shared/errors.ts';
import type { Failure } from '../../fakes/http-server.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  startJiraServer,
} from '../../fakes/jira-server.ts';

const ticket: Ticket = {
  summary: 'a build failed',
  description: adf([paragraph(text('why'))]),
  labels: ['watchkeeper', 'fp-0123456789abcdef'],
};

let server: JiraServer;
let options: JiraOptions;
let tickets: Tickets;
beforeAll(async () => {
  server = await startJiraServer();
  options = {
    ...{ host: server.url, email: JIRA_EMAIL, token: JIRA_TOKEN, project: JIRA_PROJECT },
    ...{ issueType: 'Task', timeoutMilliseconds: 200 },
  };
  tickets = await jiraTickets(options);
});
afterAll(() => server.close());

async function failure(create: Promise<unknown>): Promise<PermanentError | RetryLaterError> {
  const error = await create.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PermanentError || error instanceof RetryLaterError) return error;
  throw new Error(`expected one of our errors, not ${String(error)}`);
}

describe('filing a ticket in Jira', () => {
  test('is one call with project, type, summary, description and labels', async () => {
    const before = server.requests.length;
    expect(await tickets.create(ticket)).toEqual({ key: expect.stringMatching(/^BUILD-\d+$/) });
    expect(server.requests.length - before).toBe(1);
    expect(server.issues.at(-1)?.fields).toEqual({
      project: { key: JIRA_PROJECT },
      issuetype: { name: 'Task' },
      summary: 'a build failed',
      description: {
        version: 1,
        type: 'doc',
        content: [{ type: 'paragraph', content: [{ type: 'text', text: 'why' }] }],
      },
      labels: ['watchkeeper', 'fp-0123456789abcdef'],
    });
  });

  test('takes ids for project and type', async () => {
    const byId = await jiraTickets({ ...options, project: '10000', issueType: '10001' });
    await byId.create(ticket);
    expect(server.issues.at(-1)?.fields).toMatchObject({
      project: { id: '10000' },
      issuetype: { id: '10001' },
    });
  });

  test.each<[string, Partial<JiraOptions>, string]>([
    ['a project that is not there', { project: 'OTHER' }, 'project: valid project is required'],
    ['a type that the project does not have', { issueType: 'Poem' }, 'issuetype: Specify a valid issue type'],
    ['another token', { token: 'other' }, 'JIRA_EMAIL and JIRA_TOKEN'],
  ])('gives up on %s and says what to do', async (_, change, cure) => {
    const error = await failure((await jiraTickets({ ...options, ...change })).create(ticket));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(cure);
  });

  test('names each field that Jira refuses', async () => {
    const { message } = await failure(tickets.create({ ...ticket, summary: 'a\nb', labels: ['two words'] }));
    expect(message).toContain('summary: The summary is invalid because it contains newline characters.');
    expect(message).toContain("labels: The label 'two words' contains spaces which is invalid.");
  });

  test.each([
    [403, 'Create issues'],
    [404, 'JIRA_HOST'],
    [410, 'newer watchkeeper'],
    [413, 'too large'],
    [418, 'JIRA_HOST'],
  ])('gives up on a %i', async (status, cure) => {
    server.failNext({ status, body: { errorMessages: ['no'], errors: {} } });
    const error = await failure(tickets.create(ticket));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(cure);
    expect(error.message).toContain('(no)');
  });

  test('gives up on the page of a login, since the ticket may be there all the same', async () => {
    server.failNext({ status: 200, body: '<html>please log in</html>' });
    expect(await failure(tickets.create(ticket))).toBeInstanceOf(PermanentError);
  });

  test('waits as long as Jira says when it limits the rate', async () => {
    server.failNext({ status: 429, headers: { 'retry-after': '7', 'ratelimit-reason': 'jira-burst-based' } });
    expect(await failure(tickets.create(ticket))).toMatchObject({ retryAfterSeconds: 7, rateLimited: true });
  });

  test.each<[string, Failure]>([
    ['a 500', { status: 500, body: 'oops' }],
    ['a 503', { status: 503, body: { errorMessages: ['maintenance'] } }],
    ['a 408', { status: 408 }],
    ['a 429 without a time', { status: 429 }],
    ['no answer', 'timeout'],
    ['a cut connection', 'cut'],
  ])('tries again after %s, and only when it is delivered again', async (_, fault) => {
    server.failNext(fault);
    const before = server.requests.length;
    expect(await failure(tickets.create(ticket))).toBeInstanceOf(RetryLaterError);
    expect(server.requests.length - before).toBe(1);
  });

  test('tries again when nobody listens', async () => {
    const nobody = await jiraTickets({ ...options, host: 'http://127.0.0.1:9' });
    expect(await failure(nobody.create(ticket))).toBeInstanceOf(RetryLaterError);
  });
});
