import { pino } from 'pino';
import jiraSink from '../../../functions/jira-sink/function.ts';
import { readConfig } from '../../../shared/config.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { type Connected, invoke } from '../../../shared/invoke.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { statusOf } from '../../../shared/run/status.ts';
import { freshAround } from '../../fakes/around.ts';
import { startJiraDataCenter } from '../../fakes/jira-data-center.ts';
import {
  JIRA_EMAIL,
  JIRA_PROJECT,
  JIRA_TOKEN,
  type JiraServer,
  type JiraServerOptions,
  startJiraServer,
} from '../../fakes/jira-server.ts';
import { compileError, type Triaged } from '../../fakes/reports.ts';

export type Kind = 'cloud' | 'data-center';

export const never = new AbortController().signal;

/** A clock that moves by hand, for the ledger and for Jira. */
export interface Clock {
  readonly now: () => Date;
  readonly pass: (seconds: number) => void;
}

export function clockAt(start = '2026-01-05T03:00:00Z'): Clock {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    pass: (seconds) => {
      at += seconds * 1_000;
    },
  };
}

/** A Jira of one kind, a ledger, and sinks that meet both. */
export async function town(kind: Kind, options: JiraServerOptions = {}) {
  const clock = clockAt();
  const start = kind === 'cloud' ? startJiraServer : startJiraDataCenter;
  const jira = await start({ now: clock.now, ...options });
  const store = memoryStore(() => clock.now().getTime());
  return {
    ...{ jira, clock, store },
    sink: (settings: Readonly<Record<string, string>> = {}, ledger: Store = store) =>
      sinkOf(kind, jira, clock, settings, ledger),
  };
}

export type Town = Awaited<ReturnType<typeof town>>;

/** A function of its own, as in a process of its own. */
export async function sinkOf(
  kind: Kind,
  jira: Pick<JiraServer, 'url'>,
  clock: Clock,
  settings: Readonly<Record<string, string>> = {},
  store: Store = memoryStore(() => clock.now().getTime()),
): Promise<Connected> {
  const log = pino({ level: 'silent' });
  const env = { JIRA_KIND: kind, JIRA_HOST: jira.url, JIRA_EMAIL, JIRA_TOKEN, JIRA_PROJECT, ...settings };
  const around = freshAround(store);
  const ledger = createLedger(store, { leaseSeconds: 180, keepSeconds: 72 * 3_600 });
  const use = await jiraSink.connect(readConfig(jiraSink.settings, env), log, { ...around, ledger });
  const definition = jiraSink as unknown as FunctionDefinition;
  return { definition, use, log, ledger, deadlineMilliseconds: 5_000, now: clock.now };
}

/** The event of a run: the same id is the same event. */
export function triaged(id: string, part: { about?: Partial<Triaged['about']>; data?: Triaged } = {}): Event {
  const { about, report } = part.data ?? compileError;
  const type = 'dev.watchkeeper.build.triaged.v1';
  const data = { about: { ...about, name: `checkout-build-${id}`, uid: `uid-${id}`, ...part.about }, report };
  return { specversion: '1.0', id, source: '/watchkeeper/build-triage', type, data };
}

/** The status that a delivery is answered with; 202 where it went well. */
export async function deliver(sink: Connected, event: Event): Promise<number> {
  try {
    await invoke(sink, event, never);
    return 202;
  } catch (thrown) {
    return statusOf(thrown).status;
  }
}
