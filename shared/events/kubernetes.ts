import { z } from 'zod';
import { defineEvent } from '../function.ts';

// Names of objects go into paths and label selectors, so nothing that means something there may pass.
const nameSchema = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?$/, 'it is not the name of an object');

/** The part of an object's metadata that the agents read. */
export const metadataSchema = z.object({
  name: nameSchema,
  namespace: nameSchema.optional(),
  uid: z.string().optional(),
  resourceVersion: z.string().optional(),
  creationTimestamp: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
  ownerReferences: z
    .array(z.object({ kind: z.string(), name: z.string(), uid: z.string().optional() }))
    .optional(),
});

/** One condition of an object's status, in the form that Kubernetes, Knative, Tekton and Shipwright share. */
export const conditionSchema = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']),
  reason: z.string().optional(),
  message: z.string().optional(),
});

export type Condition = z.infer<typeof conditionSchema>;

/** Any object of the cluster; what a kind has beside this is read by the agent that knows the kind. */
export const objectSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: metadataSchema,
});

/** An object as an ApiServerSource in Resource mode sends it. */
export type ClusterObject = z.infer<typeof objectSchema>;

/** An object was created (ApiServerSource, Resource mode). */
export const resourceAdded = defineEvent({
  type: 'dev.knative.apiserver.resource.add',
  description: 'An ApiServerSource in Resource mode saw an object appear.',
  schema: objectSchema,
});

/** An object changed (ApiServerSource, Resource mode). */
export const resourceUpdated = defineEvent({
  type: 'dev.knative.apiserver.resource.update',
  description: 'An ApiServerSource in Resource mode saw an object change.',
  schema: objectSchema,
});
