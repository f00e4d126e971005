import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Example, readRecording, recordedFolder } from '../../examples/example.ts';
import type { Event } from '../../shared/run/stamp.ts';
import type { ClusterContent, KubernetesObject } from '../../test/fakes/kubernetes-server.ts';

/** The kinds of failed builds that a cluster or a CI tells of; each stands for one recorded event. */
export const kinds = ['taskrun', 'pipelinerun', 'openshift-build', 'buildrun', 'job', 'build'] as const;

export type Kind = (typeof kinds)[number];

/** A recorded log as a build of one kind: the event that tells of it, and what the cluster then holds. */
export interface Staged {
  readonly event: Event;
  readonly pods: NonNullable<ClusterContent['pods']>;
  readonly objects: Readonly<Record<string, readonly KubernetesObject[]>>;
}

const recorded = join(import.meta.dirname, '..', '..', 'test', 'events', 'build');
const namespace = 'shop';

/** Stages one example as a build of the given kind, after the recorded event of that kind. */
export function stage(kind: Kind, example: Example): Staged {
  const log = readFileSync(join(recordedFolder, `${example.name}.log`), 'utf8');
  const { exitStatus, failedStep } = readRecording(example.name);
  const step = (failedStep ?? 'build').replaceAll(' ', '-');
  const event = JSON.parse(readFileSync(join(recorded, `${kind}-failed.json`), 'utf8')) as Event;
  const base: Event = { ...event, id: `${example.name}-${event.id}` };
  const metadata = { name: example.name, namespace };
  const pod = `${example.name}-pod`;
  const terminated = { exitCode: exitStatus, reason: 'Error' };
  const steps = [{ name: step, container: `step-${step}`, terminated }];
  const inPod = (container: string) => ({ [`${namespace}/${pod}`]: { [container]: { text: log } } });
  switch (kind) {
    case 'taskrun': {
      const { taskRun } = base.data as { taskRun: { status: object } };
      const message = `"step-${step}" exited with code ${exitStatus}`;
      const conditions = [{ type: 'Succeeded', status: 'False', reason: 'Failed', message }];
      const status = { ...taskRun.status, podName: pod, steps, conditions };
      return staged({ ...base, data: { taskRun: { ...taskRun, metadata, status } } }, inPod(`step-${step}`));
    }
    case 'pipelinerun': {
      const { pipelineRun } = base.data as { pipelineRun: object };
      const failed = {
        metadata: {
          name: `${example.name}-${step}`,
          namespace,
          labels: { 'tekton.dev/pipelineRun': example.name },
        },
        status: {
          podName: pod,
          steps,
          conditions: [{ type: 'Succeeded', status: 'False', reason: 'Failed' }],
        },
      };
      return staged({ ...base, data: { pipelineRun: { ...pipelineRun, metadata } } }, inPod(`step-${step}`), {
        'tekton.dev/v1/taskruns': [failed],
      });
    }
    case 'openshift-build': {
      const annotations = { 'openshift.io/build.pod-name': pod };
      return staged(withData(base, { metadata: { ...metadata, annotations } }), inPod('docker-build'));
    }
    case 'buildrun': {
      const { status } = base.data as { status: object };
      const failureDetails = { location: { pod, container: `step-${step}` } };
      return staged(
        withData(base, { metadata, status: { ...status, failureDetails } }),
        inPod(`step-${step}`),
      );
    }
    case 'job':
      return staged(withData(base, { metadata }), inPod(step), {
        'v1/pods': [
          {
            metadata: { name: pod, namespace, labels: { 'batch.kubernetes.io/job-name': example.name } },
            status: { phase: 'Failed', containerStatuses: [{ name: step, state: { terminated } }] },
          },
        ],
      });
    case 'build': {
      const url = `https://ci.example.com/shop/${example.name}`;
      const data = { build: { name: example.name, url }, step, exitCode: exitStatus, log: { inline: log } };
      return staged({ ...base, data }, {});
    }
  }
}

/** Events about builds that need no report: one that a person stopped, and one that its controller tries again. */
export function quietEvents(): Event[] {
  const read = (kind: Kind) =>
    JSON.parse(readFileSync(join(recorded, `${kind}-failed.json`), 'utf8')) as Event;
  const stopped = read('taskrun');
  const { taskRun } = stopped.data as { taskRun: { status: object } };
  const conditions = [{ type: 'Succeeded', status: 'False', reason: 'TaskRunCancelled' }];
  const tried = read('job');
  return [
    {
      ...stopped,
      id: 'stopped-by-a-person',
      data: { taskRun: { ...taskRun, status: { ...taskRun.status, conditions } } },
    },
    withData({ ...tried, id: 'will-be-tried-again' }, { status: { failed: 1 } }),
  ];
}

function withData(event: Event, changes: object): Event {
  return { ...event, data: { ...(event.data as object), ...changes } };
}

function staged(event: Event, pods: Staged['pods'], objects: Staged['objects'] = {}): Staged {
  return { event, pods, objects };
}

/** All that was staged, as one cluster holds it. */
export function clusterOf(all: readonly Staged[]): ClusterContent {
  const objects: Record<string, KubernetesObject[]> = {};
  for (const { objects: some } of all) {
    for (const [kind, items] of Object.entries(some)) objects[kind] = [...(objects[kind] ?? []), ...items];
  }
  return { pods: Object.assign({}, ...all.map(({ pods }) => pods)), objects };
}
