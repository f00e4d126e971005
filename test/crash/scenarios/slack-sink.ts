import slackSink from '../../../functions/slack-sink/function.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import {
  SLACK_CHANNEL,
  SLACK_TOKEN,
  type SlackServer,
  type SlackServerOptions,
  startSlackServer,
} from '../../fakes/slack-server.ts';
import type { Scenario } from '../crash-points.ts';
import { createWorld, startClock, type World } from '../world.ts';
import { reportOrders } from './reports.ts';

export async function slackWorld(options: SlackServerOptions = {}): Promise<World> {
  const clock = startClock();
  const slack = await startSlackServer({ clock: clock.now, ...options });
  return createWorld({
    definition: slackSink as unknown as FunctionDefinition,
    clock,
    servers: { slack },
    env: ({ slack: url = '' }) => ({ SLACK_TOKEN, SLACK_CHANNEL, SLACK_API_URL: `${url}/api/` }),
    effects: () => slackEffects(slack),
  });
}

/** Each message that stands, by the key in its metadata; of one in a channel also how often it says that it was seen. */
export function slackEffects({ messages, replies }: Pick<SlackServer, 'messages' | 'replies'>): string[] {
  return [
    ...messages.map((message) => `message ${keyOf(message.metadata)}, seen ${timesSeen(message.blocks)}`),
    ...replies.map((reply) => `answer ${keyOf(reply.metadata)}`),
  ];
}

function keyOf(metadata: unknown): string {
  const { event_payload: payload } = (metadata ?? {}) as { event_payload?: { key?: unknown } };
  return String(payload?.key).slice(0, 8);
}

function timesSeen(blocks: readonly unknown[]): string {
  return /(\d+) (?:times|runs)/.exec(JSON.stringify(blocks))?.[1] ?? '1';
}

const common = { function: 'slack-sink', world: () => slackWorld() };

/** Messages are found by their metadata as soon as they stand: the history of Slack is not behind. */
export const slackScenarios: readonly Scenario[] = [
  ...reportOrders.map((order) => ({ ...common, ...order })),
  // So that a redelivery comes before a request that was cut may be taken for lost.
  ...reportOrders
    .slice(0, 2)
    .map((order) => ({ ...common, ...order, name: `${order.name}, short lease`, leaseSeconds: 5 })),
];
