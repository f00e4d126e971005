import type { z } from 'zod';
import { buildFailed } from '../../../shared/events/build.ts';
import { type ClusterObject, resourceAdded, resourceUpdated } from '../../../shared/events/kubernetes.ts';
import { pipelineRunFailed, taskRunFailed } from '../../../shared/events/tekton.ts';
import type { Received } from '../../../shared/function.ts';
import { fromAnyCi } from './any-ci.ts';
import type { BuildOutcome } from './failed-build.ts';
import { fromJob } from './job.ts';
import { fromOpenShiftBuild } from './openshift.ts';
import { fromBuildRun } from './shipwright.ts';
import { fromPipelineRun, fromTaskRun } from './tekton.ts';

type Of<E extends { readonly type: string; readonly schema: z.ZodType }> = Received<
  E['type'],
  z.infer<E['schema']>
>;

/** Each event that build-triage accepts. */
export type BuildEvent =
  | Of<typeof taskRunFailed>
  | Of<typeof pipelineRunFailed>
  | Of<typeof resourceAdded>
  | Of<typeof resourceUpdated>
  | Of<typeof buildFailed>;

/** The failed build that an event is about, or why it needs no report. */
export function outcomeOf(event: BuildEvent): BuildOutcome {
  switch (event.type) {
    case taskRunFailed.type:
      return fromTaskRun(event.data.taskRun);
    case pipelineRunFailed.type:
      return fromPipelineRun(event.data.pipelineRun);
    case buildFailed.type:
      return fromAnyCi(event.data);
    case resourceAdded.type:
    case resourceUpdated.type:
      return fromObject(event.data);
  }
}

function fromObject(object: ClusterObject): BuildOutcome {
  const group = object.apiVersion.split('/')[0];
  if (object.kind === 'Build' && group === 'build.openshift.io') return fromOpenShiftBuild(object);
  if (object.kind === 'BuildRun' && group === 'shipwright.io') return fromBuildRun(object);
  if (object.kind === 'Job' && group === 'batch') return fromJob(object);
  return { ignored: 'not-a-build' };
}
