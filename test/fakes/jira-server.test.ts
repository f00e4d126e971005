import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JIRA_EMAIL, JIRA_PROJECT, JIRA_TOKEN, type JiraServer, startJiraServer } from './jira-server.ts';

let server: JiraServer;
beforeAll(async () => {
  server = await startJiraServer();
});
afterAll(() => server.close());

async function create(body: unknown, headers: Record<string, string> = {}, path = '/rest/api/3/issue') {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${JIRA_EMAIL}:${JIRA_TOKEN}`)}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const words = { type: 'text', text: 'a' };
const paragraph = { type: 'paragraph', content: [words] };
const doc = (...content: unknown[]) => ({ version: 1, type: 'doc', content });
const fields = {
  project: { key: JIRA_PROJECT },
  issuetype: { name: 'Task' },
  summary: 'a build failed',
  description: doc(paragraph),
  labels: ['watchkeeper'],
};

describe('the strict Jira server', () => {
  test('creates an issue and answers as Jira does', async () => {
    const { status, json } = await create({ fields });
    expect(status).toBe(201);
    expect(json).toEqual({
      id: expect.stringMatching(/^\d+$/),
      key: expect.stringMatching(/^BUILD-\d+$/),
      self: `${server.url}/rest/api/3/issue/${json.id}`,
    });
    expect(server.issues.at(-1)).toMatchObject({ key: json.key, fields });
  });

  test.each([
    [401, 'without a login', { authorization: '' }],
    [401, 'with another token', { authorization: `Basic ${btoa(`${JIRA_EMAIL}:other`)}` }],
    [401, 'with a bearer token', { authorization: `Bearer ${JIRA_TOKEN}` }],
    [415, 'as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    [403, 'from a browser', { 'user-agent': 'Mozilla/5.0' }],
  ] as const)('answers %i to a request %s', async (status, _, headers) => {
    expect((await create({ fields }, headers)).status).toBe(status);
  });

  test('lets a browser in that says that it means it', async () => {
    const headers = { 'user-agent': 'Mozilla/5.0', 'x-atlassian-token': 'no-check' };
    expect((await create({ fields }, headers)).status).toBe(201);
  });

  test('answers 404 to version 2 and 400 to what is no issue', async () => {
    expect((await create({ fields }, {}, '/rest/api/2/issue')).status).toBe(404);
    expect((await create('{')).status).toBe(400);
    expect((await create({})).status).toBe(400);
    expect((await create({ fields, colour: 'red' })).status).toBe(400);
  });

  test.each([
    ['project', { project: undefined }, 'valid project is required'],
    ['project', { project: { key: 'OTHER' } }, 'valid project is required'],
    ['issuetype', { issuetype: { name: 'Poem' } }, 'Specify a valid issue type'],
    ['summary', { summary: undefined }, 'You must specify a summary of the issue.'],
    ['summary', { summary: 'a\nb' }, 'The summary is invalid because it contains newline characters.'],
    ['summary', { summary: 'a'.repeat(256) }, "Summary can't exceed 255 characters."],
    ['description', { description: 'text' }, 'Operation value must be an Atlassian Document'],
    [
      'description',
      { description: doc({ type: 'paragraph', content: [{ type: 'text', text: 'a'.repeat(32_768) }] }) },
      '32,767',
    ],
    ['labels', { labels: ['two words'] }, "The label 'two words' contains spaces which is invalid."],
    ['labels', { labels: ['a'.repeat(256)] }, '255'],
    ['labels', { labels: 'watchkeeper' }, 'data was not an array'],
    ['colour', { colour: 'red' }, "Field 'colour' cannot be set."],
  ])('answers 400 with what is wrong with %s (%#)', async (field, change, message) => {
    const { status, json } = await create({ fields: { ...fields, ...change } });
    expect(status).toBe(400);
    expect(json.errors[field]).toContain(message);
  });

  test('demands the fields that the project demands', async () => {
    const strict = await startJiraServer({ requiredFields: ['customfield_10010'] });
    const answer = await fetch(`${strict.url}/rest/api/3/issue`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${JIRA_EMAIL}:${JIRA_TOKEN}`)}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ fields }),
    });
    expect(await answer.json()).toEqual({
      errorMessages: [],
      errors: { customfield_10010: 'customfield_10010 is required.' },
    });
    await strict.close();
  });

  const codeBlock = { type: 'codeBlock', content: [words] };
  const item = (...content: unknown[]) => ({ type: 'bulletList', content: [{ type: 'listItem', content }] });
  const cell = (type: string, ...content: unknown[]) => ({ type, content });
  const table = (...cells: unknown[]) => ({ type: 'table', content: [{ type: 'tableRow', content: cells }] });

  test.each([
    ['another version', { ...doc(paragraph), version: 2 }],
    ['no content', { version: 1, type: 'doc' }],
    ['an unknown node', doc({ type: 'poem' })],
    ['text outside a paragraph', doc(words)],
    ['empty text', doc({ type: 'paragraph', content: [{ type: 'text', text: '' }] })],
    ['an unknown mark', doc({ type: 'paragraph', content: [{ ...words, marks: [{ type: 'loud' }] }] })],
    [
      'code that is strong too',
      doc({ type: 'paragraph', content: [{ ...words, marks: [{ type: 'code' }, { type: 'strong' }] }] }),
    ],
    [
      'a link that leads nowhere',
      doc({ type: 'paragraph', content: [{ ...words, marks: [{ type: 'link' }] }] }),
    ],
    ['a heading without a level', doc({ type: 'heading', content: [words] })],
    ['a heading of level 7', doc({ type: 'heading', attrs: { level: 7 }, content: [words] })],
    [
      'marks in a code block',
      doc({ type: 'codeBlock', content: [{ ...words, marks: [{ type: 'strong' }] }] }),
    ],
    ['a paragraph in a code block', doc({ type: 'codeBlock', content: [paragraph] })],
    ['an empty list', doc({ type: 'bulletList', content: [] })],
    ['a paragraph in a list without an item', doc({ type: 'orderedList', content: [paragraph] })],
    ['text in an item', doc(item(words))],
    ['an item that starts with a list', doc(item(item(paragraph)))],
    ['a table in an item', doc(item(paragraph, table(cell('tableCell', paragraph))))],
    ['a table without rows', doc({ type: 'table', content: [] })],
    ['a row without cells', doc(table())],
    ['text in a cell', doc(table(cell('tableCell', words)))],
    ['a table in a cell', doc(table(cell('tableCell', table(cell('tableCell', paragraph)))))],
    ['a field that no node has', doc({ ...paragraph, colour: 'red' })],
  ])('refuses a description with %s', async (_, description) => {
    const { status, json } = await create({ fields: { ...fields, description } });
    expect(status).toBe(400);
    expect(json.errors.description).toContain('INVALID_INPUT');
  });

  test('accepts every node that a ticket may hold', async () => {
    const strong = {
      ...words,
      marks: [{ type: 'strong' }, { type: 'link', attrs: { href: 'https://ci.example.com' } }],
    };
    const description = doc(
      { type: 'heading', attrs: { level: 3 }, content: [strong] },
      item(paragraph, codeBlock, item(paragraph)),
      { type: 'orderedList', content: [{ type: 'listItem', content: [paragraph] }] },
      { type: 'rule' },
      { ...codeBlock, attrs: { language: 'text' } },
      table(cell('tableHeader', paragraph), cell('tableCell', paragraph, codeBlock)),
      { type: 'panel', attrs: { panelType: 'warning' }, content: [paragraph] },
      { type: 'paragraph', content: [words, { type: 'hardBreak' }, { ...words, marks: [{ type: 'code' }] }] },
    );
    expect(await create({ fields: { ...fields, description } })).toMatchObject({ status: 201 });
  });
});
