import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { commonSettings, readConfig, SettingsError } from '../config.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openLedger } from '../ledger/open.ts';
import { createBroker, type EmbeddedBroker, type Resumed } from './broker/broker.ts';
import { backoffSeconds } from './broker/delivery.ts';
import { addIngress } from './broker/ingress.ts';
import type { KeptJournal } from './broker/journal/open.ts';
import { loadManifests, type TriggerManifest } from './broker/manifests.ts';
import type { Step } from './broker/steps.ts';
import { connect } from './connect.ts';
import { httpSink } from './forward.ts';
import { functionNames, functionsFolder, loadFunction } from './registry.ts';
import { type App, createApp, type Mount } from './serve.ts';

/** The manifests that a cluster gets, which the embedded broker is driven by too. */
export const manifestsFolder: string = join(functionsFolder, '..', 'knative', 'base');

/** What all functions together are started with. */
export interface AllInOneOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly port: number;
  readonly host: string;
  readonly functions?: string;
  readonly manifests?: string;
  /**
   * A folder in which events are kept until they are handled, and where LEDGER is not set what functions remember;
   * made where it is not there. Throws a JournalError where it cannot be used. In memory where it is left out.
   */
  readonly data?: string;
  /** Dead letters are kept in `data` for so many days; 14 where it is left out. */
  readonly keepDays?: number;
  /** The broker's waits before retries are divided by it; 1 where it is left out. For tests: the manifests stay as they are. */
  readonly speed?: number;
  /** Where all functions remember; without it the one that LEDGER names. */
  readonly ledger?: Ledger;
  readonly observe?: (step: Step) => void;
  /** Triggers beside those of the manifests, such as one for a watcher. */
  readonly extraTriggers?: readonly TriggerManifest[];
}

/** All functions and the broker, listening on one port. */
export interface AllInOne {
  readonly url: string;
  readonly app: App;
  readonly broker: EmbeddedBroker;
  /** Names of the functions that take events. */
  readonly started: readonly string[];
  /** Functions whose settings are missing, and one line on each; their Triggers are left out. */
  readonly skipped: readonly { readonly name: string; readonly why: readonly string[] }[];
  /** Where functions remember, as LEDGER says it. */
  readonly remembersIn: string;
  /** What an earlier run left to go on with. */
  readonly resumed: Resumed;
  readonly close: () => Promise<void>;
}

/**
 * Starts every function whose settings are there, and a broker driven by the manifests, in this process and on one
 * port; events still go over HTTP from the broker to each function. For a laptop: a cluster runs each on its own.
 */
export async function startAllInOne(options: AllInOneOptions): Promise<AllInOne> {
  const { log, data, keepDays = 14 } = options;
  // Only loaded where it is used.
  const kept =
    data === undefined
      ? undefined
      : (await import('./broker/journal/open.ts')).openJournal(data, { log, keepDays });
  try {
    return await start(options, kept);
  } catch (error) {
    kept?.close();
    throw error;
  }
}

async function start(options: AllInOneOptions, kept: KeptJournal | undefined): Promise<AllInOne> {
  const { log, host, port } = options;
  const manifests = await loadManifests(options.manifests ?? manifestsFolder);
  const triggers = [...manifests.triggers, ...(options.extraTriggers ?? [])];
  const ownLedger = kept !== undefined && !options.env.LEDGER?.trim();
  const env = ownLedger ? { ...options.env, LEDGER: kept.ledger } : options.env;
  const common = readConfig(z.object(commonSettings), env);
  // The folder's lock proves that the process before has ended; a ledger that LEDGER names may have other users.
  if (ownLedger && !options.ledger) {
    const { releaseClaims } = await import('../ledger/release-claims.ts');
    const released = releaseClaims(kept.ledger.slice('sqlite:'.length));
    if (released > 0) log.info({ released }, 'claims of an earlier process were released');
  }
  const ledger = options.ledger ?? (await openLedger(common));
  const registry = new Registry();
  const { mounts, skipped } = await connectAll({ ...options, env }, triggers, { ledger, registry });
  let url = '';
  const app = createApp({
    mounts,
    registry,
    bodyLimitBytes: 1_048_576,
    // The port is known only once it listens.
    sink: { send: (event, signal) => httpSink(url, 'the broker').send(event, signal) },
  });
  const started = mounts.map((mount) => mount.target.definition.name);
  const broker = createBroker({
    manifests: {
      ...manifests,
      triggers: triggers.filter(
        ({ subscriber }) => subscriber.ref === undefined || started.includes(subscriber.ref.name),
      ),
    },
    resolve: (ref) => (started.includes(ref.name) ? new URL(pathOf(ref.name), url) : undefined),
    log: log.child({ function: 'broker' }),
    ...(options.observe === undefined ? {} : { observe: options.observe }),
    ...(options.speed === undefined ? {} : { speed: options.speed }),
    ...(kept === undefined ? {} : { journal: kept.journal }),
  });
  addIngress(app.http, broker);
  url = await app.http.listen({ port, host });
  const drain = (milliseconds: number): Promise<boolean> => {
    // Or it would begin attempts at functions that answer no more.
    broker.stop();
    return app.drain(milliseconds);
  };
  return {
    ...{ url, broker, started, skipped },
    app: { http: app.http, drain },
    remembersIn: common.LEDGER,
    resumed: broker.resume(),
    close: async () => {
      await broker.close();
      await drain(1_000);
      kept?.close();
      if (!options.ledger) await ledger.close();
    },
  };
}

/** Connects every function whose settings are there. */
async function connectAll(
  { env, log, functions }: AllInOneOptions,
  triggers: readonly TriggerManifest[],
  shared: { readonly ledger: Ledger; readonly registry: Registry },
): Promise<{ readonly mounts: readonly Mount[]; readonly skipped: AllInOne['skipped'] }> {
  const skipped: { name: string; why: string[] }[] = [];
  const mounts: Mount[] = [];
  for (const name of functionNames(functions)) {
    const definition = await loadFunction(name, functions);
    try {
      const around = { ...shared, ...leastBackoff(triggers, name) };
      mounts.push({ at: pathOf(name), target: await connect(definition, env, log, around) });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      skipped.push({ name, why: problemsOf(error) });
    }
  }
  return { mounts, skipped };
}

/** The shortest time for which an event comes again to this function; nothing where no Trigger leads to it. */
function leastBackoff(
  triggers: readonly TriggerManifest[],
  name: string,
): { readonly backoffSeconds?: number } {
  const own = triggers.filter(({ subscriber }) => subscriber.ref?.name === name);
  return own.length === 0
    ? {}
    : { backoffSeconds: Math.min(...own.map(({ delivery }) => backoffSeconds(delivery))) };
}

function pathOf(name: string): string {
  return `/functions/${name}`;
}

function problemsOf(error: SettingsError): string[] {
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}
