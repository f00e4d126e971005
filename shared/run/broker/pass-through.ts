import { type Headers, headerOf } from '../message.ts';

/** Headers that travel beside an event, names in lower case. */
export type PassedHeaders = Readonly<Record<string, string>>;

const TRACE = ['traceparent', 'tracestate', 'baggage'];
const NAMES = ['x-request-id', 'retry-after'];
const PREFIXES = ['knative-', 'x-b3-'];

/** The headers of a producer's request that reach subscribers (knative/eventing, pkg/utils/headers.go, and the trace). */
export function passThrough(headers: Headers): PassedHeaders {
  return pick(headers, (name) => TRACE.includes(name) || passes(name));
}

/** The headers that go on with a reply: those of the subscriber's answer, with the trace of what it replies to. */
export function passWithReply(answer: Headers, cause: PassedHeaders): PassedHeaders {
  return { ...pick(answer, passes), ...pick(cause, (name) => TRACE.includes(name)) };
}

function passes(name: string): boolean {
  return NAMES.includes(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
}

function pick(headers: Headers, wanted: (name: string) => boolean): PassedHeaders {
  const picked: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = wanted(name) ? headerOf(headers, name) : undefined;
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
