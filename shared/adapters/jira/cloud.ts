import { z } from 'zod';
import { wordsIn } from '../../adf/document.ts';
import type { Json } from '../../ledger/ledger.ts';
import { jiraTracker, parsed } from './rest.ts';
import type { Tracker } from './tracker.ts';
import { jiraTransport } from './transport.ts';

export interface JiraCloudOptions {
  /** The site, such as https://your-domain.atlassian.net. */
  readonly host: string;
  readonly email: string;
  /** API token of that account. */
  readonly token: string;
  readonly timeoutMilliseconds?: number;
}

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post
const pageSchema = z.object({ issues: z.array(z.unknown()), nextPageToken: z.string().nullish() });

/** Most ids that a search looks at afresh. */
const MOST_RECONCILED = 50;

/** Jira Cloud: REST version 3, texts as Atlassian documents, an e-mail address with an API token. */
export async function jiraCloud(options: JiraCloudOptions): Promise<Tracker> {
  const send = await jiraTransport({
    kind: 'cloud',
    host: options.host,
    auth: { type: 'basic', email: options.email, apiToken: options.token },
    ...(options.timeoutMilliseconds === undefined
      ? {}
      : { timeoutMilliseconds: options.timeoutMilliseconds }),
  });
  return jiraTracker(send, {
    api: '/rest/api/3',
    host: options.host,
    written: (document) => document as unknown as Json,
    words: wordsIn,
    person: (id) => ({ id }),
    search: async ({ jql, fields, known, from }) => {
      // The index is behind by seconds to minutes; only issues that are named are looked up for sure
      // (https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/).
      const reconciled = known.slice(-MOST_RECONCILED).map(Number);
      const answer = await send({
        method: 'POST',
        path: '/rest/api/3/search/jql',
        body: {
          ...{ jql, fields, maxResults: 50, ...from },
          ...(reconciled.length === 0 ? {} : { reconcileIssues: reconciled }),
        },
        what: 'the search',
      });
      const { issues, nextPageToken } = parsed(pageSchema, answer, 'a search');
      return { issues, ...(nextPageToken == null ? {} : { next: { nextPageToken } }) };
    },
  });
}
