import type { Envelope } from './envelope.ts';

/** The hops that an event still has; set by the ingress and never shown to a subscriber. */
export const TTL = 'knativebrokerttl';
const ARRIVAL = 'knativearrivaltime';
/** The hops of an event that says none. */
export const MOST_HOPS = 255;

/**
 * An event as the ingress passes it on: with the time of its arrival, and one hop less than it came with, or 255
 * where it says none. A producer's own number is not capped (recorded: e-loop-ttl300).
 */
export function stampArrival(
  envelope: Envelope,
  now: Date,
): { readonly envelope: Envelope; readonly ttl: number } {
  const came = ttlOf(envelope);
  const ttl = came === undefined ? MOST_HOPS : came - 1;
  const attributes = { ...envelope.attributes, [ARRIVAL]: now.toISOString(), [TTL]: ttl };
  return { envelope: { ...envelope, attributes }, ttl };
}

/** The event without its hops, as subscribers get it. */
export function withoutTtl(envelope: Envelope): Envelope {
  const { [TTL]: _, ...attributes } = envelope.attributes;
  return { ...envelope, attributes };
}

/** A subscriber's reply with the hops of what it replies to; its own number is overwritten. */
export function replyTo(cause: Envelope, reply: Envelope): Envelope {
  const ttl = cause.attributes[TTL];
  return ttl === undefined ? reply : { ...reply, attributes: { ...reply.attributes, [TTL]: ttl } };
}

// A fraction is cut and anything else counts as not set (CloudEvents Go SDK, types.ToInteger).
function ttlOf({ attributes }: Envelope): number | undefined {
  const value = attributes[TTL];
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^[+-]?\d{1,10}(?:\.\d*)?$/.test(value)) return undefined;
  const whole = Math.trunc(Number(value));
  return whole >= -(2 ** 31) && whole < 2 ** 31 ? whole : undefined;
}
