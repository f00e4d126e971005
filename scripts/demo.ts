import { destination } from 'pino';
import { listExamples } from '../examples/example.ts';
import { messageText } from '../functions/slack-sink/message-text.ts';
import type { SlackMessage } from '../shared/adapters/slack.ts';
import { adfText } from '../shared/adf/document.ts';
import { buildTriaged } from '../shared/events/build.ts';
import { reportText } from '../shared/report-text.ts';
import { startAllInOne } from '../shared/run/all-in-one.ts';
import type { Step } from '../shared/run/broker/steps.ts';
import { httpSink } from '../shared/run/forward.ts';
import { createLogger } from '../shared/run/log.ts';
import { stepText } from '../shared/run/step-text.ts';
import { JIRA_EMAIL, JIRA_PROJECT, JIRA_TOKEN, startJiraServer } from '../test/fakes/jira-server.ts';
import { startKubernetesServer } from '../test/fakes/kubernetes-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlackServer } from '../test/fakes/slack-server.ts';
import { clusterOf, kinds, quietEvents, stage } from './demo/cluster.ts';
import { startWatcher } from './demo/watcher.ts';

// Real build failures, recorded by examples/record.ts, go the whole way: event, broker, build-triage, Slack and Jira.
// The API server, Slack and Jira are strict local servers; everything else is what a cluster runs.

const say = (text = '') => console.log(text);
const rule = (title: string) =>
  say(`\n${'═'.repeat(4)} ${title} ${'═'.repeat(Math.max(4, 100 - title.length))}`);

const builds = listExamples().map((example, index) => {
  const kind = kinds[index % kinds.length] ?? 'build';
  return { example, kind, ...stage(kind, example) };
});
const quiet = quietEvents();
const cluster = await startKubernetesServer(clusterOf(builds));
const slack = await startSlackServer();
const jira = await startJiraServer();

const steps: Step[] = [];
const watcher = await startWatcher(buildTriaged.type);

const running = await startAllInOne({
  env: {
    KUBERNETES_API: cluster.url,
    SLACK_TOKEN,
    SLACK_CHANNEL,
    SLACK_API_URL: slack.apiUrl,
    JIRA_HOST: jira.url,
    JIRA_EMAIL,
    JIRA_TOKEN,
    JIRA_PROJECT,
    LOG_LEVEL: 'warn',
  },
  log: createLogger('warn', destination({ dest: 2, sync: true })),
  port: 0,
  host: '127.0.0.1',
  observe: (step) => steps.push(step),
  extraTriggers: [watcher.trigger],
});
say(`broker and functions at ${running.url}: ${running.started.join(', ')}`);
say(
  `${builds.length} recorded build failures as events of ${kinds.length} kinds, and ${quiet.length} events that need no report`,
);

const sink = httpSink(`${running.url}/watchkeeper/default`, 'the broker');
for (const { example, kind, event } of builds) {
  const before = { steps: steps.length, messages: slack.messages.length, issues: jira.issues.length };
  await sink.send(event, AbortSignal.timeout(30_000));
  await running.broker.idle();
  rule(`${example.name} (${kind})`);
  say(`what is broken: ${example.broken}`);
  say('\nThe way');
  for (const step of steps.slice(before.steps)) say(`  ${stepText(step, process.stdout)}`);
  for (const { data } of watcher.events.filter(({ causationid }) => causationid === event.id)) {
    say('\nThe report');
    const { report } = buildTriaged.schema.parse(data);
    say(indented(reportText(report, { stream: process.stdout, linesOfEvidence: 12 })));
  }
  for (const message of slack.messages.slice(before.messages)) {
    say('\nThe Slack message');
    say(indented(messageText(message as unknown as SlackMessage)));
    const inThread = slack.replies.filter((reply) => reply.arguments.thread_ts === message.ts).length;
    if (inThread > 0)
      say(
        `\n  … with all that was found in ${inThread} ${inThread === 1 ? 'reply' : 'replies'} in its thread`,
      );
  }
  for (const { key, fields } of jira.issues.slice(before.issues)) {
    say(`\nThe Jira ticket ${key}: ${String(fields.summary)}`);
    say(`  labels ${(fields.labels as string[]).join(' ')}`);
    say(indented(adfText(fields.description as Parameters<typeof adfText>[0])));
  }
}

rule('events that need no report');
for (const event of quiet) {
  const before = steps.length;
  await sink.send(event, AbortSignal.timeout(30_000));
  await running.broker.idle();
  for (const step of steps.slice(before)) say(`  ${stepText(step, process.stdout)}`);
}

const rows = accountFor();
const before = slack.written.length + jira.effects.length;
for (const { event } of builds) await sink.send(event, AbortSignal.timeout(30_000));
await running.broker.idle();
// A Broker delivers at least once: what comes again is answered from the ledger.
rows.push(['effects of the same events, sent again', 0, slack.written.length + jira.effects.length - before]);
const problems = summary(rows);
await running.close();
await Promise.all([watcher.close(), cluster.close(), slack.close(), jira.close()]);
process.exitCode = problems.length === 0 ? 0 : 1;

type Row = [what: string, expected: number, found: number];

/** Where the events ended; each has to end where it belongs. */
function accountFor(): Row[] {
  const count = (wanted: Step['step'], type?: string) =>
    steps.filter(({ step, event }) => step === wanted && (type === undefined || event?.type === type)).length;
  const triaged = steps.flatMap((step) => (step.step === 'replied' ? [step.reply] : []));
  const unclear = triaged.filter(({ confidence }) => confidence === 'unclear').length;
  const lost = count('lost') + count('refused') + count('cut');
  return [
    [
      'events sent',
      builds.length + quiet.length,
      steps.filter((step) => step.step === 'received' && step.from === 'producer').length,
    ],
    ['reports', builds.length, triaged.length],
    ['Slack messages', builds.length, slack.messages.length],
    ['Jira tickets (none for an unclear one)', builds.length - unclear, jira.issues.length],
    ['dead letters', 0, count('dead-lettered')],
    ['lost', 0, lost],
  ];
}

/** Prints the rows, and names those that are not as they should be. */
function summary(rows: readonly Row[]): string[] {
  const asNamed = builds.filter(({ example, event }) =>
    watcher.events.some(
      ({ causationid, category }) => causationid === event.id && category === example.category,
    ),
  ).length;
  rule('summary');
  for (const [what, expected, found] of rows) {
    say(`${found === expected ? '✓' : '✗'} ${what.padEnd(42)} ${String(found).padStart(3)} of ${expected}`);
  }
  say(`  category as the example names it           ${String(asNamed).padStart(3)} of ${builds.length}`);
  return rows.filter(([, expected, found]) => found !== expected).map(([what]) => what);
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
