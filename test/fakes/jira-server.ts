import { adfDocument, adfTextLength } from './adf-schema.ts';
import { type Answer, type FakeServer, type Request, startServer } from './http-server.ts';
import { isObject, problemsOf } from './schema-check.ts';

/** An issue that was created. */
export interface CreatedIssue {
  readonly id: string;
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface JiraServerOptions {
  readonly email?: string;
  readonly token?: string;
  /** Keys of the projects; all have the same issue types. */
  readonly projects?: readonly string[];
  readonly issueTypes?: readonly string[];
  /** Fields that the project demands beside the usual ones. */
  readonly requiredFields?: readonly string[];
  readonly onIssue?: (issue: CreatedIssue) => void;
}

export interface JiraServer extends FakeServer {
  readonly issues: readonly CreatedIssue[];
}

export const JIRA_EMAIL = 'watchkeeper@example.com';
export const JIRA_TOKEN = 'local-token';
export const JIRA_PROJECT = 'BUILD';

const KNOWN_FIELDS = new Set([
  ...['project', 'issuetype', 'summary', 'description', 'labels'],
  ...['priority', 'components', 'assignee', 'environment', 'duedate', 'parent'],
]);

/**
 * A strict stand-in for Jira Cloud's "create issue" on the loopback address. It refuses what Jira refuses, with its
 * statuses and messages, and keeps what it created.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
 */
export async function startJiraServer(options: JiraServerOptions = {}): Promise<JiraServer> {
  const login = `${options.email ?? JIRA_EMAIL}:${options.token ?? JIRA_TOKEN}`;
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  const rules: Rules = {
    projects: options.projects ?? [JIRA_PROJECT],
    issueTypes: options.issueTypes ?? ['Task', 'Bug'],
    requiredFields: options.requiredFields ?? [],
  };
  const issues: CreatedIssue[] = [];
  let url = '';

  const answer = (request: Request): Answer => {
    const doorProblem = atTheDoor(request, expected);
    if (doorProblem) return doorProblem;
    const body = parsed(request.body);
    if (!isObject(body))
      return refused(400, ['There was an error parsing JSON. Check that your request body is valid.']);
    const foreign = Object.keys(body).filter((name) => !TOP_LEVEL.has(name));
    if (foreign.length > 0 || !isObject(body.fields)) {
      return refused(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
    }
    const errors = fieldErrors(body.fields, rules);
    if (Object.keys(errors).length > 0) return { status: 400, body: { errorMessages: [], errors } };
    const id = String(10_000 + issues.length);
    const key = `${String((body.fields.project as { key?: unknown }).key ?? rules.projects[0])}-${issues.length + 1}`;
    const created = { id, key, fields: body.fields };
    issues.push(created);
    options.onIssue?.(created);
    return { status: 201, body: { id, key, self: `${url}/rest/api/3/issue/${id}` } };
  };

  const server = await startServer(answer);
  url = server.url;
  return { ...server, issues };
}

interface Rules {
  readonly projects: readonly string[];
  readonly issueTypes: readonly string[];
  readonly requiredFields: readonly string[];
}

// The properties of IssueUpdateDetails in the API's description.
const TOP_LEVEL = new Set(['fields', 'update', 'historyMetadata', 'properties', 'transition']);

function refused(status: number, errorMessages: readonly string[]): Answer {
  return { status, body: { errorMessages, errors: {} } };
}

function atTheDoor({ method, path, headers }: Request, expected: string): Answer | undefined {
  if (path.split('?')[0] !== '/rest/api/3/issue') return refused(404, ['Not found.']);
  if (method !== 'POST') return refused(405, ['Method not allowed.']);
  if (headers.authorization !== expected) {
    return { status: 401, body: 'Client must be authenticated to access this resource.' };
  }
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro#special-request-headers: browsers need the
  // header X-Atlassian-Token: no-check.
  const browser = headers['user-agent']?.startsWith('Mozilla') ?? false;
  if (browser && headers['x-atlassian-token'] !== 'no-check')
    return { status: 403, body: 'XSRF check failed' };
  if (!/^application\/json(?:\s*;|$)/i.test(headers['content-type'] ?? '')) {
    return refused(415, ['Unsupported Media Type']);
  }
  return undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function fieldErrors(fields: Record<string, unknown>, rules: Rules): Record<string, string> {
  const errors: Record<string, string> = {};
  const wrong = (field: string, message: string | undefined) => {
    if (message !== undefined) errors[field] = message;
  };
  wrong('project', projectError(fields.project, rules));
  wrong('issuetype', issueTypeError(fields.issuetype, rules));
  wrong('summary', summaryError(fields.summary));
  if (fields.description !== undefined) wrong('description', descriptionError(fields.description));
  if (fields.labels !== undefined) wrong('labels', labelsError(fields.labels));
  for (const name of rules.requiredFields) {
    if (fields[name] === undefined) wrong(name, `${name} is required.`);
  }
  for (const name of Object.keys(fields)) {
    if (KNOWN_FIELDS.has(name) || rules.requiredFields.includes(name)) continue;
    wrong(name, `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`);
  }
  return errors;
}

function projectError(project: unknown, { projects }: Rules): string | undefined {
  const { key, id } = isObject(project) ? project : {};
  return projects.includes(String(key)) || id === '10000' ? undefined : 'valid project is required';
}

function issueTypeError(issueType: unknown, { issueTypes }: Rules): string | undefined {
  const { name, id } = isObject(issueType) ? issueType : {};
  return issueTypes.includes(String(name)) || id === '10001' ? undefined : 'Specify a valid issue type';
}

// Texts as people met them: https://github.com/tenable/integration-jira-cloud/issues/322,
// https://github.com/elastic/kibana/issues/104932
function summaryError(summary: unknown): string | undefined {
  if (typeof summary !== 'string' || summary.trim() === '') return 'You must specify a summary of the issue.';
  if (/[\r\n]/.test(summary)) return 'The summary is invalid because it contains newline characters.';
  return summary.length > 255 ? "Summary can't exceed 255 characters." : undefined;
}

// "The description … take[s] Atlassian Document Format content"; 32,767 characters:
// https://github.com/prometheus-community/jiralert/issues/41
function descriptionError(description: unknown): string | undefined {
  if (!isObject(description)) {
    return 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
  }
  const [problem] = problemsOf(adfDocument, description, '');
  // Jira says only INVALID_INPUT; where and why is for whoever reads a failing test.
  if (problem !== undefined) return `INVALID_INPUT: ${problem}`;
  const tooLong = adfTextLength(description) > 32_767;
  return tooLong
    ? 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.'
    : undefined;
}

// https://support.atlassian.com/jira-software-cloud/docs/use-labels/: one word each, at most 255 characters.
function labelsError(labels: unknown): string | undefined {
  if (!Array.isArray(labels) || labels.some((label) => typeof label !== 'string'))
    return 'data was not an array';
  const spaced = labels.find((label: string) => /\s/.test(label) || label === '');
  if (spaced !== undefined) return `The label '${spaced}' contains spaces which is invalid.`;
  return labels.some((label: string) => label.length > 255)
    ? 'The label exceeds the maximum length of 255 characters.'
    : undefined;
}
