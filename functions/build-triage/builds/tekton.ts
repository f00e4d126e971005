import type { Condition } from '../../../shared/events/kubernetes.ts';
import type { PipelineRun, TaskRun } from '../../../shared/events/tekton.ts';
import { type BuildOutcome, conditionStated, known, type LogPlan, type Stated } from './failed-build.ts';
import { tektonWorkload } from './workload.ts';

// Reasons of the condition Succeeded (tektoncd/pipeline pkg/apis/pipeline/v1/{taskrun,pipelinerun}_types.go).
const CANCELLED = new Set([
  'TaskRunCancelled',
  'Cancelled',
  'CancelledRunningFinally',
  'StoppedRunningFinally',
  'PipelineRunCancelled',
  'PipelineRunStopped',
]);

/** What a TaskRun's event says: a failure to explain, or nothing to do. */
export function fromTaskRun(run: TaskRun): BuildOutcome {
  const succeeded = run.status?.conditions?.find((condition) => condition.type === 'Succeeded');
  const ignored = ignoredBy(succeeded);
  if (ignored) return { ignored };
  const { name, namespace = 'default', uid, ownerReferences } = run.metadata;
  const owner = ownerReferences?.find(({ kind }) => kind === 'PipelineRun' || kind === 'BuildRun');
  const where = `TaskRun ${namespace}/${name}`;
  const step = failedStep(run);
  const stated: Stated[] = [];
  if (succeeded) stated.push(conditionStated(where, succeeded));
  if (step) stated.push({ source: where, text: step.text });
  return {
    failed: {
      about: {
        ...{ kind: 'TaskRun', name, namespace, ...known({ uid, run: owner?.uid }) },
        workload: tektonWorkload({
          ...{ kind: 'TaskRun', name, labels: run.metadata.labels },
          ref: run.spec?.taskRef?.name,
        }),
      },
      hints: known({
        // The step's own end (OOMKilled) is nearer to the cause than the condition's "Failed".
        reason: step?.reason ?? succeeded?.reason,
        message: succeeded?.message,
        exitCode: step?.exitCode,
        step: step?.name,
      }),
      stated,
      logs: logsOfTaskRun(run),
    },
  };
}

/** The log of the step that failed; of the last step where none says so; none where there never was a pod. */
export function logsOfTaskRun(run: TaskRun): LogPlan[] {
  const pod = run.status?.podName;
  const step = failedStep(run)?.name ?? run.status?.steps?.at(-1)?.name;
  if (!pod || step === undefined) return [];
  const container =
    run.status?.steps?.find((candidate) => candidate.name === step)?.container ?? `step-${step}`;
  const namespace = run.metadata.namespace ?? 'default';
  return [
    {
      kind: 'ref',
      name: `pod ${namespace}/${pod}, container ${container}`,
      ref: { kind: 'pod', namespace, pod, container },
      step,
    },
  ];
}

function failedStep(run: TaskRun) {
  // A step that was skipped because an earlier one failed ends with exit code 1 and the reason Skipped.
  const step = run.status?.steps?.find(
    ({ terminated }) =>
      terminated !== undefined && terminated.exitCode !== 0 && terminated.reason !== 'Skipped',
  );
  if (!step?.terminated || step.name === undefined) return undefined;
  const { exitCode, reason } = step.terminated;
  return {
    name: step.name,
    exitCode,
    reason: reason === 'Error' || reason === 'Completed' ? undefined : reason,
    text: `step ${step.name} ended with exit code ${exitCode ?? 'unknown'}${reason ? ` (${reason})` : ''}`,
  };
}

/** What a PipelineRun's event says; the TaskRuns that failed in it are looked up in the cluster, or read from it where it embeds them. */
export function fromPipelineRun(run: PipelineRun): BuildOutcome {
  const succeeded = run.status?.conditions?.find((condition) => condition.type === 'Succeeded');
  const ignored = ignoredBy(succeeded);
  if (ignored) return { ignored };
  const { name, namespace = 'default', uid } = run.metadata;
  const where = `PipelineRun ${namespace}/${name}`;
  // "Failed" only says that a task failed; the task's own words and hints say more.
  const isGeneral = succeeded?.reason === 'Failed';
  const stated = succeeded ? [{ ...conditionStated(where, succeeded), general: isGeneral }] : [];
  const embedded = Object.entries(run.status?.taskRuns ?? {}).map(
    ([taskRun, { status, pipelineTaskName }]) => ({
      task: pipelineTaskName ?? taskRun,
      run: { metadata: { name: taskRun, namespace }, status } satisfies TaskRun,
    }),
  );
  const failures = embedded.flatMap(({ run: taskRun, task }) => {
    const outcome = fromTaskRun(taskRun);
    return 'failed' in outcome ? [{ ...outcome.failed, task }] : [];
  });
  const first = failures[0];
  return {
    failed: {
      about: {
        ...{ kind: 'PipelineRun', name, namespace, ...known({ uid }) },
        workload: tektonWorkload({
          ...{ kind: 'PipelineRun', name, labels: run.metadata.labels },
          ref: run.spec?.pipelineRef?.name,
        }),
      },
      hints: known({
        reason: (isGeneral ? first?.hints.reason : undefined) ?? succeeded?.reason,
        message: (isGeneral ? first?.hints.message : undefined) ?? succeeded?.message,
        exitCode: first?.hints.exitCode,
        step: first?.hints.step,
      }),
      stated: [...stated, ...failures.flatMap((failure) => failure.stated)],
      logs:
        embedded.length > 0
          ? failures.flatMap((failure) => failure.logs)
          : [{ kind: 'task-runs', namespace, labels: `tekton.dev/pipelineRun=${name}` }],
    },
  };
}

function ignoredBy(succeeded: Condition | undefined) {
  if (succeeded === undefined) return undefined;
  if (succeeded.status !== 'False') return 'did-not-fail';
  if (succeeded.reason === undefined) return undefined;
  if (CANCELLED.has(succeeded.reason)) return 'cancelled';
  if (succeeded.reason === 'ToBeRetried') return 'will-be-retried';
  if (succeeded.reason === 'FailureIgnored') return 'failure-ignored';
  return undefined;
}
