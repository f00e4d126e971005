import type { Issue } from '../../shared/adapters/jira/tracker.ts';
import type { Entry, Json } from '../../shared/ledger/ledger.ts';

/** What the ledger remembers about one fact and its tickets. */
export interface Case {
  /** Runs in which it came, each counted once. */
  readonly count: number;
  /** The ticket was found: how often the fact came before the ledger forgot it nobody knows. */
  readonly uncounted?: true;
  /** The last runs that were counted. */
  readonly runs: readonly string[];
  /** Which ticket about it is the current one: the first, the second … */
  readonly generation: number;
  /** Tickets before the current one. */
  readonly earlier: readonly { readonly id: string; readonly key: string }[];
  /** The run whose report the current ticket was filed with, or was about to be. */
  readonly filing?: string;
  /** The day (UTC) of the last comment, such as 2026-01-31. */
  readonly commentedOn?: string;
}

const NAME = 'case';
/** A redelivery comes within minutes: older runs are not asked for again. */
const RUNS_KEPT = 100;
/** As many as a search can look at afresh. */
const EARLIER_KEPT = 50;

/** What is remembered about the fact; a new case where nothing is. */
export function caseOf(fact: Entry): Case {
  const kept = fact.recall(NAME) as Partial<Case> | undefined;
  return { count: 0, runs: [], generation: 1, earlier: [], ...kept };
}

/** Writes it down. */
export function keepCase(fact: Entry, kept: Case): Promise<void> {
  const { runs, earlier } = kept;
  const short = { ...kept, runs: runs.slice(-RUNS_KEPT), earlier: earlier.slice(-EARLIER_KEPT) };
  return fact.remember(NAME, short as unknown as Json);
}

/** How a fact that comes again is treated; days and names as the settings have them. */
export interface Treatment {
  readonly comments: 'each' | 'first-per-day' | 'none';
  readonly reopenDays: number;
  /** Resolutions after which a ticket is left alone, in lower case. */
  readonly wontFix: readonly string[];
}

/** What to do with the ticket of a fact that came again. */
export type Plan = 'comment' | 'reopen' | 'count' | 'file-another';

/** Decides that; `issue` is the ticket as it stands now, undefined where it is gone. */
export function planFor(
  issue: Issue | undefined,
  { comments, reopenDays, wontFix }: Treatment,
  { now, commentedOn }: { readonly now: Date; readonly commentedOn?: string | undefined },
): Plan {
  if (issue === undefined) return 'file-another';
  if (issue.resolution !== undefined && wontFix.includes(issue.resolution.toLowerCase())) return 'count';
  if (issue.closedAt !== undefined) {
    const days = (now.getTime() - issue.closedAt.getTime()) / 86_400_000;
    return days < reopenDays ? 'reopen' : 'file-another';
  }
  if (comments === 'none') return 'count';
  return comments === 'first-per-day' && commentedOn === dayOf(now) ? 'count' : 'comment';
}

/** The day of a time in UTC, such as 2026-01-31. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The ticket that a fact's reports go to, of those that were found, newest first: the open one, else the newest. */
export function currentOf(found: readonly Issue[]): Issue | undefined {
  return found.find(({ closedAt }) => closedAt === undefined) ?? found[0];
}
