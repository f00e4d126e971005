import { createHash } from 'node:crypto';
import type { CloudEventV1 } from 'cloudevents';
import type { AnyEventType, Emitted } from '../function.ts';
import { redact, redactDeep } from '../redact/redact.ts';

/** An event whose data is still plain, as the wire reads and writes it. */
export type Event = CloudEventV1<unknown>;

/** Events may be answered to events this often before the chain is cut: longer than any road of ours. */
export const HOP_LIMIT = 16;

const HOPS = 'wkhops';

/** How many of our functions an event has already gone through. */
export function hopsOf(event: Event | undefined): number {
  const hops = Number(event?.[HOPS] ?? 0);
  return Number.isSafeInteger(hops) && hops > 0 ? hops : 0;
}

/** The `source` of all events that the function `name` sends. */
export function sourceOf(name: string): string {
  return `/watchkeeper/${name}`;
}

/** A UUID that is the same for the same parts (RFC 9562 version 8, from SHA-256). */
export function repeatableId(parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Turns what a handler answered into events: checked against its declared type, without secrets, with an id that a redelivery
 * repeats, the trace and the correlation of the event that caused it, and one hop more.
 * Throws where the handler sent what it did not declare: a fault of the function, so it is answered with 500.
 */
export function stamp(
  name: string,
  emits: readonly AnyEventType[],
  results: readonly (Emitted<string, unknown> & { readonly id?: string })[],
  context: { readonly cause?: Event; readonly now: Date },
): Event[] {
  const { cause, now } = context;
  return results.map((result, index) => {
    const declared = emits.find((event) => event.type === result.type);
    if (!declared) throw new Error(`${name} sent the type ${result.type}, which it does not declare`);
    const checked = declared.schema.safeParse(result.data);
    if (!checked.success) {
      const where = checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
      throw new Error(`${name} sent ${result.type} with data that does not fit: ${where.join('; ')}`);
    }
    // The last door that everything passes on its way out: whatever a function forgot is taken out here.
    const data = redactDeep(checked.data);
    const extensions = declared.extensions?.(data as never) ?? {};
    return {
      specversion: '1.0',
      id: result.id ?? repeatableId([cause?.source ?? '', cause?.id ?? '', name, String(index)]),
      source: sourceOf(name),
      type: result.type,
      time: now.toISOString(),
      datacontenttype: 'application/json',
      ...(result.subject === undefined ? {} : { subject: shownAttribute(result.subject) }),
      ...extensions,
      ...traceOf(cause),
      ...(cause === undefined
        ? {}
        : { correlationid: shownId(cause.correlationid ?? cause.id), causationid: shownId(cause.id) }),
      [HOPS]: hopsOf(cause) + 1,
      data,
    };
  });
}

// CloudEvents 1.0 §3.1: no control characters in an attribute.
function shownAttribute(text: string): string {
  return redact(text.toWellFormed().replace(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, ' '));
}

/** An id as it is, or where it holds a secret another one that stays the same for it. */
function shownId(id: unknown): string {
  const text = String(id);
  return redact(text) === text ? text : repeatableId([text]);
}

// The distributed-tracing extension carries the starting trace over all hops (CloudEvents, extensions/distributed-tracing).
function traceOf(cause: Event | undefined): Record<string, unknown> {
  if (typeof cause?.traceparent !== 'string') return {};
  return {
    traceparent: cause.traceparent,
    ...(typeof cause.tracestate === 'string' ? { tracestate: cause.tracestate } : {}),
  };
}
