import { cutEnd, oneLine, plainText } from '../../rendering/text.ts';
import { type Headers, headerOf } from '../message.ts';
import { reasonOf } from '../reason.ts';
import type { Envelope } from './envelope.ts';
import { readEnvelope } from './read-envelope.ts';

/** An object of the cluster that takes events. */
export interface Reference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  /** Where it is left out, the namespace of the Trigger counts. */
  readonly namespace?: string;
}

/** Where events go: `uri` is absolute, or relative to where `ref` is reached. */
export interface Destination {
  readonly ref?: Reference;
  readonly uri?: string;
}

/** How often and how long it is tried, and where an event ends that could not be delivered. Times in milliseconds. */
export interface Delivery {
  /** How often after the first attempt. */
  readonly retry: number;
  /** Without it, the next attempt follows at once. */
  readonly backoff?: { readonly policy: 'linear' | 'exponential'; readonly delayMs: number };
  readonly timeoutMs?: number;
  /** Only with it is a Retry-After heeded, up to so much. */
  readonly retryAfterMaxMs?: number;
  readonly format?: 'json' | 'binary';
  readonly deadLetterSink?: Destination;
}

/** How one HTTP delivery ended. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Headers;
      readonly body: Uint8Array;
      /** The body was longer than what is read of an answer; `body` is its beginning. */
      readonly cut: boolean;
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly why: string };

/** What an attempt came to. `error` is what a dead letter tells; without it a dead letter has no error attributes. */
export type Verdict =
  | { readonly ok: true; readonly status: number; readonly reply?: Reply }
  | {
      readonly ok: false;
      readonly retry: boolean;
      readonly reason: string;
      readonly retryAfter?: string;
      readonly error?: DeliveryError;
    };

/** The event that a subscriber answered with, and the headers of its answer. */
export interface Reply {
  readonly envelope: Envelope;
  readonly headers: Headers;
}

export interface DeliveryError {
  readonly code: number;
  readonly body: Uint8Array;
}

/**
 * Judges a subscriber's answer as Knative's filter does. A 2xx is a success if it is empty or holds an event, which
 * is then a reply whatever the 2xx. Where the real filter cannot pass the answer on (a timeout, an answer that is no
 * event, a 304), the dead letter has no error attributes.
 */
export function judge(answer: Answer): Verdict {
  if (answer.kind !== 'answered' || !isSuccess(answer.status)) return judgeFailure(answer);
  const { status, headers, body, cut } = answer;
  const failed = (why: string): Verdict => ({ ok: false, retry: true, reason: `${status}, but ${why}` });
  if (cut) return failed('the answer is too long');
  const read = readEnvelope({ headers, body });
  if (read.kind === 'malformed') return failed(`the reply cannot be read: ${read.why}`);
  if (read.kind === 'event') return { ok: true, status, reply: { envelope: read.envelope, headers } };
  return body.length === 0 ? { ok: true, status } : failed('the body is not a CloudEvent');
}

/** Judges an answer of which only the status counts: a dead-letter sink's (an event in it goes nowhere), or the ingress's. */
export function judgeReceipt(answer: Answer): Verdict {
  return answer.kind === 'answered' && isSuccess(answer.status)
    ? { ok: true, status: answer.status }
    : judgeFailure(answer);
}

function judgeFailure(answer: Answer): Verdict & { readonly ok: false } {
  switch (answer.kind) {
    case 'timeout':
      return { ok: false, retry: true, reason: 'no answer in time' };
    case 'unreachable': {
      const body = Buffer.from(`dispatch error: ${answer.why}`);
      return { ok: false, retry: true, reason: answer.why, error: { code: 500, body } };
    }
    case 'answered': {
      const { status, headers, body } = answer;
      const after = headers['retry-after'];
      return {
        ok: false,
        retry: isRetried(status),
        reason: whyOf(status, headers, body),
        ...(typeof after === 'string' && (status === 429 || status === 503) ? { retryAfter: after } : {}),
        ...(status === 304 ? {} : { error: { code: status, body } }),
      };
    }
  }
}

/** The status, and what a plain answer says about it, on one line and without secrets; what hides in one is taken out before. */
function whyOf(status: number, headers: Headers, body: Uint8Array): string {
  const isText = headerOf(headers, 'content-type')?.startsWith('text/plain') ?? false;
  const said = isText ? oneLine(reasonOf(plainText(Buffer.from(body).toString('utf8')))) : '';
  return said === '' ? String(status) : `${status}: ${cutEnd(said, 300)}`;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

// knative/specs, eventing data plane: everything else would be answered the same again.
function isRetried(status: number): boolean {
  return status >= 500 || [404, 408, 409, 429].includes(status);
}

const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Milliseconds to wait before a retry, the first being number 0: so linear backoff starts at once. */
export function waitBefore(
  retry: number,
  delivery: Delivery,
  retryAfter: string | undefined,
  now: Date,
): number {
  const { backoff, retryAfterMaxMs } = delivery;
  const factor = backoff?.policy === 'exponential' ? 2 ** retry : retry;
  const asked = retryAfter === undefined || retryAfterMaxMs === undefined ? 0 : afterMs(retryAfter, now);
  const wait = Math.max((backoff?.delayMs ?? 0) * factor, Math.min(asked, retryAfterMaxMs ?? 0));
  return Math.min(wait, LONGEST_WAIT_MS);
}

/** All waits of a delivery together, in seconds: for so long an event comes again. */
export function backoffSeconds(delivery: Delivery): number {
  const waits = Array.from({ length: delivery.retry }, (_, retry) =>
    waitBefore(retry, delivery, undefined, new Date(0)),
  );
  return waits.reduce((sum, wait) => sum + wait, 0) / 1_000;
}

// RFC 9110 §10.2.3: seconds or a date.
function afterMs(header: string, now: Date): number {
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}

// Longer, the attribute would be cut in the middle: 1,024 characters of base64. The real dispatcher crashes instead.
const MOST_ERROR_BYTES = 768;

/** The attributes that tell at a dead-letter sink what went wrong where. */
export function errorAttributes(
  dest: string,
  { code, body }: DeliveryError,
): Readonly<Record<string, string>> {
  return {
    knativeerrordest: dest,
    knativeerrorcode: String(code),
    knativeerrordata: Buffer.from(body.subarray(0, MOST_ERROR_BYTES)).toString('base64'),
  };
}
