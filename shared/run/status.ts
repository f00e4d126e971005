import { InvalidEventError, PermanentError, RetryLaterError } from '../errors.ts';
import { BeingHandledError, LedgerUnavailableError, LostClaimError } from '../ledger/ledger.ts';

/** What a failed delivery is answered with; `outcome` is the label that the metrics and the log use. */
export interface FailureStatus {
  readonly status: 400 | 409 | 422 | 429 | 500 | 503;
  readonly outcome: 'invalid' | 'permanent' | 'rate-limited' | 'failed' | 'retry-later' | 'being-handled';
  readonly retryAfterSeconds?: number;
}

/** Nearly all who hold a claim end within a moment, and one that died is waited for by asking again. */
const MOST_WAIT_FOR_ANOTHER_SECONDS = 5;

/**
 * The one table from what was thrown to the status code, which decides what a Broker does next: 400 and 422 go to
 * the dead-letter sink at once, 409, 429, 500 and 503 are delivered again (knative/specs, eventing data plane: 409 is
 * "processing in progress"). 404 would be retried too, so a permanent failure is never one of these.
 */
export function statusOf(thrown: unknown): FailureStatus {
  if (thrown instanceof InvalidEventError) return { status: 400, outcome: 'invalid' };
  if (thrown instanceof PermanentError) return { status: 422, outcome: 'permanent' };
  if (thrown instanceof RetryLaterError) {
    return thrown.rateLimited
      ? { status: 429, outcome: 'rate-limited', retryAfterSeconds: thrown.retryAfterSeconds }
      : { status: 503, outcome: 'retry-later', retryAfterSeconds: thrown.retryAfterSeconds };
  }
  if (thrown instanceof BeingHandledError) {
    const retryAfterSeconds = Math.min(thrown.retryAfterSeconds, MOST_WAIT_FOR_ANOTHER_SECONDS);
    return { status: 409, outcome: 'being-handled', retryAfterSeconds };
  }
  if (thrown instanceof LostClaimError) {
    return { status: 409, outcome: 'being-handled', retryAfterSeconds: 1 };
  }
  if (thrown instanceof LedgerUnavailableError) {
    return { status: 503, outcome: 'retry-later', retryAfterSeconds: 5 };
  }
  return { status: 500, outcome: 'failed' };
}
