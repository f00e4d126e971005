import { pino } from 'pino';
import slackSink from '../../../functions/slack-sink/function.ts';
import { readConfig } from '../../../shared/config.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import { type Connected, type Invoked, invoke } from '../../../shared/invoke.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import type { Reported } from '../../../shared/rendering/outline.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { freshAround } from '../../fakes/around.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, type SlackServer } from '../../fakes/slack-server.ts';

const log = pino({ level: 'silent' });

/** A process of slack-sink. */
export interface Sink {
  /** Delivers an event about these data; the same id is the same event. */
  readonly deliver: (
    id: string,
    data: Reported,
    extensions?: Readonly<Record<string, string>>,
  ) => Promise<Invoked>;
}

/** Starts slack-sink against a server, with what stands in this store. */
export async function startSink(
  server: SlackServer,
  store: Store = memoryStore(),
  env: Readonly<Record<string, string>> = {},
  /** Whether what stands in the store is there for the next process, too. */
  outlivesProcess = true,
): Promise<Sink> {
  const around = freshAround({ ...store, outlivesProcess });
  const given = { SLACK_TOKEN: ` ${SLACK_TOKEN}\n`, SLACK_CHANNEL, SLACK_API_URL: server.apiUrl, ...env };
  const use = await slackSink.connect(readConfig(slackSink.settings, given), log, around);
  const connected: Connected = {
    definition: slackSink as unknown as FunctionDefinition,
    ...{ use, log, ledger: around.ledger, deadlineMilliseconds: 10_000, now: () => new Date() },
  };
  const never = new AbortController().signal;
  return {
    deliver: (id, data, extensions = {}) => invoke(connected, triaged(id, data, extensions), never),
  };
}

function triaged(id: string, data: Reported, extensions: Readonly<Record<string, string>>): Event {
  const source = '/watchkeeper/build-triage';
  const type = 'dev.watchkeeper.build.triaged.v1';
  return { specversion: '1.0', id, source, type, data, ...extensions };
}

/** The same failure in another run. */
export function inRun(reported: Reported, name: string, uid = name): Reported {
  return { ...reported, about: { ...reported.about, name, uid } };
}

/** The same failure in other words. */
export function inWords(reported: Reported, headline: string): Reported {
  return { ...reported, report: { ...reported.report, headline } };
}
