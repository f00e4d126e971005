import { adfDocument, adfTextLength } from './adf-schema.ts';
import { type Answer, type DoorOptions, type FakeServer, type Request, startServer } from './http-server.ts';
import {
  type AddedComment,
  type CreatedIssue,
  type IndexLag,
  type JiraDesk,
  jiraDesk,
  TRANSITIONS,
  type Transition,
} from './jira-desk.ts';
import type { FieldRules } from './jira-fields.ts';
import { answerTo, asked, type Flavor, type Permission, refused, shown, type World } from './jira-routes.ts';
import { isObject, problemsOf } from './schema-check.ts';

export type { AddedComment, CreatedIssue } from './jira-desk.ts';

export interface JiraServerOptions extends DoorOptions, Partial<FieldRules> {
  readonly email?: string;
  readonly token?: string;
  readonly permissions?: readonly Permission[];
  readonly transitions?: readonly Transition[];
  /** How far its index is behind; not at all unless this says so. */
  readonly lag?: IndexLag;
  /** Most issues on a page of a search. */
  readonly pageSize?: number;
  readonly now?: () => Date;
  readonly onIssue?: (issue: CreatedIssue) => void;
  readonly onComment?: (comment: AddedComment) => void;
}

export interface JiraServer extends FakeServer {
  readonly issues: readonly CreatedIssue[];
  readonly comments: readonly AddedComment[];
  readonly moves: readonly { readonly issue: string; readonly transition: string }[];
  /** All of these in their order: "created BUILD-1", "commented BUILD-1", "moved BUILD-1 to Done". */
  readonly effects: readonly string[];
  /** What people do by hand; no effect of ours. */
  readonly people: JiraDesk['people'];
}

export const JIRA_EMAIL = 'watchkeeper@example.com';
export const JIRA_TOKEN = 'local-token';
export const JIRA_PROJECT = 'BUILD';

const ALL: readonly Permission[] = ['browse', 'create', 'comment', 'transition'];

/**
 * A strict stand-in for Jira Cloud's issues, comments, transitions and search on the loopback address. It refuses what
 * Jira refuses, with its statuses and messages, and keeps what was done.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/
 */
export async function startJiraServer(options: JiraServerOptions = {}): Promise<JiraServer> {
  const login = `${options.email ?? JIRA_EMAIL}:${options.token ?? JIRA_TOKEN}`;
  const expected = `Basic ${Buffer.from(login).toString('base64')}`;
  return startJira(options, {
    door: (request) => atTheCloudsDoor(request, expected),
    flavor: (world) => ({
      api: '/rest/api/3',
      textError: documentError,
      commentRefusal: (problem) => ({
        status: 400,
        body: { errorMessages: [], errors: { comment: `Comment body is not valid! ${problem}` } },
      }),
      search: cloudSearch(world, options.pageSize ?? 50),
    }),
  });
}

/** What makes a kind of Jira: who is let in, and how it does things. */
export interface Kind {
  readonly door: (request: Request) => Answer | undefined;
  readonly flavor: (world: World) => Flavor;
}

/** Starts a Jira of one kind. */
export async function startJira(options: JiraServerOptions, kind: Kind): Promise<JiraServer> {
  const desk = jiraDesk({
    now: options.now ?? (() => new Date()),
    lag: options.lag ?? {},
    transitions: options.transitions ?? TRANSITIONS,
  });
  const world: World = {
    desk,
    permissions: options.permissions ?? ALL,
    url: () => server.url,
    onIssue: (issue) => options.onIssue?.(issue),
    onComment: (comment) => options.onComment?.(comment),
    rules: {
      projects: options.projects ?? [JIRA_PROJECT],
      issueTypes: options.issueTypes ?? ['Task', 'Bug'],
      priorities: options.priorities ?? ['High', 'Medium', 'Low'],
      components: options.components ?? ['Builds'],
      requiredFields: options.requiredFields ?? [],
      customFields: options.customFields ?? [],
      hiddenFields: options.hiddenFields ?? [],
    },
  };
  const flavor = kind.flavor(world);
  const server: FakeServer = await startServer(
    (request) => kind.door(request) ?? answerTo(request, flavor, world),
    options,
  );
  const { issues, comments, moves, effects, people } = desk;
  return { ...server, issues, comments, moves, effects, people };
}

function atTheCloudsDoor({ headers }: Request, expected: string): Answer | undefined {
  if (headers.authorization !== expected) {
    return { status: 401, body: 'Client must be authenticated to access this resource.' };
  }
  // https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro#special-request-headers: browsers need the
  // header X-Atlassian-Token: no-check.
  const browser = headers['user-agent']?.startsWith('Mozilla') ?? false;
  return browser && headers['x-atlassian-token'] !== 'no-check'
    ? { status: 403, body: 'XSRF check failed' }
    : undefined;
}

const SEARCH_BODY = ['jql', 'fields', 'maxResults', 'nextPageToken', 'reconcileIssues'];

/**
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post;
 * the search before it was taken away in 2025 (https://developer.atlassian.com/changelog/#CHANGE-2046).
 */
function cloudSearch({ desk, rules }: World, pageSize: number): Flavor['search'] {
  return ({ method, path }, body) => {
    const at = path.split('?')[0];
    if (at === '/rest/api/3/search') {
      return refused(410, [
        'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.',
      ]);
    }
    if (at !== '/rest/api/3/search/jql') return undefined;
    if (method !== 'POST' || !isObject(body)) return refused(405, ['Method not allowed.']);
    const foreign = Object.keys(body).filter((name) => !SEARCH_BODY.includes(name));
    if (foreign.length > 0) return refused(400, ['Invalid request payload.']);
    const reconciled = body.reconcileIssues ?? [];
    const ids = Array.isArray(reconciled) && reconciled.every((id) => Number.isSafeInteger(id));
    // At most 50 ids, and numbers: https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/
    if (!ids || reconciled.length > 50) return refused(400, ['reconcileIssues is not valid.']);
    const wanted = asked(body.jql, rules);
    if ('status' in wanted) return wanted;
    const found = desk.search(wanted.project, wanted.label, reconciled as number[]);
    const from = Number(body.nextPageToken ?? 0);
    const to = from + Math.min(pageSize, Number(body.maxResults ?? 50));
    // Without `fields` only ids come.
    const page = found
      .slice(from, to)
      .map((issue) => (body.fields === undefined ? { id: issue.id } : shown(issue)));
    const last = to >= found.length;
    return {
      status: 200,
      body: { issues: page, isLast: last, ...(last ? {} : { nextPageToken: String(to) }) },
    };
  };
}

// "The description … take[s] Atlassian Document Format content"; 32,767 characters:
// https://github.com/prometheus-community/jiralert/issues/41
function documentError(document: unknown): string | undefined {
  if (!isObject(document)) {
    return 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
  }
  const [problem] = problemsOf(adfDocument, document, '');
  // Jira says only INVALID_INPUT; where and why is for whoever reads a failing test.
  if (problem !== undefined) return `INVALID_INPUT: ${problem}`;
  const tooLong = adfTextLength(document) > 32_767;
  return tooLong
    ? 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.'
    : undefined;
}
