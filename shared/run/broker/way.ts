import type { Message } from '../message.ts';
import { replyTo, withoutTtl } from './arrival.ts';
import { writeBinary } from './binary.ts';
import {
  type Answer,
  type DeliveryError,
  type Destination,
  errorAttributes,
  judge,
  judgeReceipt,
  type Verdict,
  waitBefore,
} from './delivery.ts';
import type { Attributes } from './filter.ts';
import type { Gate } from './gate.ts';
import type { CarefulJournal } from './journal/careful.ts';
import type { Parcel, Standing } from './journal/journal.ts';
import type { TriggerManifest } from './manifests.ts';
import { passWithReply } from './pass-through.ts';
import type { Step } from './steps.ts';
import { writeStructured } from './structured.ts';

/** What the way through one Trigger needs of the broker around it. */
export interface WayUse {
  readonly trigger: TriggerManifest;
  readonly journal: CarefulJournal;
  /** Throws where nobody is known by that name. */
  readonly locate: (destination: Destination) => URL;
  readonly post: (url: URL, message: Message, timeoutMs: number | undefined) => Promise<Answer>;
  /** Runs what needs a place among the requests that are open at once; no event is in memory before its turn. */
  readonly turn: Gate;
  /** The same for replies that go into the broker. */
  readonly replyTurn: Gate;
  /** Takes the reply of a delivery into the broker, which ends that delivery, and gives the status that its ingress answers. */
  readonly accept: (reply: Parcel, of: number) => Promise<number>;
  readonly tell: (step: Step) => void;
  /** Waits before a retry; rejects when the broker ends. */
  readonly wait: (ms: number) => Promise<unknown>;
  readonly now: () => Date;
  /** Aborted when nothing new may be begun. */
  readonly ending: AbortSignal;
}

/** The way of one delivery; `leave` gives up its place in the queue of its Trigger. */
export interface DeliverUse extends WayUse {
  readonly leave: () => void;
}

/** The next thing to do: another attempt, for which `reply` is in memory where the journal does not have it, or none. */
type Next = (Standing & { readonly reply?: Parcel }) | { readonly handled: boolean };

/**
 * Takes one delivery from where it stands to its end: to the subscriber with retries, its reply into the broker, and
 * where one of them fails to the dead-letter sink. False if the event got lost, or stays for the next start.
 */
export async function deliver(id: number, from: Standing, use: DeliverUse): Promise<boolean> {
  const early = from.dueAt - use.now().getTime();
  let next: Next = from;
  if (early > 0 && !(await waited(early, use))) next = await stopped(id, from, 'it was put off', use);
  while (!('handled' in next)) {
    next = isUsedUp(next, use) ? await giveUp(id, next, use) : await attempt(id, next, use);
  }
  return next.handled;
}

/** An attempt that the end of a process cut short counts, so after a restart none may be left. */
function isUsedUp({ towards, attempt }: Standing, { trigger }: WayUse): boolean {
  return towards !== 'broker' && attempt > trigger.delivery.retry + 1;
}

async function giveUp(id: number, { towards, tries, burial: why }: Standing, use: DeliverUse): Promise<Next> {
  const attributes = use.journal.load(id)?.parcel.envelope.attributes;
  if (attributes === undefined) return { handled: false };
  const of = stepOf(attributes, use);
  const none = 'no attempt is left: the process ended during the last one, or the Trigger allows fewer now';
  return towards === 'subscriber'
    ? burial(id, tries, none, {}, undefined, of, use)
    : lost(id, tries, `${why?.reason ?? 'it is not known'}; and the dead-letter sink: ${none}`, of, use);
}

function attempt(id: number, standing: Standing & { readonly reply?: Parcel }, use: DeliverUse) {
  switch (standing.towards) {
    case 'subscriber':
      return toSubscriber(id, standing, use);
    case 'broker':
      return toBroker(id, standing, standing.reply, use);
    case 'dead-letter-sink':
      return toSink(id, standing, use);
  }
}

