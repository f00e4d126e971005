import { Writable } from 'node:stream';
import { startWatcher } from '../../scripts/demo/watcher.ts';
import type { BuildReport } from '../../shared/events/build.ts';
import { buildTriaged } from '../../shared/events/build.ts';
import { type AllInOne, startAllInOne } from '../../shared/run/all-in-one.ts';
import type { Step } from '../../shared/run/broker/steps.ts';
import { createLogger } from '../../shared/run/log.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { writeBinary, writeStructured } from '../../shared/run/wire.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  startJiraServer,
} from '../fakes/jira-server.ts';
import {
  type ClusterContent,
  type KubernetesServer,
  startKubernetesServer,
} from '../fakes/kubernetes-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, type SlackServer, startSlackServer } from '../fakes/slack-server.ts';

/** All functions, the broker, and strict servers for everything outside: a journey's whole world. */
export interface Town {
  readonly running: AllInOne;
  readonly slack: SlackServer;
  readonly jira: JiraServer;
  readonly cluster: KubernetesServer;
  readonly steps: readonly Step[];
  readonly results: readonly Event[];
  /** Everything that was logged, as written. */
  readonly logged: () => string;
  /** Sends an event to the broker as a producer does, and waits until nothing is under way. */
  readonly send: (event: Event, mode?: 'binary' | 'structured') => Promise<number>;
  readonly reports: () => readonly BuildReport[];
  readonly close: () => Promise<void>;
}

/** Starts a world with this cluster; settings of the functions may be changed. */
export async function startTown(content: ClusterContent, env: Record<string, string> = {}): Promise<Town> {
  const [slack, jira, cluster, watcher] = await Promise.all([
    startSlackServer(),
    startJiraServer(),
    startKubernetesServer(content),
    startWatcher(buildTriaged.type),
  ]);
  const steps: Step[] = [];
  let logged = '';
  const log = createLogger(
    'debug',
    new Writable({
      write: (chunk, _encoding, done) => {
        logged += String(chunk);
        done();
      },
    }),
  );
  const running = await startAllInOne({
    env: {
      ...{ KUBERNETES_API: cluster.url, SLACK_TOKEN, SLACK_CHANNEL, SLACK_API_URL: slack.apiUrl },
      ...{ JIRA_HOST: jira.url, JIRA_EMAIL, JIRA_TOKEN, JIRA_PROJECT, LOG_LEVEL: 'debug' },
      ...env,
    },
    log,
    port: 0,
    host: '127.0.0.1',
    // The waits of the manifests, PT2S and more, are kept but pass in milliseconds.
    speed: 200,
    observe: (step) => steps.push(step),
    extraTriggers: [watcher.trigger],
  });
  return {
    ...{ running, slack, jira, cluster, steps },
    results: watcher.events,
    logged: () => logged,
    send: async (event, mode = 'binary') => {
      const { headers, body } = mode === 'binary' ? writeBinary(event) : writeStructured(event);
      const answer = await fetch(`${running.url}/watchkeeper/default`, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.from(body),
      });
      await answer.body?.cancel();
      await running.broker.idle();
      return answer.status;
    },
    reports: () => watcher.events.map(({ data }) => buildTriaged.schema.parse(data).report),
    close: async () => {
      await running.close();
      await Promise.all([slack.close(), jira.close(), cluster.close(), watcher.close()]);
    },
  };
}
