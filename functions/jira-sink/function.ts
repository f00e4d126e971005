import { z } from 'zod';
import { jiraTickets } from '../../shared/adapters/jira.ts';
import { secretUrl } from '../../shared/adapters/secret-url.ts';
import { settings } from '../../shared/config.ts';
import { buildTriaged } from '../../shared/events/build.ts';
import { defineFunction } from '../../shared/function.ts';
import { ticketOf } from './ticket.ts';

/** Files each report as a ticket in one Jira Cloud project. */
export default defineFunction({
  name: 'jira-sink',
  description: 'Files each report as a ticket in one Jira Cloud project.',
  accepts: [buildTriaged],
  emits: [],
  settings: settings({
    JIRA_HOST: secretUrl().describe('The Jira Cloud site, such as https://your-domain.atlassian.net.'),
    JIRA_EMAIL: z.email().describe('E-mail address of the account that files the tickets.'),
    JIRA_TOKEN: z.string().trim().min(1).describe('API token of that account.'),
    JIRA_PROJECT: z.string().trim().min(1).describe('Key or id of the project.'),
    JIRA_ISSUE_TYPE: z
      .string()
      .trim()
      .min(1)
      .default('Task')
      .describe('Name or id of the issue type, as the project has it.'),
  }),
  connect: async (config) => ({
    tickets: await jiraTickets({
      host: config.JIRA_HOST,
      email: config.JIRA_EMAIL,
      token: config.JIRA_TOKEN,
      project: config.JIRA_PROJECT,
      issueType: config.JIRA_ISSUE_TYPE,
    }),
  }),
  handle: async ({ data }, { tickets }, { log }) => {
    const { key } = await tickets.create(ticketOf(data));
    log.info({ key, fingerprint: data.report.fingerprint }, 'filed a ticket');
    return [];
  },
});
