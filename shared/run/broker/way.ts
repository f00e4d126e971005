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
  type Reply,
  type Verdict,
  waitBefore,
} from './delivery.ts';
import type { Envelope } from './envelope.ts';
import type { TriggerManifest } from './manifests.ts';
import { type PassedHeaders, passWithReply } from './pass-through.ts';
import type { Sleep } from './post.ts';
import type { Step, Towards } from './steps.ts';
import { writeStructured } from './structured.ts';

/** An event on its way, its hops among the attributes, with the headers that travel beside it. */
export interface Parcel {
  readonly envelope: Envelope;
  readonly headers: PassedHeaders;
}

/** What the way through one Trigger needs of the broker around it. */
export interface WayUse {
  readonly trigger: TriggerManifest;
  /** Throws where nobody is known by that name. */
  readonly locate: (destination: Destination) => URL;
  readonly post: (url: URL, message: Message, timeoutMs: number | undefined) => Promise<Answer>;
  /** Takes a reply into the broker and gives the status that its ingress answers. */
  readonly accept: (reply: Parcel) => Promise<number>;
  readonly tell: (step: Step) => void;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/**
 * Delivers one event to the subscriber of one Trigger, with retries, and where that fails to the dead-letter sink.
 * `handled` is false if the event got lost.
 */
export async function deliver(parcel: Parcel, use: WayUse): Promise<{ handled: boolean; reply?: Reply }> {
  const { subscriber, delivery, namespace } = use.trigger;
  const envelope = withoutTtl(parcel.envelope);
  const written = delivery.format === 'json' ? writeStructured(envelope) : writeBinary(envelope);
  const message = {
    body: written.body,
    headers: { ...written.headers, ...parcel.headers, 'kn-namespace': namespace, prefer: 'reply' },
  };
  const verdict = await attempts('subscriber', parcel, use, async (attempt) => {
    const started = performance.now();
    const found = judge(await send(subscriber, message, use));
    if (found.ok) {
      const ms = Math.round(performance.now() - started);
      use.tell({ step: 'delivered', ...stepOf(parcel, use), attempt, ms, status: found.status });
    }
    return found;
  });
  if (verdict.ok) return { handled: true, ...(verdict.reply === undefined ? {} : { reply: verdict.reply }) };
  return { handled: await bury(parcel, verdict.reason, attributesOf(subscriber, verdict.error, use), use) };
}

/**
 * Forwards the reply to an event into the broker. Where that fails, the event that was replied to goes to the
 * dead-letter sink, as in Knative; false if it got lost.
 */
export async function forward(cause: Parcel, reply: Reply, use: WayUse): Promise<boolean> {
  const { trigger } = use;
  const headers = passWithReply(reply.headers, cause.headers);
  const parcel = { envelope: replyTo(cause.envelope, reply.envelope), headers };
  use.tell({ step: 'replied', ...stepOf(cause, use), reply: reply.envelope.attributes });
  const verdict = await attempts('broker', cause, use, async () => {
    const status = await use.accept(parcel);
    return judgeReceipt({ kind: 'answered', status, headers: {}, body: Buffer.alloc(0), cut: false });
  });
  if (verdict.ok) return true;
  // The address that a broker of a cluster has, so that a dead letter reads the same here and there.
  const ingress = `http://broker-ingress.knative-eventing.svc.cluster.local/${trigger.namespace}/${trigger.broker}`;
  const attributes = verdict.error === undefined ? {} : errorAttributes(ingress, verdict.error);
  return bury({ ...cause, headers }, `the reply was refused: ${verdict.reason}`, attributes, use);
}

/** Sends an event that failed to the dead-letter sink, hops and error attributes with it; false if it got lost. */
async function bury(
  parcel: Parcel,
  reason: string,
  error: Readonly<Record<string, string>>,
  use: WayUse,
): Promise<boolean> {
  const { namespace, delivery } = use.trigger;
  const sink = delivery.deadLetterSink;
  const lost = (why: string): false => {
    use.tell({ step: 'lost', ...stepOf(parcel, use), reason: why });
    return false;
  };
  if (use.signal.aborted) return lost(`the broker was closed after: ${reason}`);
  if (sink === undefined) return lost(`${reason}; there is no dead-letter sink`);
  const { envelope } = parcel;
  const written = writeBinary({ ...envelope, attributes: { ...envelope.attributes, ...error } });
  const message = {
    body: written.body,
    headers: { ...written.headers, ...parcel.headers, 'kn-namespace': namespace },
  };
  const verdict = await attempts('dead-letter-sink', parcel, use, async () =>
    judgeReceipt(await send(sink, message, use)),
  );
  if (!verdict.ok) return lost(`${reason}; and the dead-letter sink: ${verdict.reason}`);
  use.tell({ step: 'dead-lettered', ...stepOf(parcel, use), url: addressOf(sink, use), reason });
  return true;
}

/** Tries until it works, is not worth another try, or was tried often enough; each failure and each wait is a step. */
async function attempts(
  towards: Towards,
  parcel: Parcel,
  use: WayUse,
  attempt: (number: number) => Promise<Verdict>,
): Promise<Verdict> {
  const { delivery } = use.trigger;
  for (let retry = 0; ; retry += 1) {
    const started = performance.now();
    const verdict = await attempt(retry + 1);
    if (verdict.ok) return verdict;
    const ms = Math.round(performance.now() - started);
    const { reason } = verdict;
    use.tell({ step: 'failed', ...stepOf(parcel, use), towards, attempt: retry + 1, ms, reason });
    if (!verdict.retry || retry >= delivery.retry || use.signal.aborted) return verdict;
    const inMs = waitBefore(retry, delivery, verdict.retryAfter, use.now());
    use.tell({ step: 'retrying', ...stepOf(parcel, use), towards, attempt: retry + 2, inMs });
    try {
      await use.sleep(inMs, use.signal);
    } catch (error) {
      if (use.signal.aborted) return verdict;
      throw error;
    }
  }
}

async function send(destination: Destination, message: Message, use: WayUse): Promise<Answer> {
  let url: URL;
  try {
    url = use.locate(destination);
  } catch (error) {
    return { kind: 'unreachable', why: error instanceof Error ? error.message : String(error) };
  }
  return use.post(url, message, use.trigger.delivery.timeoutMs);
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

function stepOf(parcel: Parcel, { trigger }: WayUse) {
  return {
    broker: `${trigger.namespace}/${trigger.broker}`,
    trigger: trigger.name,
    event: parcel.envelope.attributes,
  };
}