async function toSubscriber(id: number, standing: Standing, use: DeliverUse): Promise<Next> {
  const { subscriber, delivery, namespace } = use.trigger;
  const tried = await use.turn(async () => {
    const parcel = use.ending.aborted ? undefined : use.journal.load(id)?.parcel;
    if (parcel === undefined) return undefined;
    const envelope = withoutTtl(parcel.envelope);
    const written = delivery.format === 'json' ? writeStructured(envelope) : writeBinary(envelope);
    const headers = { ...written.headers, ...parcel.headers, 'kn-namespace': namespace, prefer: 'reply' };
    const started = performance.now();
    const verdict = judge(await send(id, subscriber, { body: written.body, headers }, use));
    const ms = Math.round(performance.now() - started);
    const of = stepOf(parcel.envelope.attributes, use);
    if (verdict.ok) {
      use.tell({ step: 'delivered', ...of, attempt: standing.attempt, ms, status: verdict.status });
    }
    return { verdict, ms, of, parcel };
  });
  if (tried === undefined) return stopped(id, standing, 'it had its turn', use);
  const { verdict, ms, of, parcel } = tried;
  const tries = standing.tries + 1;
  if (!verdict.ok) {
    return failed(id, { ...standing, tries }, { verdict, ms, of }, use, () =>
      burial(id, tries, verdict.reason, attributesOf(subscriber, verdict.error, use), undefined, of, use),
    );
  }
  if (verdict.reply === undefined) {
    await use.journal.end(id);
    return { handled: true };
  }
  use.leave();
  const reply = {
    envelope: replyTo(parcel.envelope, verdict.reply.envelope),
    headers: passWithReply(verdict.reply.headers, parcel.headers),
  };
  use.tell({ step: 'replied', ...of, reply: verdict.reply.envelope.attributes });
  return { towards: 'broker', attempt: 1, dueAt: use.now().getTime(), tries, reply };
}

/**
 * Forwards the reply to an event into the broker. Where that fails, the event that was replied to goes to the
 * dead-letter sink, as in Knative.
 */
async function toBroker(
  id: number,
  standing: Standing,
  inMemory: Parcel | undefined,
  use: DeliverUse,
): Promise<Next> {
  use.leave();
  const { trigger } = use;
  const started = performance.now();
  const tried = await use.replyTurn(async () => {
    const held = use.journal.load(id);
    const reply = inMemory ?? held?.reply;
    if (held === undefined || reply === undefined) throw new Error('the journal has no reply to pass on');
    const status = await use.accept(reply, id);
    return { status, reply, of: stepOf(held.parcel.envelope.attributes, use) };
  });
  const { status, reply, of } = tried;
  const verdict = judgeReceipt({ kind: 'answered', status, headers: {}, body: Buffer.alloc(0), cut: false });
  if (verdict.ok) return { handled: true };
  const ms = Math.round(performance.now() - started);
  // The address that a broker of a cluster has, so that a dead letter reads the same here and there.
  const ingress = `http://broker-ingress.knative-eventing.svc.cluster.local/${trigger.namespace}/${trigger.broker}`;
  const going = inMemory === undefined ? standing : { ...standing, reply: inMemory };
  return failed(id, going, { verdict, ms, of }, use, () => {
    const error = verdict.error === undefined ? {} : errorAttributes(ingress, verdict.error);
    const reason = `the reply was refused: ${verdict.reason}`;
    return burial(id, standing.tries, reason, error, reply.headers, of, use);
  });
}

/** Decides where an event goes that failed: to the dead-letter sink, hops and error attributes with it, or nowhere. */
async function burial(
  id: number,
  tries: number,
  reason: string,
  error: Readonly<Record<string, string>>,
  headers: Parcel['headers'] | undefined,
  of: OfStep,
  use: DeliverUse,
): Promise<Next> {
  const at = use.now().getTime();
  if (use.trigger.delivery.deadLetterSink === undefined) {
    return lost(id, tries, `${reason}; there is no dead-letter sink`, of, use);
  }
  const next: Standing = {
    ...{ towards: 'dead-letter-sink', attempt: 1, dueAt: at, tries },
    burial: { reason, error, ...(headers === undefined ? {} : { headers }) },
  };
  await use.journal.advance(id, next);
  return next;
}

