import { z } from 'zod';
import { type ClusterObject, conditionSchema } from '../../../shared/events/kubernetes.ts';
import { redactedTo } from '../redacted-to.ts';
import { type BuildOutcome, conditionStated, known, type LogPlan } from './failed-build.ts';
import { withoutRun, workloadOf } from './workload.ts';

// shipwright.io/v1beta1 BuildRun (docs/buildrun.md of shipwright-io/build), the part that says how it ended.
const buildRunSchema = z.object({
  // v1alpha1 calls it buildRef.
  spec: z
    .object({
      build: z.object({ name: z.string().max(253).optional() }).optional(),
      buildRef: z.object({ name: z.string().max(253).optional() }).optional(),
    })
    .optional(),
  status: z
    .object({
      conditions: z.array(conditionSchema).optional(),
      failureDetails: z
        .object({
          reason: z.string().optional(),
          message: z.string().optional(),
          location: z.object({ pod: z.string().optional(), container: z.string().optional() }).optional(),
        })
        .optional(),
      executor: z.object({ kind: z.string(), name: z.string() }).optional(),
      taskRunName: z.string().optional(),
    })
    .optional(),
});

/** What a Shipwright BuildRun says; it names the pod and the container that failed, or else its TaskRun. */
export function fromBuildRun(object: ClusterObject): BuildOutcome {
  const { spec, status } = buildRunSchema.parse(object);
  const succeeded = status?.conditions?.find((condition) => condition.type === 'Succeeded');
  if (succeeded?.status !== 'False') return { ignored: 'did-not-fail' };
  if (succeeded.reason === 'BuildRunCanceled') return { ignored: 'cancelled' };
  const { name, namespace = 'default', uid, labels } = object.metadata;
  const build = labels?.['build.shipwright.io/name'] || spec?.build?.name || spec?.buildRef?.name;
  const where = `BuildRun ${namespace}/${name}`;
  const details = status?.failureDetails;
  const said = [details?.reason, details?.message].filter(Boolean).join(': ');
  return {
    failed: {
      about: {
        ...{ kind: 'BuildRun', name, namespace, ...known({ uid }) },
        workload: build ? workloadOf('Build', build) : workloadOf('BuildRun', withoutRun(name)),
      },
      hints: known({
        reason: details?.reason ?? succeeded.reason,
        message: details?.message ?? succeeded.message,
        step: details?.location?.container?.replace(/^step-/, ''),
      }),
      stated: [
        conditionStated(where, succeeded),
        ...(said === '' ? [] : [{ source: `${where}, failureDetails`, text: redactedTo(2_000, said) }]),
      ],
      logs: logsOf(namespace, name, status),
    },
  };
}

function logsOf(
  namespace: string,
  name: string,
  status: z.infer<typeof buildRunSchema>['status'],
): LogPlan[] {
  const { pod, container } = status?.failureDetails?.location ?? {};
  if (pod && container) {
    return [
      {
        kind: 'ref',
        name: `pod ${namespace}/${pod}, container ${container}`,
        ref: { kind: 'pod', namespace, pod, container },
        step: container.replace(/^step-/, ''),
      },
    ];
  }
  // A BuildRun without an executor never got as far as a pod.
  const started = status?.executor !== undefined || status?.taskRunName !== undefined;
  return started ? [{ kind: 'task-runs', namespace, labels: `buildrun.shipwright.io/name=${name}` }] : [];
}
