import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FieldsRefusedError, type Ticket, type Tracker } from '../../../../shared/adapters/jira/tracker.ts';
import { adf, paragraph, text } from '../../../../shared/adf/document.ts';
import { PermanentError, RetryLaterError } from '../../../../shared/errors.ts';
import type { Failure } from '../../../fakes/http-server.ts';
import { JIRA_PROJECT, type JiraServer } from '../../../fakes/jira-server.ts';
import { KINDS, ticket, why } from './trackers.ts';

async function failure(asked: Promise<unknown>): Promise<PermanentError | RetryLaterError> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PermanentError || error instanceof RetryLaterError) return error;
  throw new Error(`expected one of our errors, not ${String(error)}`);
}

describe.each(KINDS)('a tracker over Jira $kind', ({ kind, start, connect, api, why: written }) => {
  let server: JiraServer;
  let tracker: Tracker;
  beforeAll(async () => {
    server = await start({ pageSize: 2, customFields: ['customfield_1'] });
    tracker = await connect(`${server.url}/`);
  });
  afterAll(() => server.close());

  test('creates a ticket in one call, in the form of that kind', async () => {
    const before = server.requests.length;
    const made = await tracker.create({
      ...ticket,
      ...{ priority: 'High', components: ['Builds'], assignee: 'maria', fields: { customfield_1: ['a'] } },
    });
    expect(made).toEqual({ id: expect.stringMatching(/^\d+$/), key: expect.stringMatching(/^BUILD-\d+$/) });
    expect(server.requests.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${api}/issue`,
    ]);
    expect(server.issues.at(-1)?.fields).toEqual({
      project: { key: JIRA_PROJECT },
      issuetype: { name: 'Task' },
      summary: 'a build failed',
      description: written,
      labels: ['watchkeeper', 'wk-0123456789abcdef'],
      priority: { name: 'High' },
      components: [{ name: 'Builds' }],
      assignee: kind === 'cloud' ? { id: 'maria' } : { name: 'maria' },
      customfield_1: ['a'],
    });
  });

  test('takes ids for project and type', async () => {
    await tracker.create({ ...ticket, project: '10000', issueType: '10001' });
    expect(server.issues.at(-1)?.fields).toMatchObject({
      project: { id: '10000' },
      issuetype: { id: '10001' },
    });
  });

  test('finds all tickets with a label, newest first, page by page', async () => {
    const labelled: Ticket = { ...ticket, labels: ['wk-pages'] };
    const made = [];
    for (let count = 0; count < 5; count += 1) made.push((await tracker.create(labelled)).key);
    const before = server.requests.length;
    const found = await tracker.find(JIRA_PROJECT, 'wk-pages');
    expect(found.map(({ key }) => key).sort()).toEqual(made.sort());
    expect(server.requests.length - before).toBe(3);
    expect(await tracker.find(JIRA_PROJECT, 'wk-none')).toEqual([]);
  });

  test('reads whether a ticket is open, and when and how it was closed', async () => {
    const { id, key } = await tracker.create(ticket);
    const open = await tracker.read(id);
    expect(open).toEqual({ id, key, created: expect.any(Date), status: 'To Do', description: 'why' });
    server.people.close(key, "Won't Do");
    expect(await tracker.read(id)).toMatchObject({
      ...{ status: 'Done', resolution: "Won't Do" },
      closedAt: server.issues.find((issue) => issue.id === id)?.closedAt,
    });
  });

  test('says of a ticket that is gone that it is', async () => {
    expect(await tracker.read('4711')).toBeUndefined();
  });

  test('finds its own comment by its end, and not where a person quotes it', async () => {
    const { id } = await tracker.create(ticket);
    const comment = (words: string) => tracker.comment(id, adf([paragraph(text(words))]));
    await comment('again · run abc-1 (sure)');
    await comment('it says "run abc-1 (sure)" above, what is that?');
    const [first] = server.comments.slice(-2);
    expect(await tracker.findComment(id, 'run abc-1 (sure)')).toEqual({ id: first?.id });
    expect(await tracker.findComment(id, 'run other')).toBeUndefined();
  });

  test.each([
    [{ to: 'closed' }, 'Done'],
    [{ to: 'open' }, 'To Do'],
    [{ to: 'open', transition: 'start' }, 'Start'],
    [{ to: 'open', transition: '21' }, 'Start'],
    [{ to: 'open', transition: 'In Progress' }, 'Start'],
    [{ to: 'open', transition: 'Reopen' }, undefined],
  ] as const)('moves a ticket %j by %s', async (move, name) => {
    const { id } = await tracker.create(ticket);
    expect(await tracker.move(id, move)).toBe(name);
    if (name !== undefined) expect(server.moves.at(-1)?.transition).toBe(name);
  });

  test('shows where a person finds a ticket', () => {
    expect(tracker.urlOf('BUILD-1')).toBe(`${server.url}/browse/BUILD-1`);
  });

  test.each<[string, Partial<Ticket>, string]>([
    ['a project that is not there', { project: 'OTHER' }, 'project: valid project is required'],
    ['a type that the project does not have', { issueType: 'Poem' }, 'issuetype: Specify a valid issue type'],
    ['a summary of two lines', { summary: 'a\nb' }, 'it contains newline characters'],
    ['a label of two words', { labels: ['two words'] }, "The label 'two words' contains spaces"],
  ])('names the field of %s', async (_, change, cure) => {
    const error = await failure(tracker.create({ ...ticket, ...change }));
    expect(error).toBeInstanceOf(FieldsRefusedError);
    expect(error.message).toContain(cure);
  });

  test('gives up on another token, and says which setting', async () => {
    const error = await failure((await connect(server.url, 'other')).create(ticket));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(kind === 'cloud' ? 'JIRA_EMAIL and JIRA_TOKEN' : 'personal access token');
    expect(error.message).not.toContain('other');
  });

  test.each([
    [403, 'Create issues'],
    [404, 'JIRA_HOST'],
    [410, 'newer watchkeeper'],
    [413, 'too large'],
    [418, 'JIRA_HOST'],
  ])('gives up on a %i', async (status, cure) => {
    server.failNext({ status, body: { errorMessages: ['no'], errors: {} } });
    const error = await failure(tracker.create(ticket));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(cure);
    expect(error.message).toContain('(no)');
  });

  const calls: readonly [string, (tracker: Tracker) => Promise<unknown>][] = [
    ['a new ticket', ({ create }) => create(ticket)],
    ['a search', ({ find }) => find(JIRA_PROJECT, 'wk-none')],
    ['a look', ({ read }) => read('10000')],
    ['a comment', ({ comment }) => comment('10000', why)],
    ['the comments', ({ findComment }) => findComment('10000', 'x')],
    ['the transitions', ({ move }) => move('10000', { to: 'open' })],
  ];

  test.each(calls)('gives up on the page of a login in place of %s', async (_, call) => {
    server.failNext({ status: 200, body: '<html>please log in</html>' });
    expect(await failure(call(tracker))).toMatchObject({ message: expect.stringContaining('JIRA_HOST') });
  });

  test.each(calls)('waits as long as Jira says when it limits the rate of %s', async (_, call) => {
    server.failNext({ status: 429, headers: { 'retry-after': '7', 'ratelimit-reason': 'jira-burst-based' } });
    expect(await failure(call(tracker))).toMatchObject({ retryAfterSeconds: 7, rateLimited: true });
  });

  test.each<[string, Failure]>([
    ['a 500', { status: 500, body: 'oops' }],
    ['a 503', { status: 503, body: { errorMessages: ['maintenance'] } }],
    ['a 408', { status: 408 }],
    ['a 409', { status: 409 }],
    ['no answer', 'timeout'],
    ['a cut connection', 'cut'],
    ['a connection that is cut after it is done', { after: 'cut' }],
  ])('tries again after %s, not itself, and not as a limit of the rate', async (_, fault) => {
    server.failNext(fault);
    const before = server.requests.length;
    const error = await failure(tracker.create(ticket));
    expect(error).toBeInstanceOf(RetryLaterError);
    expect(error).toMatchObject({ rateLimited: false });
    expect(server.requests.length - before).toBe(1);
  });

  test('tries again when nobody listens', async () => {
    expect(await failure((await connect('http://127.0.0.1:9')).create(ticket))).toBeInstanceOf(
      RetryLaterError,
    );
  });
});

describe('Jira Cloud', () => {
  const [cloud] = KINDS;

  test('looks afresh at the tickets that are known while its index is behind', async () => {
    const server = await (cloud ?? KINDS[0])?.start({ lag: { searches: 2 } });
    if (!server || !cloud) throw new Error('no cloud');
    const tracker = await cloud.connect(server.url);
    const { id } = await tracker.create(ticket);
    expect(await tracker.find(JIRA_PROJECT, 'watchkeeper')).toEqual([]);
    expect(await tracker.find(JIRA_PROJECT, 'watchkeeper', [id])).toHaveLength(1);
    expect(await tracker.find(JIRA_PROJECT, 'watchkeeper')).toHaveLength(1);
    await server.close();
  });
});
