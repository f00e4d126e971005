import type { Logger } from 'pino';
import type { Outcome } from './metrics.ts';
import { reasonOf } from './reason.ts';
import type { Event } from './stamp.ts';
import { statusOf } from './status.ts';
import { writeStructured } from './wire.ts';

/** What a request is answered with, and how it counts. An empty body is none at all: a Broker takes even a newline for a failure. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly outcome: Outcome;
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** 200 with one event in the body, in structured mode, so that no header has to be encoded. */
export function reply(event: Event): Answer {
  const { headers, body } = writeStructured(event);
  return { status: 200, headers: headers as Record<string, string>, body, outcome: 'replied' };
}

/** 202 and nothing: the event was handled, or is none of ours. */
export function accepted(outcome: 'done' | 'ignored'): Answer {
  return { status: 202, headers: {}, outcome };
}

/** A refusal with a short reason. */
export function refused(status: number, message: string, outcome: Outcome = 'refused'): Answer {
  return { status, headers: TEXT, body: reasonOf(message), outcome };
}

/** The answer to whatever was thrown, by the one table of status.ts; what is not for the sender goes to the log. */
export function failed(thrown: unknown, log: Logger): Answer {
  const { status, outcome, retryAfterSeconds } = statusOf(thrown);
  if (outcome === 'being-handled') log.info({ status, outcome }, reasonOf(thrown));
  else log[status === 500 ? 'error' : 'warn']({ err: thrown, status, outcome }, 'not handled');
  return {
    status,
    headers: retryAfterSeconds === undefined ? TEXT : { ...TEXT, 'retry-after': String(retryAfterSeconds) },
    body: reasonOf(thrown),
    outcome,
  };
}
