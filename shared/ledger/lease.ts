/** The three times that have to be in this order, in seconds. */
export interface Times {
  /** What one event may take. */
  readonly deadlineSeconds: number;
  /** How long a claim is held where its holder does not come back. */
  readonly leaseSeconds: number;
  /** The sum of all waits of a Trigger before it gives an event up. */
  readonly backoffSeconds: number;
}

/**
 * What is wrong with the times, as one sentence, or undefined. A claim that ends before its holder does lets two work
 * at once; one that outlives the last retry makes each retry bounce off the claim of a dead pod, and the event is lost.
 */
export function timesProblem({ deadlineSeconds, leaseSeconds, backoffSeconds }: Times): string | undefined {
  if (deadlineSeconds >= leaseSeconds) {
    return `DEADLINE_SECONDS (${deadlineSeconds}) has to be less than LEDGER_LEASE_SECONDS (${leaseSeconds}): else a second delivery takes over while the first still works`;
  }
  if (leaseSeconds >= backoffSeconds) {
    return `LEDGER_LEASE_SECONDS (${leaseSeconds}) has to be less than the waits of the Trigger together (${backoffSeconds} s, RETRY_BACKOFF_SECONDS): else an event whose pod crashed is given up while its claim is still held`;
  }
  return undefined;
}
