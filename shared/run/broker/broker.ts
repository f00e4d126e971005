import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Message } from '../message.ts';
import { stampArrival } from './arrival.ts';
import type { Destination, Reference } from './delivery.ts';
import { faultOf } from './envelope.ts';
import { createGate } from './gate.ts';
import { careful } from './journal/careful.ts';
import { firstStanding, type Journal, type Parcel, type Standing, sizeOf } from './journal/journal.ts';
import { memoryJournal } from './journal/memory-journal.ts';
import { createLane, type Lane } from './lane.ts';
import { logStep } from './log-step.ts';
import type { Manifests } from './manifests.ts';
import { passThrough } from './pass-through.ts';
import { post, type Sleep } from './post.ts';
import { readEnvelope } from './read-envelope.ts';
import type { Step } from './steps.ts';
import type { WayUse } from './way.ts';
import { countWork } from './work.ts';

/** Bounds on what the broker takes; over one of the first three the ingress answers 503. */
export interface BrokerLimits {
  /** Deliveries that one Trigger may hold: waiting, under way or before a retry; replies are taken above it. Default 1000; 10000 with a journal on disk. */
  readonly queued?: number;
  /** The same for all Triggers together; replies are taken above it, so that what is under way can end. Default 10000; 50000 on disk. */
  readonly queuedInAll?: number;
  /** Bytes of all events that wait. Default 64 MiB; 1 GiB on disk. */
  readonly bytes?: number;
  /** Requests that are open to one Trigger's subscriber at the same time. Default 10. */
  readonly concurrent?: number;
  /** A reply may have so many bytes. Default 1 MiB. */
  readonly answerBytes?: number;
}

export interface BrokerOptions {
  readonly manifests: Manifests;
  /** Where an object takes events; `namespace` is the one it is in. Asked at each attempt; undefined counts as unreachable. */
  readonly resolve: (ref: Reference, namespace: string) => URL | undefined;
  readonly log: Logger;
  /** Sees each step of each event's way. */
  readonly observe?: (step: Step) => void;
  /**
   * When the ingress answers its producer. `at-once` (the default): with 202 as soon as the event is queued, as
   * Knative does with a Kafka channel. `after-delivery`: as Knative does with its in-memory channel, when all
   * subscribers, retries, replies and dead letters are done, with 500 where one Trigger failed without a dead-letter
   * sink that took the event.
   */
  readonly answer?: 'at-once' | 'after-delivery';
  readonly limits?: BrokerLimits;
  /** Where events are held until they are handled; in memory where it is left out. Whoever opened it closes it. */
  readonly journal?: Journal;
  /** The waits before retries are divided by it, timeouts are not: 1 where it is left out. */
  readonly speed?: number;
  /** Pause before the end of a delivery that the journal could not write is written again, in ms; 1000 where it is left out. */
  readonly writeAgainMs?: number;
  /** Waits before retries and for timeouts. */
  readonly sleep?: Sleep;
  readonly now?: () => Date;
}

/** A request to the ingress; without namespace and broker it is for the default Broker. */
export interface IngressRequest extends Message {
  readonly namespace?: string;
  readonly broker?: string;
}

/** What the ingress answers: a status without a body, and for the log why. */
export interface IngressAnswer {
  readonly status: 202 | 400 | 404 | 500 | 503;
  readonly reason?: string;
  /** After so many seconds it may be tried again. */
  readonly retryAfterSeconds?: number;
}

/** What was there to go on with. */
export interface Resumed {
  readonly deliveries: number;
  /** Triggers, each as NAMESPACE/BROKER NAME, that are not here, and how many deliveries wait for them. */
  readonly absent: ReadonlyMap<string, number>;
}

export interface EmbeddedBroker {
  ingress(request: IngressRequest): Promise<IngressAnswer>;
  /**
   * Goes on with what the journal holds from an earlier process, and from then on with what other processes ask for
   * through it. To be called once the subscribers can be reached.
   */
  resume(): Resumed;
  /** Resolves when no event is queued, under way, or waiting for a retry. */
  idle(): Promise<void>;
  /** Takes nothing more and begins no attempt any more; what is under way may end. */
  stop(): void;
  /**
   * Takes nothing more and gives up what is under way: with a journal in memory each such event is told as lost,
   * with a durable one it stays there. Resolves when all has ended.
   */
  close(): Promise<void>;
}

interface Accepted extends IngressAnswer {
  /** Whether all Triggers handled it. */
  readonly done?: Promise<boolean>;
}

/** A refusal for want of room is worth another try after so many seconds. */
const RETRY_AFTER_SECONDS = 5;

