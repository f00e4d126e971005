import { z } from 'zod';
import type { ClusterObject } from '../../../shared/events/kubernetes.ts';
import { redactedTo } from '../redacted-to.ts';
import { type BuildOutcome, known } from './failed-build.ts';
import { withoutRun, workloadOf } from './workload.ts';

// build.openshift.io/v1 Build, the part that says how it ended.
const buildSchema = z.object({
  status: z
    .object({
      phase: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      logSnippet: z.string().optional(),
      config: z
        .object({ name: z.string().max(253) })
        .optional()
        .describe('The BuildConfig.'),
    })
    .optional(),
});

/** What an OpenShift Build says; its pod is called after it, and a few last lines stand in the Build itself. */
export function fromOpenShiftBuild(object: ClusterObject): BuildOutcome {
  const { status } = buildSchema.parse(object);
  if (status?.phase === 'Cancelled') return { ignored: 'cancelled' };
  if (status?.phase !== 'Failed' && status?.phase !== 'Error') return { ignored: 'did-not-fail' };
  const { name, namespace = 'default', uid } = object.metadata;
  const where = `Build ${namespace}/${name}`;
  const because = [status.reason, status.message].filter(Boolean).join(': ');
  const pod = object.metadata.annotations?.['openshift.io/build.pod-name'] ?? `${name}-build`;
  return {
    failed: {
      about: {
        kind: 'Build',
        name,
        namespace,
        ...known({ uid }),
        workload: buildConfigOf(object, status.config?.name),
      },
      hints: known({ reason: status.reason, message: status.message }),
      stated: [
        {
          source: where,
          text: redactedTo(2_000, `phase ${status.phase}${because === '' ? '' : `: ${because}`}`),
        },
        ...(status.logSnippet
          ? [{ source: `${where}, logSnippet`, text: status.logSnippet.slice(-2_000) }]
          : []),
      ],
      logs: [
        {
          kind: 'ref',
          name: `pod ${namespace}/${pod}`,
          ref: { kind: 'pod', namespace, pod, container: buildContainer(object) },
        },
      ],
    },
  };
}

// api/build/v1/consts.go: the annotation has the whole name, the labels may be cut to 63 characters.
function buildConfigOf({ metadata }: ClusterObject, stated: string | undefined): string {
  const { annotations, labels, name } = metadata;
  const key = 'openshift.io/build-config.name';
  const config = stated || annotations?.[key] || labels?.[key] || labels?.buildconfig;
  return config ? workloadOf('BuildConfig', config) : workloadOf('Build', withoutRun(name));
}

// The build pod's main container is named for the strategy (openshift/openshift-controller-manager pkg/build/controller/strategy).
function buildContainer(object: ClusterObject): string {
  const strategy = z
    .object({ spec: z.object({ strategy: z.object({ type: z.string().optional() }).optional() }).optional() })
    .parse(object).spec?.strategy?.type;
  if (strategy === 'Source') return 'sti-build';
  if (strategy === 'Custom') return 'custom-build';
  return 'docker-build';
}
