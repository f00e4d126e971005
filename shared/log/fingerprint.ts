import { createHash } from 'node:crypto';

/** What makes a failure the one that it is. */
export interface FailureIdentity {
  readonly category: string;
  readonly tool?: string;
  readonly failingTests?: readonly string[];
  readonly file?: string;
  readonly dependency?: string;
  /** The lines that tell of the failure; their order does not count. */
  readonly lines: readonly string[];
}

/** Stub. */
export function fingerprint(identity: FailureIdentity): string {
  return `fp-${createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16)}`;
}
