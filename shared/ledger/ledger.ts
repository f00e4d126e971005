/** JSON: what a record can hold and every place can keep. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Names one record: its parts, such as function, source and id. */
export type Key = readonly string[];

/** What became of the wish to hold a record alone. */
export type Claim =
  /** It is ours until the lease ends, or it is released or completed; what an earlier holder did is in it. */
  | { readonly kind: 'held'; readonly entry: Entry }
  /** Somebody holds it now. */
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number }
  /** It was completed before, with this result. */
  | { readonly kind: 'completed'; readonly result: unknown }
  /** It was claimed before with another payload: two different things have the same name. */
  | { readonly kind: 'other-payload' };

/** How far an effect outside has come: `intended` without `done` is uncertain, since a crash may lie between. */
export type EffectState =
  | { readonly state: 'intended'; readonly at: number }
  | { readonly state: 'done'; readonly made: Json };

/**
 * A record that is held alone. Every write fails with a LostClaimError where somebody else took it over meanwhile, so a
 * holder that was paused for longer than its lease finds out before it acts.
 */
export interface Entry {
  /** What was remembered under this name, by this holder or an earlier one. */
  recall(name: string): Json | undefined;
  remember(name: string, value: Json): Promise<void>;
  /** How far this effect has come; undefined where nobody ever intended it. */
  effect(name: string): EffectState | undefined;
  /** Writes down that the effect is about to happen. */
  intend(name: string): Promise<void>;
  /** Writes down what came of it, such as the id of the message. */
  confirm(name: string, made: Json): Promise<void>;
  /** Takes an intent back: it is sure that the effect did not happen. */
  withdraw(name: string): Promise<void>;
  /** Ends it for good: whoever claims it from now on gets this result. */
  complete(result: unknown): Promise<void>;
  /** Lets the next one claim it at once; does nothing where it was completed or taken over. */
  release(): Promise<void>;
  /** Milliseconds since 1970, by the clock of the ledger. */
  now(): Promise<number>;
}

/** Remembers across crashes, redeliveries and pods what was claimed, found out and done. Throws a LedgerUnavailableError where it cannot be reached. */
export interface Ledger {
  /** What is kept is still there when the process ends; where it is not, effects of before can only be looked for. */
  readonly outlivesProcess: boolean;
  claim(key: Key, options?: { readonly payloadHash?: string }): Promise<Claim>;
  /** What is remembered under `name` in a record that anybody may hold: seen before, without claiming it. */
  recall(key: Key, name: string): Promise<Json | undefined>;
  /** Adds `amount` (more than 0) to a counter unless it would pass `limit`; false then. Atomic across pods. */
  reserve(counter: Key, amount: number, limit: number): Promise<boolean>;
  /** Adds to a counter, or takes off where `amount` is negative, and gives the new count, never below 0. */
  add(counter: Key, amount: number): Promise<number>;
  /** What a counter stands at; 0 where nobody counted. */
  count(counter: Key): Promise<number>;
  close(): Promise<void>;
}

/** The claim ended while it was held: the lease was over and somebody else took it. The delivery is to come again. */
export class LostClaimError extends Error {
  override readonly name = 'LostClaimError';

  constructor() {
    super('the claim was lost to another delivery of the same event');
  }
}

/** The ledger could not be reached or could not write. */
export class LedgerUnavailableError extends Error {
  override readonly name = 'LedgerUnavailableError';
}

/** The same thing is being handled by another delivery now. Answered with 409, which a Broker tries again. */
export class BeingHandledError extends Error {
  override readonly name = 'BeingHandledError';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }
}
