import jiraSink from '../../../functions/jira-sink/function.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { startJiraDataCenter } from '../../fakes/jira-data-center.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  type JiraServerOptions,
  startJiraServer,
} from '../../fakes/jira-server.ts';
import type { Scenario } from '../crash-points.ts';
import { createWorld, startClock, type World } from '../world.ts';
import { reportOrders } from './reports.ts';

export type Kind = 'cloud' | 'data-center';

/** How far the index of a Jira is behind in the usual scenarios: less than the sink's wait, which is 30 s. */
const LAG = { milliseconds: 25_000 };

export interface JiraOptions extends JiraServerOptions {
  /** Somebody has closed the first ticket before the event comes. */
  readonly closed?: boolean;
}

export async function jiraWorld(kind: Kind, options: JiraOptions = {}): Promise<World> {
  const clock = startClock();
  const start = kind === 'cloud' ? startJiraServer : startJiraDataCenter;
  const { closed = false, ...rest } = options;
  const jira: JiraServer = await start({
    now: () => new Date(clock.now()),
    lag: LAG,
    ...rest,
    onIssue: ({ key }) => {
      // As soon as it is there: the next report has to find it closed.
      if (closed) queueMicrotask(() => jira.people.close(key));
    },
  });
  return createWorld({
    definition: jiraSink as unknown as FunctionDefinition,
    clock,
    servers: { jira },
    env: ({ jira: url = '' }) => ({
      ...{ JIRA_KIND: kind, JIRA_HOST: url, JIRA_TOKEN, JIRA_PROJECT },
      ...(kind === 'cloud' ? { JIRA_EMAIL } : {}),
    }),
    effects: () => jiraEffects(jira),
  });
}

/** Each ticket by the label of its fact, each comment by the run that it ends with, each move that is ours. */
export function jiraEffects({
  issues,
  comments,
  moves,
}: Pick<JiraServer, 'issues' | 'comments' | 'moves'>): string[] {
  // The keys of tickets depend on who came first.
  const ticket = (key: string) => labelOf(issues.find((issue) => issue.key === key)?.fields ?? {});
  return [
    ...issues.map(({ fields }) => `ticket ${labelOf(fields)}`),
    ...comments.map(({ issue, body }) => `comment on ${ticket(issue)} of ${runOf(body)}`),
    ...moves.map(({ issue, transition }) => `move ${transition} of ${ticket(issue)}`),
  ];
}

function labelOf({ labels }: Readonly<Record<string, unknown>>): string {
  return ((labels ?? []) as readonly string[]).find((label) => label.startsWith('wk-')) ?? 'without a label';
}

function runOf(body: unknown): string {
  return /run [0-9a-f]{12}/.exec(JSON.stringify(body))?.[0] ?? 'no run';
}

export const jiraScenarios: readonly Scenario[] = (['cloud', 'data-center'] as const).flatMap((kind) => {
  const common = { function: 'jira-sink', world: () => jiraWorld(kind) };
  const [first, again] = reportOrders;
  return [
    ...reportOrders.map((order) => ({ ...common, ...order, name: `${kind}, ${order.name}` })),
    ...(first === undefined || again === undefined
      ? []
      : [
          // So that a redelivery comes before the index has caught up.
          { ...common, ...first, name: `${kind}, first report, short lease`, leaseSeconds: 5 },
          {
            ...again,
            function: 'jira-sink',
            name: `${kind}, the same failure after the ticket was closed`,
            world: () => jiraWorld(kind, { closed: true }),
          },
        ]),
  ];
});
