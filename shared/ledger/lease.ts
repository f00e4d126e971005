/** The times that have to be in this order, in seconds. */
export interface Times {
  /** What one event may take. */
  readonly deadlineSeconds: number;
  /** How long a claim is held where its holder does not come back. */
  readonly leaseSeconds: number;
  /** The sum of all waits of a Trigger before it gives an event up. */
  readonly backoffSeconds: number;
  /** How long the ledger remembers. */
  readonly keepSeconds: number;
}

/**
 * What is wrong with the times, as one sentence, or undefined. A claim that ends before its holder does lets two work
 * at once; one that outlives the last retry makes each retry bounce off the claim of a dead pod, and the event is lost;
 * and what is forgotten before the last retry is done again by it.
 */
export function timesProblem(times: Times): string | undefined {
  const { deadlineSeconds, leaseSeconds, backoffSeconds, keepSeconds } = times;
  if (deadlineSeconds >= leaseSeconds) {
    return `DEADLINE_SECONDS (${deadlineSeconds}) has to be less than LEDGER_LEASE_SECONDS (${leaseSeconds}): else a second delivery takes over while the first still works`;
  }
  if (leaseSeconds >= backoffSeconds) {
    return `LEDGER_LEASE_SECONDS (${leaseSeconds}) has to be less than the waits of the Trigger together (${backoffSeconds} s, RETRY_BACKOFF_SECONDS): else an event whose pod crashed is given up while its claim is still held`;
  }
  if (backoffSeconds >= keepSeconds) {
    return `LEDGER_KEEP_HOURS (${keepSeconds / 3_600}) has to be more than the waits of the Trigger together (${backoffSeconds} s, RETRY_BACKOFF_SECONDS): else the last retry repeats what is already forgotten`;
  }
  return undefined;
}

/** The wait after an effect of which nobody knows whether it happened, and what it has to fit into; in seconds. */
export interface Lag {
  readonly leaseSeconds: number;
  readonly lagSeconds: number;
  readonly backoffSeconds: number;
  /** What the lag is called where it is set, such as JIRA_SEARCH_LAG_SECONDS. */
  readonly name: string;
}

/**
 * What is wrong with such a wait, as one sentence, or undefined: an event whose pod crashed comes again after the lease,
 * waits out the lag, and has to come once more before the Trigger gives it up.
 */
export function lagProblem({ leaseSeconds, lagSeconds, backoffSeconds, name }: Lag): string | undefined {
  if (leaseSeconds + lagSeconds < backoffSeconds) return undefined;
  return `LEDGER_LEASE_SECONDS (${leaseSeconds}) and ${name} (${lagSeconds}) have to be less together than the waits of the Trigger (${backoffSeconds} s, RETRY_BACKOFF_SECONDS): else an event whose pod crashed is given up while it is still uncertain what was made`;
}
