import { PermanentError, RetryLaterError } from '../errors.ts';
import type { Event } from './stamp.ts';
import { writeStructured } from './wire.ts';

/** Where events go that are not the reply: resolves when the event was accepted, throws one of the errors of errors.ts otherwise. */
export interface Sink {
  readonly send: (event: Event, signal: AbortSignal) => Promise<void>;
}

const LONGEST_WAIT_MILLISECONDS = 30_000;

/** A sink that takes events by POST at `url`, such as a Broker's ingress; errors call it `called`. */
export function httpSink(url: string, called = 'the sink (K_SINK)'): Sink {
  return {
    send: async (event, signal) => {
      const answer = await post(
        { url, called },
        event,
        AbortSignal.any([signal, AbortSignal.timeout(LONGEST_WAIT_MILLISECONDS)]),
      );
      // What it says beside its status is of no use, and an unread body would hold the connection.
      await answer.body?.cancel();
      if (!answer.ok) throw refusal(answer, called);
    },
  };
}

async function post(
  { url, called }: { readonly url: string; readonly called: string },
  event: Event,
  signal: AbortSignal,
): Promise<Response> {
  const { headers, body } = writeStructured(event);
  const traces: Record<string, string> = {};
  if (typeof event.traceparent === 'string') traces.traceparent = event.traceparent;
  if (typeof event.tracestate === 'string') traces.tracestate = event.tracestate;
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { ...(headers as Record<string, string>), ...traces },
      body: Buffer.from(body),
      // A redirect would take the event to a place that nobody configured.
      redirect: 'manual',
      signal,
    });
  } catch (cause) {
    throw new RetryLaterError(`${called} could not be reached`, { retryAfterSeconds: 5, cause });
  }
}

// The statuses that are worth another try are those that Knative itself tries again (eventing data plane).
function refusal(answer: Response, called: string): Error {
  const message = `${called} answered ${answer.status}`;
  const { status } = answer;
  if (status >= 500 || status === 404 || status === 408 || status === 409 || status === 429) {
    const asked = Number(answer.headers.get('retry-after'));
    return new RetryLaterError(message, { retryAfterSeconds: asked > 0 && asked <= 300 ? asked : 5 });
  }
  return new PermanentError(message);
}
