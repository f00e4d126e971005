import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { commonSettings, readConfig, SettingsError } from '../config.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openLedger } from '../ledger/open.ts';
import { createBroker, type EmbeddedBroker } from './broker/broker.ts';
import { backoffSeconds } from './broker/delivery.ts';
import { addIngress } from './broker/ingress.ts';
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
  readonly close: () => Promise<void>;
}

/**
 * Starts every function whose settings are there, and a broker driven by the manifests, in this process and on one
 * port; events still go over HTTP from the broker to each function. For a laptop: a cluster runs each on its own.
 */
export async function startAllInOne(options: AllInOneOptions): Promise<AllInOne> {
  const { env, log, host, port } = options;
  const manifests = await loadManifests(options.manifests ?? manifestsFolder);
  const skipped: { name: string; why: string[] }[] = [];
  const mounts: Mount[] = [];
  const triggers = [...manifests.triggers, ...(options.extraTriggers ?? [])];
  const ledger = options.ledger ?? (await openLedger(readConfig(z.object(commonSettings), env)));
  const registry = new Registry();
  for (const name of functionNames(options.functions)) {
    const definition = await loadFunction(name, options.functions);
    try {
      const around = { ledger, registry, ...leastBackoff(triggers, name) };
      mounts.push({ at: pathOf(name), target: await connect(definition, env, log, around) });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      skipped.push({ name, why: problemsOf(error) });
    }
  }
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
  });
  addIngress(app.http, broker);
  url = await app.http.listen({ port, host });
  return {
    url,
    app,
    broker,
    started,
    skipped,
    close: async () => {
      await broker.close();
      await app.drain(1_000);
      if (!options.ledger) await ledger.close();
    },
  };
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
