import type { Answer, Request } from './http-server.ts';
import { asked, type Flavor, refused, shown, type World } from './jira-routes.ts';
import { JIRA_TOKEN, type JiraServer, type JiraServerOptions, startJira } from './jira-server.ts';
import { isObject } from './schema-check.ts';

/**
 * A strict stand-in for Jira Data Center's issues, comments, transitions and search on the loopback address.
 * https://docs.atlassian.com/software/jira/docs/api/REST/9.17.0/
 */
export async function startJiraDataCenter(options: JiraServerOptions = {}): Promise<JiraServer> {
  const expected = `Bearer ${options.token ?? JIRA_TOKEN}`;
  return startJira(options, {
    door: (request) => atTheDoor(request, expected),
    flavor: (world) => ({
      api: '/rest/api/2',
      textError: wikiError,
      commentRefusal: (problem) => refused(400, [problem]),
      search: offsetSearch(world, options.pageSize ?? 50),
    }),
  });
}

// Basic authentication is off by default since Jira 11
// (https://confluence.atlassian.com/adminjiraserver/personal-access-tokens-1047552606.html); a wrong token is a 401.
function atTheDoor({ headers }: Request, expected: string): Answer | undefined {
  const given = headers.authorization ?? '';
  if (given.startsWith('Basic ')) {
    return { status: 403, body: { message: 'Basic Authentication has been disabled on this instance.' } };
  }
  return given === expected
    ? undefined
    : {
        status: 401,
        body: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
      };
}

/** Texts are strings; jira.text.field.character.limit is 32,767 unless an administrator raises it. */
function wikiError(text: unknown): string | undefined {
  if (typeof text !== 'string') return 'Operation value must be a string';
  return text.length > 32_767
    ? 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.'
    : undefined;
}

// https://docs.atlassian.com/software/jira/docs/api/REST/9.17.0/#api/2/search-searchUsingSearchRequest
function offsetSearch({ desk, rules }: World, pageSize: number): Flavor['search'] {
  return ({ method, path }, body) => {
    if (path.split('?')[0] !== '/rest/api/2/search') return undefined;
    if (method !== 'POST' || !isObject(body)) return refused(405, ['Method not allowed.']);
    const foreign = Object.keys(body).find(
      (name) => !['jql', 'fields', 'startAt', 'maxResults', 'validateQuery', 'expand'].includes(name),
    );
    if (foreign !== undefined) return refused(400, [`Unrecognized field "${foreign}"`]);
    const wanted = asked(body.jql, rules);
    if ('status' in wanted) return wanted;
    const found = desk.search(wanted.project, wanted.label, []);
    const startAt = Number(body.startAt ?? 0);
    const maxResults = Math.min(pageSize, Number(body.maxResults ?? 50));
    const issues = found.slice(startAt, startAt + maxResults).map(shown);
    return { status: 200, body: { startAt, maxResults, total: found.length, issues } };
  };
}
