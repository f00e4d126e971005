import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Message } from '../message.ts';
import { stampArrival } from './arrival.ts';
import type { Destination, Reference } from './delivery.ts';
import { faultOf } from './envelope.ts';
import { createGate } from './gate.ts';
import { createLane, type Lane } from './lane.ts';
import { logStep } from './log-step.ts';
import type { Manifests } from './manifests.ts';
import { passThrough } from './pass-through.ts';
import { post, type Sleep } from './post.ts';
import { readEnvelope } from './read-envelope.ts';
import type { Step } from './steps.ts';
import type { Parcel, WayUse } from './way.ts';
import { countWork } from './work.ts';

export interface BrokerLimits {
  /** Events that one Trigger may hold, waiting, under way or before a retry; over it the ingress answers 503. Default 1000. */
  readonly queued?: number;
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
}

export interface EmbeddedBroker {
  ingress(request: IngressRequest): Promise<IngressAnswer>;
  /** Resolves when no event is queued, under way, or waiting for a retry. */
  idle(): Promise<void>;
  /** Takes nothing more, gives up what is under way (each such event is told as lost), and resolves when all has ended. */
  close(): Promise<void>;
}

interface Accepted extends IngressAnswer {
  /** Whether all Triggers handled it. */
  readonly done?: Promise<boolean>;
}

/** A broker inside this process that behaves like Knative's multi-tenant broker with its in-memory channel. */
export function createBroker(options: BrokerOptions): EmbeddedBroker {
  const { manifests, now = () => new Date() } = options;
  const closing = new AbortController();
  const work = countWork();
  const known = new Set(manifests.brokers.map(({ namespace, name }) => `${namespace}/${name}`));

  const tell = (step: Step): void => {
    logStep(options.log, step);
    try {
      options.observe?.(step);
    } catch (error) {
      // Who looks on must not decide what becomes of an event.
      options.log.error({ err: error }, 'an observer of the broker failed');
    }
  };

  const accept = (broker: string, { envelope, headers }: Parcel, from: 'producer' | 'reply'): Accepted => {
    const refuse = (status: 400 | 404 | 503, reason: string): Accepted => {
      tell({ step: 'refused', broker, event: envelope.attributes, status, reason });
      return { status, reason };
    };
    const fault = faultOf(envelope);
    if (fault !== undefined) return refuse(400, fault);
    const arrived = stampArrival(envelope, now());
    const event = arrived.envelope.attributes;
    if (arrived.ttl <= 0) {
      tell({ step: 'cut', broker, event });
      return { status: 400, reason: 'the event has no hops left' };
    }
    if (!known.has(broker)) return refuse(404, `there is no Broker ${broker}`);
    if (closing.signal.aborted) return refuse(503, 'the broker is closing');
    const wanting = lanes.filter((lane) => lane.wants(broker, event));
    const full = wanting.find((lane) => !lane.hasRoom());
    if (full) return refuse(503, `the Trigger ${full.trigger} has no room for more events`);
    tell({ step: 'received', broker, event, from, triggers: wanting.map(({ trigger }) => trigger) });
    const runs = wanting.map((lane) => {
      work.begin();
      return lane.take({ envelope: arrived.envelope, headers }).finally(work.end);
    });
    return { status: 202, done: Promise.all(runs).then((handled) => handled.every(Boolean)) };
  };

  const settle = async ({ done, ...accepted }: Accepted): Promise<IngressAnswer> => {
    if (options.answer !== 'after-delivery' || done === undefined || (await done)) return accepted;
    return { status: 500, reason: 'a Trigger failed, and no dead-letter sink took the event' };
  };

  const reenter = async (broker: string, reply: Parcel) =>
    (await settle(accept(broker, reply, 'reply'))).status;
  const lanes = lanesOf(options, { tell, now, signal: closing.signal, reenter });

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
      return settle(accept(name, { envelope: read.envelope, headers: passThrough(headers) }, 'producer'));
    },
    idle: work.idle,
    close() {
      closing.abort();
      return work.idle();
    },
  };
}

function lanesOf(
  options: BrokerOptions,
  shared: Pick<WayUse, 'tell' | 'now' | 'signal'> & {
    readonly reenter: (broker: string, reply: Parcel) => Promise<number>;
  },
): Lane[] {
  const { tell, now, signal, reenter } = shared;
  const sleep: Sleep = options.sleep ?? ((ms, abort) => wait(ms, undefined, { signal: abort }));
  const { queued = 1_000, concurrent = 10, answerBytes = 1_048_576 } = options.limits ?? {};
  return options.manifests.triggers.map((trigger) => {
    const gate = createGate(concurrent);
    const use: WayUse = {
      trigger,
      locate: (destination) => locate(destination, trigger.namespace, options.resolve),
      post: (url, message, timeoutMs) =>
        gate(() => post(url, message, { timeoutMs, sleep, signal, answerBytes })),
      accept: (reply) => reenter(`${trigger.namespace}/${trigger.broker}`, reply),
      tell,
      sleep,
      now,
      signal,
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
