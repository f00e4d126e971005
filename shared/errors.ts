/** The event cannot be understood: malformed, a batch, or of a type that is not accepted. Answered with 400: dead letter. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** Handling this event can never succeed, however often it is tried. Answered with 422: dead letter. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}

/** Handling may succeed after `retryAfterSeconds`. Answered with 503, or 429 where the other side limited our rate. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';
  readonly retryAfterSeconds: number;
  readonly rateLimited: boolean;

  constructor(
    message: string,
    options: { retryAfterSeconds: number; rateLimited?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = Math.max(1, Math.ceil(options.retryAfterSeconds));
    this.rateLimited = options.rateLimited ?? false;
  }
}
