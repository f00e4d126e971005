import { messageText } from '../../functions/slack-sink/message-text.ts';
import type { SlackMessage } from '../../shared/adapters/slack.ts';
import { type AdfDocument, adfText } from '../../shared/adf/document.ts';
import { JIRA_EMAIL, JIRA_PROJECT, JIRA_TOKEN, startJiraServer } from './jira-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlackServer } from './slack-server.ts';

// Both servers until Ctrl-C, to try a sink by hand: prints the settings to use, then each message and each ticket.
const show = (lines: string) => process.stdout.write(`${lines}\n`);
const slack = await startSlackServer({
  onMessage: ({ text, blocks }) => show(`\n${messageText({ text, blocks } as SlackMessage)}`),
});
const jira = await startJiraServer({
  onIssue: ({ key, fields }) =>
    show(`\n${key}: ${fields.summary}\n${fields.labels}\n\n${adfText(fields.description as AdfDocument)}`),
  onComment: ({ issue, body }) => show(`\ncomment on ${issue}\n\n${adfText(body as AdfDocument)}`),
});
show(`export SLACK_API_URL=${slack.apiUrl} SLACK_TOKEN=${SLACK_TOKEN} SLACK_CHANNEL=${SLACK_CHANNEL}`);
show(
  `export JIRA_HOST=${jira.url} JIRA_EMAIL=${JIRA_EMAIL} JIRA_TOKEN=${JIRA_TOKEN} JIRA_PROJECT=${JIRA_PROJECT}`,
);
