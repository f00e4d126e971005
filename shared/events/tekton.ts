import { z } from 'zod';
import { defineEvent } from '../function.ts';
import { conditionSchema, metadataSchema } from './kubernetes.ts';

const terminated = z.object({
  exitCode: z.int().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

/** What a run is a run of; without a name where a resolver fetches it. */
const refSchema = z.object({ name: z.string().max(253).optional() });

/** A TaskRun as Tekton's events carry it: in the form of v1beta1, also for objects of v1 (pkg/reconciler/events/cloudevent). */
export const taskRunSchema = z.object({
  metadata: metadataSchema,
  spec: z
    .object({ retries: z.int().optional(), status: z.string().optional(), taskRef: refSchema.optional() })
    .optional(),
  status: z
    .object({
      podName: z.string().optional(),
      conditions: z.array(conditionSchema).optional(),
      retriesStatus: z.array(z.unknown()).optional(),
      steps: z
        .array(
          z.object({
            name: z.string().optional(),
            container: z.string().optional(),
            terminated: terminated.optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

export type TaskRun = z.infer<typeof taskRunSchema>;

/** A PipelineRun as Tekton's events carry it; its tasks are only named (childReferences), or embedded by older versions (taskRuns). */
export const pipelineRunSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({ status: z.string().optional(), pipelineRef: refSchema.optional() }).optional(),
  status: z
    .object({
      conditions: z.array(conditionSchema).optional(),
      childReferences: z
        .array(
          z.object({
            kind: z.string().optional(),
            name: z.string(),
            pipelineTaskName: z.string().optional(),
          }),
        )
        .optional(),
      taskRuns: z
        .record(
          z.string(),
          z.object({ pipelineTaskName: z.string().optional(), status: taskRunSchema.shape.status }),
        )
        .optional(),
    })
    .optional(),
});

export type PipelineRun = z.infer<typeof pipelineRunSchema>;

/** A TaskRun failed. */
export const taskRunFailed = defineEvent({
  type: 'dev.tekton.event.taskrun.failed.v1',
  description: 'Tekton says that a TaskRun failed.',
  schema: z.object({ taskRun: taskRunSchema }),
});

/** A PipelineRun failed. */
export const pipelineRunFailed = defineEvent({
  type: 'dev.tekton.event.pipelinerun.failed.v1',
  description: 'Tekton says that a PipelineRun failed.',
  schema: z.object({ pipelineRun: pipelineRunSchema }),
});
