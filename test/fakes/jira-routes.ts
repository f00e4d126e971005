import type { Answer, Request } from './http-server.ts';
import { type AddedComment, type CreatedIssue, type JiraDesk, statusOf } from './jira-desk.ts';
import { type FieldRules, fieldErrors, type TextError } from './jira-fields.ts';
import { isObject } from './schema-check.ts';

/** What the account may do (https://support.atlassian.com/jira-cloud-administration/docs/permissions-for-company-managed-projects/). */
export type Permission = 'browse' | 'create' | 'comment' | 'transition';

/** What the two kinds of Jira do differently. */
export interface Flavor {
  /** Such as /rest/api/3. */
  readonly api: string;
  readonly textError: TextError;
  /** What stands in place of a comment that is none. */
  readonly commentRefusal: (problem: string) => Answer;
  /** Undefined where the path is no search of this kind. */
  readonly search: (request: Request, body: unknown) => Answer | undefined;
}

export interface World {
  readonly desk: JiraDesk;
  readonly rules: FieldRules;
  readonly permissions: readonly Permission[];
  readonly url: () => string;
  readonly onIssue: (issue: CreatedIssue) => void;
  readonly onComment: (comment: AddedComment) => void;
}

// The properties of IssueUpdateDetails in the API's description.
const TOP_LEVEL = new Set(['fields', 'update', 'historyMetadata', 'properties', 'transition']);

const GONE = 'Issue does not exist or you do not have permission to see it.';

/** Jira's own form of a refusal. */
export function refused(status: number, errorMessages: readonly string[]): Answer {
  return { status, body: { errorMessages, errors: {} } };
}

/** Answers one request that has come through the door. */
export function answerTo(request: Request, flavor: Flavor, world: World): Answer {
  const { method } = request;
  const path = request.path.split('?')[0] ?? '';
  if (!path.startsWith(`${flavor.api}/`)) return refused(404, ['Not found.']);
  if (method === 'POST' && !/^application\/json(?:\s*;|$)/i.test(request.headers['content-type'] ?? '')) {
    return refused(415, ['Unsupported Media Type']);
  }
  const body = method === 'POST' ? parsed(request.body) : {};
  if (!isObject(body))
    return refused(400, ['There was an error parsing JSON. Check that your request body is valid.']);
  const searched = flavor.search(request, body);
  if (searched) return searched;
  const [what, name = '', part] = path.slice(flavor.api.length + 1).split('/');
  if (what !== 'issue') return refused(404, ['Not found.']);
  if (name === '')
    return method === 'POST' ? create(body, flavor, world) : refused(405, ['Method not allowed.']);
  const issue = world.permissions.includes('browse') ? world.desk.find(decodeURIComponent(name)) : undefined;
  if (issue === undefined) return refused(404, [GONE]);
  switch (`${method} ${part ?? ''}`) {
    case 'GET ':
      return { status: 200, body: shown(issue) };
    case 'POST comment':
      return comment(issue, body, flavor, world);
    case 'GET comment':
      return commentsOf(issue, request, world.desk);
    case 'GET transitions':
      return { status: 200, body: { expand: 'transitions', transitions: transitionsOf(world) } };
    case 'POST transitions':
      return move(issue, body, world);
    default:
      return refused(405, ['Method not allowed.']);
  }
}

/** An issue as a search and a look at it show it. */
export function shown({ id, key, fields, created, status, resolution, closedAt }: CreatedIssue) {
  return {
    ...{ id, key, expand: '' },
    fields: {
      ...fields,
      status: { name: status, statusCategory: { key: statusOf(status).category } },
      resolution: resolution === undefined ? null : { name: resolution },
      resolutiondate: closedAt === undefined ? null : stamped(closedAt),
      created: stamped(created),
      updated: stamped(closedAt ?? created),
    },
  };
}

/** Jira writes the zone without a colon. */
function stamped(time: Date): string {
  return time.toISOString().replace('Z', '+0000');
}

