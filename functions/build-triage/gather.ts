import { z } from 'zod';
import type { Cluster } from '../../shared/adapters/cluster.ts';
import type { ClusterObject } from '../../shared/events/kubernetes.ts';
import { taskRunSchema } from '../../shared/events/tekton.ts';
import { examineLog } from '../../shared/log/bytes.ts';
import type { ReadLog } from '../../shared/log/log.ts';
import { readLog } from '../../shared/log/read.ts';
import type { LogRef, LogSource } from '../../shared/logs.ts';
import { plainText } from '../../shared/rendering/text.ts';
import { type FailedBuild, type Hints, known, type LogPlan, type Stated } from './builds/failed-build.ts';
import { fromTaskRun } from './builds/tekton.ts';
import { redactedTo } from './redacted-to.ts';

/** A log that was read, with its name for a person. */
export interface NamedLog {
  readonly name: string;
  readonly step?: string;
  readonly log: ReadLog;
}

/** All that could be had about a failed build, and one sentence on each thing that could not. */
export interface Gathered {
  readonly logs: readonly NamedLog[];
  readonly passing?: ReadLog;
  readonly hints: Hints;
  readonly stated: readonly Stated[];
  readonly missing: readonly string[];
  readonly truncated: boolean;
}

/** What the gathering reaches out with. */
export interface Sources {
  readonly cluster: Pick<Cluster, 'list'>;
  readonly logs: LogSource;
}

/** Logs of one build that are read: a build with more failing parts names the rest. */
const MOST_LOGS = 5;

type Ref = Extract<LogPlan, { kind: 'ref' }>;

interface Found {
  readonly refs: readonly Ref[];
  readonly hints?: Hints;
  readonly stated?: readonly Stated[];
  readonly missing?: string;
}

/** Reads the logs of a failed build and what the cluster says about its parts; whatever is not there is named in `missing`. */
export async function gather(build: FailedBuild, use: Sources, signal: AbortSignal): Promise<Gathered> {
  const found = await Promise.all(build.logs.map((plan) => find(plan, use, signal)));
  const refs = found.flatMap((part) => part.refs);
  const missing = found.flatMap((part) => (part.missing === undefined ? [] : [part.missing]));
  if (refs.length > MOST_LOGS) {
    missing.push(`${refs.length - MOST_LOGS} more logs of failing parts were not read`);
  }
  const logs: NamedLog[] = [];
  let truncated = false;
  // One after the other: each may be as large as the limit allows, and memory has to stay flat.
  for (const { name, ref, step } of refs.slice(0, MOST_LOGS)) {
    const read = await open(ref, use.logs, signal);
    if (read.shortfall !== undefined) missing.push(read.log ? `${name}: ${read.shortfall}` : read.shortfall);
    if (read.log) logs.push({ name: withoutQuery(name), log: read.log, ...known({ step }) });
    truncated ||= read.log !== undefined && (read.log.truncated || read.shortfall !== undefined);
  }
  if (build.logs.length === 0) missing.push('the build names no log');
  const passing = build.passing === undefined ? undefined : await open(build.passing, use.logs, signal);
  if (passing && !passing.log) missing.push(`the passing log: ${passing.shortfall}`);
  return {
    logs,
    ...known({ passing: passing?.log }),
    hints: plainHints({
      ...Object.assign({}, ...found.map((part) => part.hints ?? {})),
      ...specific(build.hints, found),
    }),
    stated: [...build.stated, ...found.flatMap((part) => part.stated ?? [])],
    missing: missing.map((sentence) => redactedTo(500, sentence)),
    truncated,
  };
}

/** The words of hints without escape sequences and invisible characters: they come from whoever sent the event. */
function plainHints(hints: Hints): Hints {
  const { reason, message, step } = hints;
  return {
    ...hints,
    ...(reason === undefined ? {} : { reason: plainText(reason) }),
    ...(message === undefined ? {} : { message: plainText(message) }),
    ...(step === undefined ? {} : { step: plainText(step) }),
  };
}

// A parent only says that a part failed; where a part was found, its own reason and message say why.
function specific(hints: Hints, found: readonly Found[]): Hints {
  const says = (fact: keyof Hints) => found.some((part) => part.hints?.[fact] !== undefined);
  const { reason, message, ...rest } = hints;
  const general = reason === 'Failed' || reason === 'BackoffLimitExceeded';
  if (!general || !says('reason')) return hints;
  return { ...rest, ...(says('message') ? {} : known({ message })) };
}

// An error page of a CI server or of a proxy, which whoever sent the event took for the log.
const HTML = /^\s{0,80}<(?:!doctype html|html)\b/i;

