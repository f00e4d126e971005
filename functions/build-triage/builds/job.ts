import { z } from 'zod';
import { type ClusterObject, conditionSchema } from '../../../shared/events/kubernetes.ts';
import { type BuildOutcome, conditionStated, known } from './failed-build.ts';
import { withoutRun, workloadOf } from './workload.ts';

const jobSchema = z.object({
  status: z
    .object({ conditions: z.array(conditionSchema).optional(), failed: z.int().optional() })
    .optional(),
});

/**
 * What a Job says. It has failed once its condition Failed is True: failed pods before that are tried again by the
 * Job controller (batch/v1, backoffLimit).
 */
export function fromJob(object: ClusterObject): BuildOutcome {
  const { status } = jobSchema.parse(object);
  const failed = status?.conditions?.find((condition) => condition.type === 'Failed');
  if (failed?.status !== 'True') {
    return { ignored: (status?.failed ?? 0) > 0 ? 'will-be-retried' : 'did-not-fail' };
  }
  const { name, namespace = 'default', uid, ownerReferences } = object.metadata;
  const cron = ownerReferences?.find((owner) => owner.kind === 'CronJob');
  return {
    failed: {
      about: {
        ...{ kind: 'Job', name, namespace, ...known({ uid }) },
        workload: cron ? workloadOf('CronJob', cron.name) : workloadOf('Job', withoutRun(name)),
      },
      hints: known({ reason: failed.reason, message: failed.message }),
      stated: [conditionStated(`Job ${namespace}/${name}`, failed)],
      logs: [{ kind: 'pods', namespace, labels: `batch.kubernetes.io/job-name=${name}` }],
    },
  };
}