function create(body: Record<string, unknown>, flavor: Flavor, world: World): Answer {
  if (!world.permissions.includes('create')) {
    return refused(403, ['You do not have permission to create issues in this project.']);
  }
  const foreign = Object.keys(body).filter((field) => !TOP_LEVEL.has(field));
  if (foreign.length > 0 || !isObject(body.fields)) {
    return refused(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
  }
  const errors = fieldErrors(body.fields, world.rules, flavor.textError);
  if (Object.keys(errors).length > 0) return { status: 400, body: { errorMessages: [], errors } };
  const { key } = body.fields.project as { key?: unknown };
  const issue = world.desk.create(String(key ?? world.rules.projects[0]), body.fields);
  world.onIssue(issue);
  const self = `${world.url()}${flavor.api}/issue/${issue.id}`;
  return { status: 201, body: { id: issue.id, key: issue.key, self } };
}

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/
function comment(
  { key }: CreatedIssue,
  body: Record<string, unknown>,
  flavor: Flavor,
  { desk, permissions, onComment }: World,
): Answer {
  if (!permissions.includes('comment')) {
    return refused(403, ['You do not have the permission to comment on this issue.']);
  }
  const foreign = Object.keys(body).filter((field) => !['body', 'visibility', 'properties'].includes(field));
  if (foreign.length > 0) return refused(400, [`Unrecognized field "${foreign[0]}"`]);
  const problem = flavor.textError(body.body);
  if (problem !== undefined) return flavor.commentRefusal(problem);
  const added = desk.comment(key, body.body);
  onComment(added);
  return { status: 201, body: { id: added.id, body: body.body } };
}

function commentsOf({ key }: CreatedIssue, { path }: Request, { comments }: JiraDesk): Answer {
  const query = new URLSearchParams(path.split('?')[1]);
  const order = query.get('orderBy') ?? 'created';
  if (!['created', '-created', '+created'].includes(order)) return refused(400, ['orderBy is not valid.']);
  const all = comments
    .filter(({ issue }) => issue === key)
    .map(({ id, body, created }) => ({ id, body, created: stamped(created) }));
  if (order === '-created') all.reverse();
  const maxResults = Math.min(Number(query.get('maxResults') ?? 50), 100);
  const page = { startAt: 0, maxResults, total: all.length, comments: all.slice(0, maxResults) };
  return { status: 200, body: page };
}

/** Only those that the account may take are shown. */
function transitionsOf({ desk, permissions }: World) {
  if (!permissions.includes('transition')) return [];
  return desk.transitions.map(({ id, name, to }) => ({
    ...{ id, name },
    to: { name: to, statusCategory: { key: statusOf(to).category } },
  }));
}

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-post
function move({ key }: CreatedIssue, body: Record<string, unknown>, { desk, permissions }: World): Answer {
  const id = isObject(body.transition) ? body.transition.id : undefined;
  const chosen = desk.transitions.find((transition) => transition.id === id);
  if (chosen === undefined || !permissions.includes('transition')) {
    return refused(400, [
      id === undefined
        ? "Missing 'transition' identifier"
        : `Transition id '${id}' is not valid for this issue.`,
    ]);
  }
  desk.move(key, chosen);
  return { status: 204 };
}

/** What our own searches ask for; any other JQL is refused, so that a test sees it. */
export function asked(jql: unknown, { projects }: FieldRules): { project: string; label: string } | Answer {
  const [, project, label] =
    /^project = "([^"\\]+)" AND labels = "([^"\\\s]+)" ORDER BY created DESC$/.exec(String(jql)) ?? [];
  if (project === undefined || label === undefined) return refused(400, [`Error in the JQL Query: ${jql}`]);
  if (project === '10000') return { project: projects[0] ?? '', label };
  return projects.includes(project)
    ? { project, label }
    : refused(400, [`The value '${project}' does not exist for the field 'project'.`]);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
