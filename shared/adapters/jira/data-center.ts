import { z } from 'zod';
import { plainOf, wikiOf } from '../../wiki/document.ts';
import { jiraTracker, parsed } from './rest.ts';
import type { Tracker } from './tracker.ts';
import { jiraTransport } from './transport.ts';

export interface JiraDataCenterOptions {
  /** The site with its path, such as https://jira.example.com or https://example.com/jira. */
  readonly host: string;
  /** Personal access token of the account (Jira 8.14 and newer). */
  readonly token: string;
  readonly timeoutMilliseconds?: number;
}

// https://docs.atlassian.com/software/jira/docs/api/REST/9.17.0/#api/2/search
const pageSchema = z.object({ issues: z.array(z.unknown()), startAt: z.int(), total: z.int() });

/** Jira Data Center: REST version 2, texts as wiki markup, a personal access token. */
export async function jiraDataCenter(options: JiraDataCenterOptions): Promise<Tracker> {
  const send = await jiraTransport({
    kind: 'data-center',
    host: options.host,
    auth: { type: 'bearer', token: options.token },
    ...(options.timeoutMilliseconds === undefined
      ? {}
      : { timeoutMilliseconds: options.timeoutMilliseconds }),
  });
  return jiraTracker(send, {
    api: '/rest/api/2',
    host: options.host,
    written: wikiOf,
    words: (body) => (typeof body === 'string' ? plainOf(body) : ''),
    person: (name) => ({ name }),
    search: async ({ jql, fields, from }) => {
      const body = { jql, fields, startAt: 0, maxResults: 50, ...from };
      const answer = await send({ method: 'POST', path: '/rest/api/2/search', body, what: 'the search' });
      const { issues, startAt, total } = parsed(pageSchema, answer, 'a search');
      const next = startAt + issues.length;
      return { issues, ...(issues.length === 0 || next >= total ? {} : { next: { startAt: next } }) };
    },
  });
}
