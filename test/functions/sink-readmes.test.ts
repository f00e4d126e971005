import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import jiraSink from '../../functions/jira-sink/function.ts';
import { ticketOf } from '../../functions/jira-sink/ticket.ts';
import slackSink from '../../functions/slack-sink/function.ts';
import { slackMessage } from '../../functions/slack-sink/message.ts';
import { messageText } from '../../functions/slack-sink/message-text.ts';
import { adfText } from '../../shared/adf/document.ts';
import { commonSettings } from '../../shared/config.ts';
import { buildTriaged } from '../../shared/events/build.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const event = JSON.parse(read('test/events/report/build-triaged.json')) as { data: unknown };
const reported = buildTriaged.schema.parse(event.data);

function shownTicket(): string {
  const { summary, labels, description } = ticketOf(reported);
  return `BUILD-1: ${summary}\n${labels}\n\n${adfText(description)}`;
}

test.each([
  ['slack-sink', messageText(slackMessage(reported))],
  ['jira-sink', shownTicket()],
])('the README of %s shows what the recorded event becomes', (name, output) => {
  const shown = /```text\n(.*?)\n```/s.exec(read(`functions/${name}/README.md`))?.[1];
  expect(shown).toBe(output);
});

test.each([slackSink, jiraSink])('the README of $name names each of its settings', ({ name, settings }) => {
  const readme = read(`functions/${name}/README.md`);
  const own = Object.keys(settings.shape).filter((key) => !(key in commonSettings));
  expect([...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((row) => row[1])).toEqual(own);
});
