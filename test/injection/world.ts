import type { z } from 'zod';
import buildTriage from '../../functions/build-triage/function.ts';
import { createDesk } from '../../functions/jira-sink/desk.ts';
import jiraSink from '../../functions/jira-sink/function.ts';
import slackSink from '../../functions/slack-sink/function.ts';
import type { Tracker } from '../../shared/adapters/jira/tracker.ts';
import type { Slack, SlackMessage } from '../../shared/adapters/slack.ts';
import type { AdfDocument } from '../../shared/adf/document.ts';
import { readConfig } from '../../shared/config.ts';
import { buildFailed, buildTriaged } from '../../shared/events/build.ts';
import type { FunctionDefinition } from '../../shared/function.ts';
import { type Connected, invoke } from '../../shared/invoke.ts';
import { connectModel, modelOff } from '../../shared/model/connect.ts';
import type { Prompt } from '../../shared/model/server.ts';
import type { Model } from '../../shared/model.ts';
import { createLogger } from '../../shared/run/log.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { freshAround } from '../fakes/around.ts';
import { type Obeying, obeyingModel } from './obeying-model.ts';

export type Reported = z.infer<typeof buildTriaged.schema>;

/** Everything that came of one failed build: nothing else left the functions. */
export interface Happened {
  /** The report with the obeying model, and the one from evidence alone. */
  readonly told: Reported;
  readonly baseline: Reported;
  /** The routing key `severity` of both. */
  readonly severity: { readonly told: unknown; readonly baseline: unknown };
  readonly prompts: readonly Prompt[];
  /** Each operation on Slack by its name, and what it showed. */
  readonly slack: readonly {
    readonly did: keyof Slack;
    readonly channel: string;
    readonly message?: SlackMessage;
  }[];
  /** Each operation on the tracker by its name, with the texts that it wrote. */
  readonly jira: readonly {
    readonly did: keyof Tracker;
    readonly words: readonly string[];
    readonly document?: AdfDocument;
  }[];
  /** What was logged, as written. */
  readonly logged: string;
}

const CHANNEL = 'C0BUILDS';
const env = { LOG_LEVEL: 'debug', MODEL_DEADLINE_SECONDS: '60' };
const never = new AbortController().signal;

/**
 * Lets one failed build pass build-triage, with a model that obeys, and both sinks; the ways to Slack and Jira are their narrow interfaces, which write down all that is asked of them.
 */
export async function happen(
  data: z.infer<typeof buildFailed.schema>,
  obeying: Omit<Obeying, 'category'>,
): Promise<Happened> {
  let logged = '';
  const log = createLogger('debug', {
    write: (line) => {
      logged += line;
    },
  });
  const { ledger, registry } = freshAround();
  const config = readConfig(buildTriage.settings, env);
  let category = 'unknown';
  const server = obeyingModel(() => ({ ...obeying, category: () => category }));
  const model = connectModel(server, config, { functionName: 'build-triage', ledger, registry, log });
  const base = await buildTriage.connect(config, log, { ledger, registry });
  const connected = <Use>(definition: unknown, use: Use, name: string): Connected => ({
    definition: definition as FunctionDefinition,
    use,
    log: log.child({ function: name }),
    ...{ deadlineMilliseconds: 60_000, now: () => new Date('2026-01-02T03:04:05Z'), ledger },
  });
  const triaged = async (asked: Model, id: string): Promise<Event> => {
    const event: Event = { specversion: '1.0', id, source: '/ci', type: buildFailed.type, data };
    const { events } = await invoke(
      connected(buildTriage, { ...base, model: asked }, 'build-triage'),
      event,
      never,
    );
    const [only] = events;
    if (only === undefined) throw new Error('build-triage answered nothing');
    return only;
  };
  const without = await triaged(modelOff, 'without');
  const baseline = buildTriaged.schema.parse(without.data);
  category = baseline.report.category;
  const withModel = await triaged(model, 'with-model');
  const slack = recordingSlack();
  const jira = recordingTracker();
  const telling = { slack: slack.use, channelOf: () => CHANNEL, quietMilliseconds: 86_400_000 };
  await invoke(connected(slackSink, telling, 'slack-sink'), withModel, never);
  const treatment = { comments: 'each', reopenDays: 14, wontFix: [] } as const;
  const desk = createDesk({ tracker: jira.use, lagSeconds: 0, ...treatment });
  const place = () => ({ project: 'OPS', issueType: 'Task', labels: [], components: [], fields: {} });
  await invoke(connected(jiraSink, { desk, place }, 'jira-sink'), withModel, never);
  return {
    told: buildTriaged.schema.parse(withModel.data),
    baseline,
    severity: { told: withModel.severity, baseline: without.severity },
    prompts: server.prompts,
    ...{ slack: slack.did, jira: jira.did, logged },
  };
}

function recordingSlack() {
  const did: Happened['slack'][number][] = [];
  let ts = 0;
  const use: Slack = {
    post: async (channel, message) => {
      did.push({ did: 'post', channel, message });
      ts += 1;
      return { channel, ts: `1700000000.${String(ts).padStart(6, '0')}` };
    },
    update: async ({ channel }, message) => {
      did.push({ did: 'update', channel, message });
    },
    find: async (channel) => {
      did.push({ did: 'find', channel });
      return undefined;
    },
  };
  return { did, use };
}

function recordingTracker() {
  const did: Happened['jira'][number][] = [];
  const use: Tracker = {
    sizeOf: (document) => JSON.stringify(document).length,
    urlOf: (key) => `https://jira.shop.example/browse/${key}`,
    find: async (_, label) => {
      did.push({ did: 'find', words: [label] });
      return [];
    },
    create: async ({ summary, description, labels }) => {
      did.push({ did: 'create', words: [summary, ...labels], document: description });
      return { id: '10001', key: 'OPS-1' };
    },
    read: async () => {
      did.push({ did: 'read', words: [] });
      return undefined;
    },
    comment: async (_, document) => {
      did.push({ did: 'comment', words: [], document });
      return { id: '1' };
    },
    findComment: async () => {
      did.push({ did: 'findComment', words: [] });
      return undefined;
    },
    move: async () => {
      did.push({ did: 'move', words: [] });
      return undefined;
    },
  };
  return { did, use };
}
