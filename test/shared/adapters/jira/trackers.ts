import { jiraCloud } from '../../../../shared/adapters/jira/cloud.ts';
import { jiraDataCenter } from '../../../../shared/adapters/jira/data-center.ts';
import type { Ticket, Tracker } from '../../../../shared/adapters/jira/tracker.ts';
import { adf, paragraph, text } from '../../../../shared/adf/document.ts';
import { startJiraDataCenter } from '../../../fakes/jira-data-center.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  type JiraServerOptions,
  startJiraServer,
} from '../../../fakes/jira-server.ts';

/** One kind of Jira, its strict server and our way to it. */
export interface KindOfJira {
  readonly kind: 'cloud' | 'data-center';
  /** 'why', as that kind writes it. */
  readonly why: unknown;
  readonly api: string;
  readonly start: (options?: JiraServerOptions) => Promise<JiraServer>;
  readonly connect: (host: string, token?: string) => Promise<Tracker>;
}

const timeoutMilliseconds = 200;

export const KINDS: readonly KindOfJira[] = [
  {
    kind: 'cloud',
    api: '/rest/api/3',
    why: {
      version: 1,
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'why' }] }],
    },
    start: startJiraServer,
    connect: (host, token = JIRA_TOKEN) => jiraCloud({ host, email: JIRA_EMAIL, token, timeoutMilliseconds }),
  },
  {
    kind: 'data-center',
    api: '/rest/api/2',
    why: 'why',
    start: startJiraDataCenter,
    connect: (host, token = JIRA_TOKEN) => jiraDataCenter({ host, token, timeoutMilliseconds }),
  },
];

export const why = adf([paragraph(text('why'))]);

export const ticket: Ticket = {
  project: JIRA_PROJECT,
  issueType: 'Task',
  summary: 'a build failed',
  description: why,
  labels: ['watchkeeper', 'wk-0123456789abcdef'],
};
