/** How a server is brought to fill a schema, from the strictest to the loosest. */
export type Rung = 'json-schema' | 'tool' | 'prompt';

/** One request: our own words, the evidence as data, and the schema that the answer has to fit. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** What was answered before and is to be mended: our repair turn after the model's own. */
  readonly repair?: { readonly answer: string; readonly errors: string };
  readonly schemaName: string;
  /** JSON Schema draft 2020-12 of an object. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly maxOutputTokens: number;
}

/** How a server ended its answer. */
export type Stop = 'end' | 'max-tokens' | 'refusal' | 'context-overflow';

/** One answer as it came: `text` is what should be JSON, whichever rung it came by; it may be empty. */
export interface Completion {
  readonly text: string;
  readonly stop: Stop;
  readonly model: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/** Why a server gave no completion. */
export type ServerFailureKind =
  /** 429 or 529: worth another try after `retryAfterSeconds`. */
  | 'rate-limited'
  /** 408, 409, 5xx, a cut connection: worth another try. */
  | 'unreachable'
  /** Money or quota is spent: never worth another try now. */
  | 'spend-limit'
  /** 401, 403: the credentials are wrong. */
  | 'unauthorized'
  /** 400 or 404 that names what this rung asks for: a lower rung may do. */
  | 'not-supported'
  /** The prompt is too long for the model. */
  | 'context-overflow'
  /** The signal ended it. */
  | 'aborted'
  /** Anything else that a repetition does not mend. */
  | 'rejected';

/** A server's failure; its message holds no secret and no evidence. */
export class ModelServerError extends Error {
  override readonly name = 'ModelServerError';
  readonly kind: ServerFailureKind;
  readonly retryAfterSeconds: number | undefined;
  /** What answers there is no model server that we know: a page, a redirect, a wrong certificate. */
  readonly isNoModel: boolean;
  /** An answer had begun, so that the request may have been paid for. */
  readonly mayHaveCost: boolean;

  constructor(
    kind: ServerFailureKind,
    message: string,
    options: {
      readonly retryAfterSeconds?: number;
      readonly isNoModel?: boolean;
      readonly mayHaveCost?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.isNoModel = options.isNoModel ?? false;
    this.mayHaveCost = options.mayHaveCost ?? false;
  }
}

/** A server that completes prompts: one call is one request, never repeated inside. Throws a ModelServerError. */
export interface ModelServer {
  /** Name of the model that is asked for. */
  readonly model: string;
  readonly complete: (prompt: Prompt, rung: Rung, signal: AbortSignal) => Promise<Completion>;
}