/** A broker inside this process that behaves like Knative's multi-tenant broker with its in-memory channel. */
export function createBroker(options: BrokerOptions): EmbeddedBroker {
  const { manifests, log, now = () => new Date(), journal = memoryJournal() } = options;
  const limits = { ...(journal.durable ? ON_DISK : IN_MEMORY), ...options.limits };
  const ending = new AbortController();
  const closing = new AbortController();
  const work = countWork();
  const known = new Set(manifests.brokers.map(({ namespace, name }) => `${namespace}/${name}`));
  /** Deliveries that are under way here, or whose end is not written yet. */
  const open = new Set<number>();
  const safe = careful(journal, {
    log,
    againMs: options.writeAgainMs ?? 1_000,
    written: (id) => open.delete(id),
  });
  let arriving = 0;
  let unwatch: (() => void) | undefined;

  const tell = (step: Step): void => {
    logStep(log, step);
    try {
      options.observe?.(step);
    } catch (error) {
      // Who looks on must not decide what becomes of an event.
      log.error({ err: error }, 'an observer of the broker failed');
    }
  };

  const begin = async (lane: Lane, id: number, standing: Standing, leave: () => void): Promise<boolean> => {
    open.add(id);
    work.begin();
    try {
      return await lane.take(id, standing, leave);
    } finally {
      // What has ended here but not in the journal must not be found there and begun again.
      if (!safe.unwritten(id)) open.delete(id);
      work.end();
    }
  };

  const whyNoRoom = (from: From, wanting: readonly Lane[], bytes: number): string | undefined => {
    // Its cause was accepted, and has to be able to end: a reply that waited for room would use up its retries.
    if (from === 'reply' || wanting.length === 0) return undefined;
    const full = wanting.find((lane) => !lane.hasRoom());
    if (full) return `the Trigger ${full.trigger} has no room for more events`;
    if (open.size + arriving + wanting.length > limits.queuedInAll)
      return 'the broker has no room for more events';
    if (journal.bytes() + bytes > limits.bytes) return 'the broker has no room for more bytes';
    return undefined;
  };

  const accept = async (broker: string, parcel: Parcel, from: From, replyOf?: number): Promise<Accepted> => {
    const refuse = (status: 400 | 404 | 503, reason: string): Accepted => {
      tell({ step: 'refused', broker, event: parcel.envelope.attributes, status, reason });
      return { status, reason, ...(status === 503 ? { retryAfterSeconds: RETRY_AFTER_SECONDS } : {}) };
    };
    const fault = faultOf(parcel.envelope);
    if (fault !== undefined) return refuse(400, fault);
    const { envelope, ttl } = stampArrival(parcel.envelope, now());
    const event = envelope.attributes;
    if (ttl <= 0) {
      tell({ step: 'cut', broker, event });
      return { status: 400, reason: 'the event has no hops left' };
    }
    if (!known.has(broker)) return refuse(404, `there is no Broker ${broker}`);
    // A reply may still be written down where that outlives the end.
    if (ending.signal.aborted && !(from === 'reply' && journal.durable))
      return refuse(503, 'the broker is closing');
    const wanting = lanes.filter((lane) => lane.wants(broker, event));
    const arrived = { envelope, headers: parcel.headers };
    const bytes = sizeOf(arrived);
    const noRoom = whyNoRoom(from, wanting, bytes);
    if (noRoom !== undefined) return refuse(503, noRoom);
    const places = wanting.map((lane) => ({ lane, leave: lane.reserve() }));
    arriving += wanting.length;
    const names = wanting.map(({ trigger }) => trigger);
    const ids = await journal.accept(broker, arrived, names, replyOf).catch((error: unknown) => {
      log.error({ err: error }, 'an event could not be written down');
      return undefined;
    });
    arriving -= wanting.length;
    if (ids === undefined) {
      for (const { leave } of places) leave();
      return refuse(503, 'the event could not be written down: is the disk full?');
    }
    tell({ step: 'received', broker, event, from, triggers: names });
    const standing = firstStanding(now());
    const runs = places.map(({ lane, leave }, at) => begin(lane, ids[at] ?? 0, standing, leave));
    return { status: 202, done: allHandled(runs) };
  };

  const settle = async ({ done, ...accepted }: Accepted): Promise<IngressAnswer> => {
    if (options.answer !== 'after-delivery' || done === undefined || (await done)) return accepted;
    return { status: 500, reason: 'a Trigger failed, and no dead-letter sink took the event' };
  };

  const reenter = async (broker: string, reply: Parcel, of: number): Promise<number> => {
    if (options.answer !== 'after-delivery') return (await accept(broker, reply, 'reply', of)).status;
    const { status } = await settle(await accept(broker, reply, 'reply'));
    if (status === 202) await safe.end(of);
    return status;
  };
  const lanes = lanesOf(options, limits, {
    ...{ tell, now, reenter, journal: safe },
    ...{ ending: ending.signal, signal: closing.signal },
  });

  const resume = (): Resumed => {
    const absent = new Map<string, number>();
    let deliveries = 0;
    if (ending.signal.aborted) return { deliveries, absent };
    unwatch ??= journal.watch(resume);
    for (const { id, broker, trigger, standing } of journal.waiting()) {
      if (open.has(id)) continue;
      const lane = lanes.find((other) => other.broker === broker && other.trigger === trigger);
      const name = `${broker} ${trigger}`;
      if (lane === undefined) absent.set(name, (absent.get(name) ?? 0) + 1);
      else {
        deliveries += 1;
        void begin(lane, id, standing, lane.reserve());
      }
    }
    return { deliveries, absent };
  };

  const stop = (): void => {
    ending.abort();
    unwatch?.();
  };

  return {
    async ingress({ namespace, broker, headers, body }) {
      const named = namespace !== undefined && broker !== undefined;
      const name = named ? `${namespace}/${broker}` : defaultOf(manifests);
      const read = readEnvelope({ headers, body });
      if (read.kind !== 'event') {
        const reason = read.kind === 'none' ? 'it is not a CloudEvent' : read.why;
        tell({ step: 'refused', broker: name, status: 400, reason });
        return { status: 400, reason };
      }
      const parcel = { envelope: read.envelope, headers: passThrough(headers) };
      return settle(await accept(name, parcel, 'producer'));
    },
    resume,
    idle: work.idle,
    stop,
    async close() {
      stop();
      closing.abort();
      await work.idle();
      await safe.close();
    },
  };
}