async function toSink(id: number, standing: Standing, use: DeliverUse): Promise<Next> {
  const { namespace, delivery } = use.trigger;
  const { reason, error, headers: withIt } = standing.burial ?? { reason: 'it is not known', error: {} };
  const sink = delivery.deadLetterSink;
  const tried = await use.turn(async () => {
    const parcel = use.ending.aborted ? undefined : use.journal.load(id)?.parcel;
    if (parcel === undefined) return undefined;
    const { envelope } = parcel;
    const of = stepOf(envelope.attributes, use);
    const started = performance.now();
    if (sink === undefined) return { verdict: noSink, ms: 0, of };
    const written = writeBinary({ ...envelope, attributes: { ...envelope.attributes, ...error } });
    const headers = { ...written.headers, ...(withIt ?? parcel.headers), 'kn-namespace': namespace };
    const verdict = judgeReceipt(await send(id, sink, { body: written.body, headers }, use));
    return { verdict, ms: Math.round(performance.now() - started), of };
  });
  if (tried === undefined) return stopped(id, standing, reason, use);
  const { verdict, of } = tried;
  if (!verdict.ok) {
    return failed(id, standing, { ...tried, verdict }, use, () =>
      lost(id, standing.tries, `${reason}; and the dead-letter sink: ${verdict.reason}`, of, use),
    );
  }
  const url = sink === undefined ? '' : addressOf(sink, use);
  use.tell({ step: 'dead-lettered', ...of, url, reason });
  const at = use.now().getTime();
  await use.journal.bury(id, { how: 'dead-lettered', reason, tries: standing.tries, at });
  return { handled: true };
}

// The Trigger may have another manifest after a restart.
const noSink: Verdict = { ok: false, retry: false, reason: 'the Trigger has none any more' };

interface Failure {
  readonly verdict: Verdict & { readonly ok: false };
  readonly ms: number;
  readonly of: OfStep;
}

/** Puts the next attempt off where one is worth it and was not made often enough; each failure and each wait is a step. */
async function failed(
  id: number,
  standing: Standing & { readonly reply?: Parcel },
  { verdict, ms, of }: Failure,
  use: DeliverUse,
  buried: () => Promise<Next>,
): Promise<Next> {
  const { delivery } = use.trigger;
  const { towards, attempt } = standing;
  const { reason } = verdict;
  use.tell({ step: 'failed', ...of, towards, attempt, ms, reason });
  if (use.ending.aborted) return stopped(id, standing, reason, use);
  if (!verdict.retry || attempt > delivery.retry) return buried();
  const inMs = waitBefore(attempt - 1, delivery, verdict.retryAfter, use.now());
  const { reply, ...rest } = standing;
  const next = { ...rest, attempt: attempt + 1, dueAt: use.now().getTime() + inMs };
  use.tell({ step: 'retrying', ...of, towards, attempt: attempt + 1, inMs });
  const written = await use.journal.advance(id, next, reply);
  if (!(await waited(inMs, use))) return stopped(id, next, reason, use);
  return written || reply === undefined ? next : { ...next, reply };
}

async function waited(ms: number, use: DeliverUse): Promise<boolean> {
  try {
    await use.wait(ms);
    return true;
  } catch (error) {
    if (use.ending.aborted) return false;
    throw error;
  }
}

/** Ends the work on a delivery because the broker ends: it stays in a journal that outlives the process, and is lost with any other. */
async function stopped(id: number, standing: Standing, after: string, use: DeliverUse): Promise<Next> {
  const attributes = use.journal.durable ? undefined : use.journal.load(id)?.parcel.envelope.attributes;
  if (attributes === undefined) return { handled: false };
  const why = `the broker was closed after: ${after}`;
  return lost(id, standing.tries, why, stepOf(attributes, use), use);
}

async function lost(
  id: number,
  tries: number,
  reason: string,
  of: OfStep,
  use: DeliverUse,
): Promise<{ readonly handled: false }> {
  use.tell({ step: 'lost', ...of, reason });
  await use.journal.bury(id, { how: 'lost', reason, tries, at: use.now().getTime() });
  return { handled: false };
}

async function send(id: number, destination: Destination, message: Message, use: WayUse): Promise<Answer> {
  const ended = use.journal.begin(id);
  try {
    return await use.post(use.locate(destination), message, use.trigger.delivery.timeoutMs);
  } catch (error) {
    return { kind: 'unreachable', why: error instanceof Error ? error.message : String(error) };
  } finally {
    ended();
  }
}

function attributesOf(
  destination: Destination,
  error: DeliveryError | undefined,
  use: WayUse,
): Readonly<Record<string, string>> {
  return error === undefined ? {} : errorAttributes(addressOf(destination, use), error);
}

/** The URL of a destination; where it has none, what the manifest calls it. */
function addressOf(destination: Destination, use: WayUse): string {
  try {
    return use.locate(destination).href;
  } catch {
    return destination.uri ?? destination.ref?.name ?? '';
  }
}

interface OfStep {
  readonly broker: string;
  readonly trigger: string;
  readonly event: Attributes;
}

function stepOf(event: Attributes, { trigger }: WayUse): OfStep {
  return { broker: `${trigger.namespace}/${trigger.broker}`, trigger: trigger.name, event };
}
