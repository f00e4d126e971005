import type { Scenario } from '../crash-points.ts';
import { buildTriageScenarios } from './build-triage.ts';
import { deadLetterScenarios } from './dead-letters.ts';
import { jiraScenarios, jiraWorld } from './jira-sink.ts';
import { reportOf } from './reports.ts';
import { slackScenarios, slackWorld } from './slack-sink.ts';

/** Every function in every scenario, as docs/reliability.md lists them. */
export const allScenarios: readonly Scenario[] = [
  ...buildTriageScenarios,
  ...slackScenarios,
  ...jiraScenarios,
  ...deadLetterScenarios,
];

const firstReport = { before: [], event: reportOf('1') };

/** Each sink where it cannot find what it made: the first window, opened on purpose. */
export const blindScenarios: readonly Scenario[] = [
  {
    ...firstReport,
    function: 'slack-sink',
    name: 'without the scope to read the channel',
    world: () => slackWorld({ scopes: ['chat:write'] }),
  },
  ...(['cloud', 'data-center'] as const).map((kind) => ({
    ...firstReport,
    function: 'jira-sink',
    name: `${kind}, with an index that is an hour behind`,
    world: () => jiraWorld(kind, { lag: { milliseconds: 3_600_000 } }),
  })),
];