// Apart from `accept`, since what waits for this would keep the bodies alive that were accepted there.
async function allHandled(runs: readonly Promise<boolean>[]): Promise<boolean> {
  return (await Promise.all(runs)).every(Boolean);
}

type From = 'producer' | 'reply';

const IN_MEMORY = {
  ...{ queued: 1_000, queuedInAll: 10_000, bytes: 64 * 1_048_576 },
  ...{ concurrent: 10, answerBytes: 1_048_576 },
};
const ON_DISK = { ...IN_MEMORY, queued: 10_000, queuedInAll: 50_000, bytes: 1_024 * 1_048_576 };

function lanesOf(
  options: BrokerOptions,
  { queued, concurrent, answerBytes }: Required<BrokerLimits>,
  shared: Pick<WayUse, 'tell' | 'now' | 'ending' | 'journal'> & {
    readonly signal: AbortSignal;
    readonly reenter: (broker: string, reply: Parcel, of: number) => Promise<number>;
  },
): Lane[] {
  const { tell, now, ending, signal, journal, reenter } = shared;
  const { speed = 1 } = options;
  const sleep: Sleep = options.sleep ?? ((ms, abort) => wait(ms, undefined, { signal: abort }));
  return options.manifests.triggers.map((trigger) => {
    const use: WayUse = {
      trigger,
      locate: (destination) => locate(destination, trigger.namespace, options.resolve),
      post: (url, message, timeoutMs) => post(url, message, { timeoutMs, sleep, signal, answerBytes }),
      turn: createGate(concurrent),
      // Where a reply is answered when all that follows from it is done, it may wait for replies of its own.
      replyTurn: options.answer === 'after-delivery' ? (task) => task() : createGate(concurrent),
      accept: (reply, of) => reenter(`${trigger.namespace}/${trigger.broker}`, reply, of),
      wait: (ms) => sleep(ms / speed, ending),
      ...{ tell, now, ending, journal },
    };
    return createLane(trigger, use, queued, options.log);
  });
}

function defaultOf({ brokers }: Manifests): string {
  const broker = brokers.find(({ name }) => name === 'default') ?? brokers[0];
  return broker === undefined ? 'default/default' : `${broker.namespace}/${broker.name}`;
}

function locate(destination: Destination, namespace: string, resolve: BrokerOptions['resolve']): URL {
  const { ref, uri } = destination;
  if (ref === undefined) return new URL(uri ?? '');
  const space = ref.namespace ?? namespace;
  const url = resolve(ref, space);
  if (url === undefined) throw new Error(`nobody here is the ${ref.kind} ${space}/${ref.name}`);
  return uri === undefined ? url : new URL(uri, url);
}
