import type { LogRef } from '../../../shared/logs.ts';
import type { About } from '../../../shared/report.ts';
import { redactedTo } from '../redacted-to.ts';

/** What a controller or a CI said about a failure, before any log is read. */
export interface Stated {
  /** Where it stands, for a person: "TaskRun shop/build-7, condition Succeeded". */
  readonly source: string;
  readonly text: string;
  /** True where it only says that a part failed: what a part says itself tells one failure from another. */
  readonly general?: boolean;
}

/** What a controller or a CI said about the failure, as far as it is known. */
export interface Hints {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly step?: string;
}

/** A log to read: at a known place, or of the pods or TaskRuns that the cluster has to be asked for. */
export type LogPlan =
  | { readonly kind: 'ref'; readonly name: string; readonly ref: LogRef; readonly step?: string }
  | { readonly kind: 'pods'; readonly namespace: string; readonly labels: string }
  | { readonly kind: 'task-runs'; readonly namespace: string; readonly labels: string };

/** A build that failed, whatever built it. */
export interface FailedBuild {
  readonly about: About;
  readonly hints: Hints;
  readonly stated: readonly Stated[];
  readonly logs: readonly LogPlan[];
  readonly passing?: LogRef;
}

/** A failed build, or why an event about a build needs no report. */
export type BuildOutcome =
  | { readonly failed: FailedBuild }
  | {
      readonly ignored: 'did-not-fail' | 'cancelled' | 'will-be-retried' | 'failure-ignored' | 'not-a-build';
    };

/** The facts without those that are not known. */
export function known<Facts extends Record<string, unknown>>(
  facts: Facts,
): { [Key in keyof Facts]?: Exclude<Facts[Key], undefined> } {
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Facts]?: Exclude<Facts[Key], undefined> };
}

/** One sentence on an object: "condition Succeeded is False: reason, message". */
export function conditionStated(
  where: string,
  condition: {
    readonly type: string;
    readonly status: string;
    readonly reason?: string | undefined;
    readonly message?: string | undefined;
  },
): Stated {
  const because = [condition.reason, condition.message].filter(Boolean).join(': ');
  return {
    source: where,
    text: redactedTo(
      2_000,
      `condition ${condition.type} is ${condition.status}${because === '' ? '' : `: ${because}`}`,
    ),
  };
}
