import type { DestinationStream } from 'pino';
import { Registry } from 'prom-client';
import type { FunctionDefinition } from '../../shared/function.ts';
import type { Connected } from '../../shared/invoke.ts';
import { createLedger } from '../../shared/ledger/keep.ts';
import { BeingHandledError } from '../../shared/ledger/ledger.ts';
import { memoryStore } from '../../shared/ledger/memory-store.ts';
import type { Store } from '../../shared/ledger/store.ts';
import { connect } from '../../shared/run/connect.ts';
import { deliver } from '../../shared/run/deliver.ts';
import { createLogger } from '../../shared/run/log.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { writeStructured } from '../../shared/run/wire.ts';
import type { FakeServer } from '../fakes/http-server.ts';
import { beginLife, type Life } from './life.ts';
import { storeThrough } from './store-through.ts';

/** A clock that only the test moves, for the ledger and for the servers. */
export interface Clock {
  readonly now: () => number;
  readonly forward: (seconds: number) => void;
}

/** What outlives every process: the store, the outside servers, the clock, and what was logged or answered. */
export interface World {
  readonly definition: FunctionDefinition;
  readonly clock: Clock;
  readonly store: Store;
  readonly servers: Readonly<Record<string, FakeServer>>;
  /** Settings of the function where its servers are reached at these addresses. */
  readonly env: (urls: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** All that there is outside by now, one line for each thing; the same lines whoever made them. */
  readonly effects: () => readonly string[];
  /** Result events that a 2xx carried to the Broker, by id. */
  readonly answered: Map<string, Event>;
  /** Log lines of level error that a living process wrote. */
  readonly lines: string[];
  readonly close: () => Promise<void>;
}

/** What a world is made from; what is left out is empty. */
export interface WorldParts {
  readonly definition: FunctionDefinition;
  readonly clock: Clock;
  readonly servers?: Readonly<Record<string, FakeServer>>;
  readonly env?: World['env'];
  readonly effects?: () => readonly string[];
  readonly store?: Store;
}

export function createWorld(parts: WorldParts): World {
  const servers = parts.servers ?? {};
  const answered = new Map<string, Event>();
  const lines: string[] = [];
  return {
    definition: parts.definition,
    clock: parts.clock,
    store: parts.store ?? memoryStore(parts.clock.now),
    servers,
    env: parts.env ?? (() => ({})),
    effects: () => [
      ...(parts.effects?.() ?? []),
      ...[...answered.keys()].sort().map((id) => `result event ${id}`),
      ...lines,
    ],
    answered,
    lines,
    close: async () => void (await Promise.all(Object.values(servers).map((server) => server.close()))),
  };
}

/** Starts at a fixed moment, so that a run repeats to the letter. */
export function startClock(): Clock {
  let now = Date.UTC(2026, 0, 5, 9, 0, 0);
  return {
    now: () => now,
    forward: (seconds) => {
      now += seconds * 1_000;
    },
  };
}

/** How a delivery ended for the Broker: a status, or the connection broke off. */
export type Ended = { readonly status: number; readonly outcome: string } | 'crashed';

/** One process of a function: real adapters over real sockets, a store of its own making; all through one life. */
export interface SimulatedProcess {
  readonly life: Life;
  readonly deliver: (event: Event) => Promise<Ended>;
  /** Kills it where it still lives, and cuts what it had open. */
  readonly end: () => Promise<void>;
}

/** The lease that processes claim with unless it is said, in seconds: the default of LEDGER_LEASE_SECONDS. */
export const LEASE_SECONDS = 180;

export async function startProcess(
  world: World,
  life: Life = beginLife(),
  leaseSeconds: number = LEASE_SECONDS,
): Promise<SimulatedProcess> {
  const { definition, servers, answered } = world;
  const names = Object.keys(servers);
  const doors = await Promise.all(names.map((name) => servers[name]?.door({ seam: life.seam })));
  const urls = Object.fromEntries(names.map((name, index) => [name, doors[index]?.url ?? '']));
  const ledger = createLedger(storeThrough(world.store, life.seam), {
    leaseSeconds,
    keepSeconds: 72 * 3_600,
  });
  const around = { ledger, registry: new Registry() };
  const log = createLogger('error', linesThrough(world, life));
  const env = { ...world.env(urls), LOG_LEVEL: 'error' };
  const fn: Connected = {
    ...((await connect(definition, env, log, around)) as Connected),
    wait: patienceOf(life),
  };
  const shutdown = new AbortController();
  const handle = async (event: Event): Promise<Ended> => {
    const { answer } = await deliver(fn, writeStructured(event), {
      sink: undefined,
      shutdown: shutdown.signal,
    });
    await life.seam('before the answer goes out');
    if (answer.status === 200) {
      const result = JSON.parse(String(answer.body)) as Event;
      answered.set(result.id, result);
    }
    return { status: answer.status, outcome: answer.outcome };
  };
  return {
    life,
    deliver: (event) => Promise.race([life.ended.then((): Ended => 'crashed'), handle(event)]),
    end: async () => {
      life.end();
      // Ends the timers that the dead would leave behind; nothing of it can have an effect.
      shutdown.abort();
      await Promise.all(doors.map((door) => door?.close()));
    },
  };
}

/** Waits for a fact twice, and is out of patience the third time, as after the longest wait of holdFact. */
function patienceOf(life: Life): () => Promise<void> {
  let waits = 0;
  return async () => {
    await life.seam('waits for the fact');
    waits += 1;
    if (waits % 3 === 0) throw new BeingHandledError('the fact is held for too long', 1);
  };
}

/** Only what is logged by the one function whose effect is a line; faults of others are seen by their status. */
function linesThrough({ definition, lines }: World, life: Life): DestinationStream {
  return {
    write: (line) => {
      if (definition.name !== 'dead-letters' || !life.crosses('before the line is written')) return;
      const { event, msg, destination } = JSON.parse(line) as Record<string, string>;
      lines.push(`line ${msg}: ${event} for ${destination}`);
      life.crosses('after the line is written');
    },
  };
}
