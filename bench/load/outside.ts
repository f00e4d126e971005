import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jiraEffects } from '../../test/crash/scenarios/jira-sink.ts';
import { slackEffects } from '../../test/crash/scenarios/slack-sink.ts';
import { startJiraServer } from '../../test/fakes/jira-server.ts';
import { startSlackServer } from '../../test/fakes/slack-server.ts';
import { createFaults } from './faults.ts';
import { scaledClock } from './scaled-clock.ts';

// Slack and Jira in a process of their own, so that what they keep is not taken for Watchkeeper's memory. It prints its
// addresses as one line of JSON, answers GET on its own address with what stands in the servers, and ends with stdin.

/** The index of Jira is behind by so much, which the sink's wait of 30 s covers. */
const LAG_MILLISECONDS = 10_000;

const [since = '0', factor = '1', seed = '1', share = '0'] = process.argv.slice(2);
const clock = scaledClock(Number(since), Number(factor));
const faults = {
  slack: createFaults(Number(seed), Number(share)),
  jira: createFaults(Number(seed) + 1, Number(share)),
};
const slack = await startSlackServer({ clock: clock.now });
const jira = await startJiraServer({
  now: () => new Date(clock.now()),
  lag: { milliseconds: LAG_MILLISECONDS },
});
const slackDoor = await slack.door({ fault: faults.slack.choose });
const jiraDoor = await jira.door({ fault: faults.jira.choose });

const told = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      effects: { slack: slackEffects(slack), jira: jiraEffects(jira) },
      requests: { slack: slack.requests.length, jira: jira.requests.length },
      injected: { slack: faults.slack.injected, jira: faults.jira.injected },
    }),
  );
});
await new Promise<void>((resolve) => told.listen(0, '127.0.0.1', resolve));
const { port } = told.address() as AddressInfo;
console.log(
  JSON.stringify({
    slack: slackDoor.url,
    jira: jiraDoor.url,
    told: `http://127.0.0.1:${port}`,
  }),
);
process.stdin.resume().once('end', () => process.exit());
