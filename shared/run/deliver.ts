import { PermanentError } from '../errors.ts';
import { type Connected, invoke } from '../invoke.ts';
import { type Answer, accepted, failed, refused, reply } from './answer.ts';
import { isAllowedString } from './attributes.ts';
import type { Sink } from './forward.ts';
import { type Headers, headerOf, type Message } from './message.ts';
import type { Event } from './stamp.ts';
import { readEvent } from './wire.ts';

/** What a delivery needs beside the function: where further results go, and what ends it early. */
export interface Surroundings {
  readonly sink: Sink | undefined;
  readonly shutdown: AbortSignal;
}

/** How one request was answered, with the type it counts under. */
export interface Delivered {
  readonly answer: Answer;
  readonly type: string;
}

/** Takes one CloudEvent from request to answer; never throws. */
export async function deliver(fn: Connected, message: Message, around: Surroundings): Promise<Delivered> {
  const read = readEvent(message);
  if ('refusal' in read) {
    const attributes = attributesOf(message.headers);
    // Every Broker stamps it: what has not come through one is its sender's to mend.
    if (fn.definition.unreadable && attributes.knativearrivaltime !== undefined) {
      fn.definition.unreadable(attributes, read.refusal.message, fn.log);
      return { answer: accepted('done'), type: 'other' };
    }
    fn.log.warn({ refusal: read.refusal.id, status: read.refusal.status }, read.refusal.message);
    return { answer: refused(read.refusal.status, read.refusal.message), type: 'other' };
  }
  const { event } = read;
  takeTrace(event, message.headers);
  const type = fn.definition.accepts.some((accepts) => accepts.type === event.type) ? event.type : 'other';
  if (read.overruled) {
    const line = { ...lineOf(event), overruled: read.overruled };
    fn.log.warn(line, 'headers said something else than the structured event');
  }
  try {
    const { events, ignored, repeated } = await invoke(fn, event, around.shutdown, dataOf(message));
    const answered = ignored ? accepted('ignored') : await answerWith(events, around);
    const answer: Answer = repeated ? { ...answered, outcome: 'repeated' } : answered;
    if (fn.log.isLevelEnabled('info')) {
      const line = { ...lineOf(event), outcome: answer.outcome, ignored, results: events.length };
      fn.log.info(line, 'handled');
    }
    return { answer, type };
  } catch (thrown) {
    return { answer: failed(thrown, fn.log.child(lineOf(event))), type };
  }
}

/** The attributes of an event that could not be read, as its headers have them. */
function attributesOf(headers: Headers): Record<string, string> {
  const named = Object.keys(headers).filter((name) => name.startsWith('ce-'));
  return Object.fromEntries(named.map((name) => [name.slice(3), headerOf(headers, name) ?? '']));
}

/** The bytes that are data and nothing else: a body in binary mode (HTTP binding §3.1.2). */
function dataOf({ headers, body }: Message): Uint8Array | undefined {
  const structured = headerOf(headers, 'content-type')
    ?.trimStart()
    .toLowerCase()
    .startsWith('application/cloudevents');
  return structured ? undefined : body;
}

/** What each line about an event tells: its id, type and trace. */
function lineOf(event: Event): object {
  return { event: event.id, type: event.type, trace: event.traceparent };
}

/** The last event is the reply, since the reply is acknowledged together with the delivery; what is before it has to be accepted first. */
async function answerWith(events: readonly Event[], { sink, shutdown }: Surroundings): Promise<Answer> {
  const last = events.at(-1);
  if (last === undefined) return accepted('done');
  const before = events.slice(0, -1);
  if (before.length > 0 && !sink) {
    throw new PermanentError(`there are ${events.length} results but a reply holds one: set K_SINK`);
  }
  for (const event of before) await sink?.send(event, shutdown);
  return reply(last);
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Gives the event the trace of its request where it has none of its own (W3C Trace Context). */
function takeTrace(event: Event, headers: Headers): void {
  const traceparent = headerOf(headers, 'traceparent');
  if (event.traceparent !== undefined || traceparent === undefined || !TRACEPARENT.test(traceparent)) return;
  event.traceparent = traceparent;
  const tracestate = headerOf(headers, 'tracestate');
  if (tracestate && isAllowedString(tracestate)) event.tracestate = tracestate;
}
