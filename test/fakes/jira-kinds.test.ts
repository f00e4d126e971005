import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startJiraDataCenter } from './jira-data-center.ts';
import { JIRA_EMAIL, JIRA_PROJECT, JIRA_TOKEN, type JiraServer, startJiraServer } from './jira-server.ts';
import { meaningOf } from './jira-wiki.ts';

const basic = `Basic ${btoa(`${JIRA_EMAIL}:${JIRA_TOKEN}`)}`;
const bearer = `Bearer ${JIRA_TOKEN}`;
const document = {
  version: 1,
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text: 'a' }] }],
};
const jql = `project = "${JIRA_PROJECT}" AND labels = "wk-1" ORDER BY created DESC`;

async function ask(server: JiraServer, authorization: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const fields = (description: unknown) => ({
  fields: {
    ...{ project: { key: JIRA_PROJECT }, issuetype: { name: 'Task' }, summary: 'a', labels: ['wk-1'] },
    description,
  },
});

describe('the strict Jira Cloud', () => {
  let server: JiraServer;
  const cloud = (method: string, path: string, body?: unknown) => ask(server, basic, method, path, body);
  beforeAll(async () => {
    server = await startJiraServer({ lag: { searches: 1 }, pageSize: 1 });
    await cloud('POST', '/rest/api/3/issue', fields(document));
    await cloud('POST', '/rest/api/3/issue', fields(document));
  });
  afterAll(() => server.close());

  test('has taken the old search away', async () => {
    expect((await cloud('GET', '/rest/api/3/search?jql=x')).status).toBe(410);
    expect((await cloud('POST', '/rest/api/3/search', { jql })).status).toBe(410);
  });

  test('shows a new issue in its search only after a while, but at once where it is reconciled', async () => {
    const search = '/rest/api/3/search/jql';
    const [first] = server.issues;
    const reconciled = await cloud('POST', search, { jql, fields: [], reconcileIssues: [Number(first?.id)] });
    expect(reconciled.json.issues.map(({ id }: { id: string }) => id)).toEqual([first?.id]);
    const page = await cloud('POST', search, { jql });
    expect(page.json).toEqual({ issues: [{ id: server.issues[1]?.id }], isLast: false, nextPageToken: '1' });
    const last = await cloud('POST', search, { jql, nextPageToken: '1' });
    expect(last.json).toEqual({ issues: [{ id: first?.id }], isLast: true });
  });

  test.each([
    ['JQL that it does not know', { jql: 'colour = red' }],
    ['a project that is not there', { jql: jql.replace(JIRA_PROJECT, 'OTHER') }],
    ['an offset', { jql, startAt: 0 }],
    ['ids that are no numbers', { jql, reconcileIssues: ['1'] }],
    ['more than 50 ids', { jql, reconcileIssues: Array.from({ length: 51 }, (_, id) => id) }],
  ])('refuses a search with %s', async (_, body) => {
    expect((await cloud('POST', '/rest/api/3/search/jql', body)).status).toBe(400);
  });

  test.each([
    ['a comment in wiki markup', 'BUILD-1/comment', { body: '*a*' }, 400],
    ['a comment on an issue that is not there', 'BUILD-9/comment', { body: document }, 404],
    ['a transition that is not there', 'BUILD-1/transitions', { transition: { id: '99' } }, 400],
    ['a transition without an id', 'BUILD-1/transitions', { transition: { name: 'Done' } }, 400],
  ])('refuses %s', async (_, path, body, status) => {
    expect((await cloud('POST', `/rest/api/3/issue/${path}`, body)).status).toBe(status);
  });

  test('tells its effects in their order', async () => {
    await cloud('POST', '/rest/api/3/issue/BUILD-1/comment', { body: document });
    await cloud('POST', '/rest/api/3/issue/BUILD-1/transitions', { transition: { id: '31' } });
    expect(server.effects).toEqual([
      ...['created BUILD-1', 'created BUILD-2', 'commented BUILD-1', 'moved BUILD-1 to Done'],
    ]);
    const { json } = await cloud('GET', '/rest/api/3/issue/BUILD-1');
    expect(json.fields).toMatchObject({
      resolution: { name: 'Done' },
      status: { statusCategory: { key: 'done' } },
    });
  });
});

describe('the strict Jira Data Center', () => {
  let server: JiraServer;
  const center = (method: string, path: string, body?: unknown) => ask(server, bearer, method, path, body);
  beforeAll(async () => {
    server = await startJiraDataCenter({ pageSize: 1 });
    await center('POST', '/rest/api/2/issue', fields('*a*'));
    await center('POST', '/rest/api/2/issue', fields('*a*'));
  });
  afterAll(() => server.close());

  test.each([
    [403, 'an API token with an e-mail address', basic],
    [401, 'another token', 'Bearer other'],
    [401, 'no login', ''],
  ])('answers %i to %s', async (status, _, authorization) => {
    const path = '/rest/api/2/issue/BUILD-1';
    expect((await ask(server, authorization, 'GET', path)).status).toBe(status);
  });

  test('has no version 3, and none of the cloud’s search', async () => {
    expect((await center('GET', '/rest/api/3/issue/BUILD-1')).status).toBe(404);
    expect((await center('POST', '/rest/api/2/search/jql', { jql })).status).toBe(404);
  });

  test('takes wiki markup only', async () => {
    const refused = await center('POST', '/rest/api/2/issue', fields(document));
    expect(refused.json.errors).toEqual({ description: 'Operation value must be a string' });
    expect((await center('POST', '/rest/api/2/issue/BUILD-1/comment', { body: document })).status).toBe(400);
    expect((await center('POST', '/rest/api/2/issue', fields('a'.repeat(32_768)))).status).toBe(400);
  });

  test('searches page by page with an offset', async () => {
    const second = await center('POST', '/rest/api/2/search', { jql, startAt: 1, fields: ['status'] });
    expect(second.json).toMatchObject({ startAt: 1, maxResults: 1, total: 2, issues: [{ key: 'BUILD-1' }] });
    expect((await center('POST', '/rest/api/2/search', { jql, nextPageToken: '1' })).status).toBe(400);
  });
});

describe('what wiki markup means', () => {
  test.each([
    ['{html}<b>{html}', { macros: ['html', 'html'] }],
    ['{noformat}\n{html} [~a]\n{noformat}', { macros: [], mentions: [] }],
    ['{noformat}\na{noformat}{color:red}b{color}', { macros: ['color', 'color'] }],
    ['[click|https://evil.example]', { links: ['https://evil.example'] }],
    ['see https://evil.example/a', { links: ['https://evil.example/a'] }],
    ['write to a@b.example', { links: ['a@b.example'] }],
    ['[~admin]', { mentions: ['~admin'] }],
    ['!p.png!', { images: ['p.png'] }],
    ['done :)', { emoticons: [':)'] }],
    ['a &#91;b&#93;', { links: [], words: 'a [b]' }],
  ])('is read from %s', (wiki, meaning) => expect(meaningOf(wiki)).toMatchObject(meaning));
});