async function open(
  ref: LogRef,
  logs: LogSource,
  signal: AbortSignal,
): Promise<{ readonly log?: ReadLog; readonly shortfall?: string }> {
  const opened = await logs.open(ref, signal);
  if ('missing' in opened) return { shortfall: opened.missing };
  const examined = await examineLog(opened.bytes);
  if (examined.foreign !== undefined) return { shortfall: `what should be the log is ${examined.foreign}` };
  const log = await readLog(examined.bytes);
  const shortfall = opened.shortfall();
  if (log.totalBytes === 0) return { shortfall: shortfall ?? 'the log is empty' };
  if (ref.kind !== 'pod' && HTML.test(log.lines[0]?.text ?? ''))
    return { shortfall: 'what should be the log is an HTML page' };
  return { log, ...known({ shortfall }) };
}

async function find(plan: LogPlan, use: Sources, signal: AbortSignal): Promise<Found> {
  switch (plan.kind) {
    case 'ref':
      return { refs: [plan] };
    case 'task-runs': {
      const listed = await use.cluster.list(
        { apiVersion: 'tekton.dev/v1', plural: 'taskruns', namespace: plan.namespace, labels: plan.labels },
        signal,
      );
      if ('missing' in listed) return { refs: [], missing: listed.missing };
      const failed = listed.items.flatMap((item) => failedTaskRun(item));
      const why = `no failed TaskRun with ${plan.labels} was found in ${plan.namespace}`;
      if (failed.length === 0) return { refs: [], missing: why };
      const podless = failed.filter((part) => part.logs.length === 0).map((part) => part.about.name);
      return {
        refs: failed.flatMap((part) => part.logs.filter((log) => log.kind === 'ref')),
        stated: failed.flatMap((part) => part.stated),
        ...known({
          hints: failed[0]?.hints,
          missing: podless.length === 0 ? undefined : `no pod, so no log: TaskRun ${podless.join(', ')}`,
        }),
      };
    }
    case 'pods': {
      const listed = await use.cluster.list(
        { apiVersion: 'v1', plural: 'pods', namespace: plan.namespace, labels: plan.labels },
        signal,
      );
      if ('missing' in listed) return { refs: [], missing: listed.missing };
      const age = ({ metadata }: ClusterObject) => metadata.creationTimestamp ?? '';
      const oldestFirst = listed.items.toSorted((a, b) => age(a).localeCompare(age(b)));
      const newest = oldestFirst.map(failedPod).findLast((pod) => pod !== undefined);
      return (
        newest ?? { refs: [], missing: `no failed pod with ${plan.labels} was found in ${plan.namespace}` }
      );
    }
  }
}

function failedTaskRun(item: ClusterObject): FailedBuild[] {
  const run = taskRunSchema.safeParse(item);
  if (!run.success) return [];
  const hasEnded = run.data.status?.conditions?.some((condition) => condition.status === 'False');
  const outcome = fromTaskRun(run.data);
  return hasEnded && 'failed' in outcome ? [outcome.failed] : [];
}

const terminated = z.object({ exitCode: z.int(), reason: z.string().optional() });

const podSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string().default('default') }),
  status: z
    .object({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      initContainerStatuses: z
        .array(
          z.object({ name: z.string(), state: z.object({ terminated: terminated.optional() }).optional() }),
        )
        .optional(),
      containerStatuses: z
        .array(
          z.object({ name: z.string(), state: z.object({ terminated: terminated.optional() }).optional() }),
        )
        .optional(),
    })
    .optional(),
});

function failedPod(item: ClusterObject): Found | undefined {
  const pod = podSchema.safeParse(item).data;
  if (pod?.status?.phase !== 'Failed') return undefined;
  const { name, namespace } = pod.metadata;
  const { status } = pod;
  const ended = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const failed = ended.filter((container) => (container.state?.terminated?.exitCode ?? 0) !== 0);
  const first = failed[0]?.state?.terminated;
  const podSays = [status.reason, status.message].filter(Boolean).join(': ');
  const where = `pod ${namespace}/${name}`;
  return {
    refs: failed.map((container) => ({
      kind: 'ref',
      name: `${where}, container ${container.name}`,
      ref: { kind: 'pod', namespace, pod: name, container: container.name },
      step: container.name,
    })),
    hints: known({
      reason: status.reason ?? (first?.reason === 'Error' ? undefined : first?.reason),
      message: status.message,
      exitCode: first?.exitCode,
      step: failed[0]?.name,
    }),
    stated: [
      ...(podSays === '' ? [] : [{ source: where, text: redactedTo(2_000, podSays) }]),
      ...failed.map((container) => ({
        source: where,
        text: `container ${container.name} ended with exit code ${container.state?.terminated?.exitCode} (${container.state?.terminated?.reason ?? 'no reason'})`,
      })),
    ],
    ...(failed.length === 0
      ? { missing: `${where} failed without a container that did: there is no log to read` }
      : {}),
  };
}

// The query of a link may be a signature that lets anyone in.
function withoutQuery(name: string): string {
  return name.startsWith('http') ? (name.split(/[?#]/, 1)[0] ?? name) : name;
}
