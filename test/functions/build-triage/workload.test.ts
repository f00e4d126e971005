import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../functions/build-triage/builds/outcome.ts';
import { withoutRun } from '../../../functions/build-triage/builds/workload.ts';
import { type Data, recordedBuild } from './recorded-build.ts';

/** The workload of a recorded failure, with changes to the object that it is about. */
function workload(kind: string, change: (object: Data, metadata: Data) => void = () => undefined) {
  const event = recordedBuild(kind, (data) => {
    const object = (data.taskRun ?? data.pipelineRun ?? data.build ?? data) as Data;
    change(object, (object.metadata ?? {}) as Data);
  });
  const outcome = outcomeOf(event);
  return 'failed' in outcome ? outcome.failed.about.workload : outcome.ignored;
}

const labelled = (labels: Record<string, string>) => (_: Data, metadata: Data) => {
  metadata.labels = labels;
};

const embedded = { 'tekton.dev/pipeline': 'release-x7k2p', 'tekton.dev/pipelineRun': 'release-x7k2p' };

describe('what runs again and again', () => {
  it.each<[what: string, kind: string, wanted: string, change?: (object: Data, metadata: Data) => void]>([
    ['the Task of a TaskRun', 'taskrun', 'Task/test'],
    [
      'the Pipeline that a TaskRun is a part of',
      'taskrun',
      'Pipeline/release',
      labelled({
        'tekton.dev/task': 'test',
        'tekton.dev/pipeline': 'release',
        'tekton.dev/pipelineRun': 'r-1',
      }),
    ],
    [
      'the run of a pipeline that is written into it, seen from a part',
      'taskrun',
      'PipelineRun/release',
      labelled(embedded),
    ],
    [
      'the same, seen from the whole',
      'pipelinerun',
      'PipelineRun/release',
      (_, metadata) => Object.assign(metadata, { name: 'release-x7k2p', labels: embedded }),
    ],
    ['the Pipeline that a PipelineRun names', 'pipelinerun', 'Pipeline/build'],
    [
      'the Pipeline that its label names',
      'pipelinerun',
      'Pipeline/release',
      labelled({ 'tekton.dev/pipeline': 'release' }),
    ],
    [
      'the Task that a TaskRun without labels names',
      'taskrun',
      'Task/test',
      (_, metadata) => Object.assign(metadata, { labels: {} }),
    ],
    [
      'a TaskRun with its task written into it',
      'taskrun',
      'TaskRun/lint',
      (object, metadata) =>
        Object.assign(object, { spec: {} }) && Object.assign(metadata, { labels: {}, name: 'lint-7' }),
    ],
    [
      'the Build of Shipwright behind a TaskRun',
      'taskrun',
      'Build/cart',
      labelled({ 'build.shipwright.io/name': 'cart', 'buildrun.shipwright.io/name': 'cart-run-3' }),
    ],
    ['the BuildConfig of an OpenShift Build', 'openshift-build', 'BuildConfig/cart-image'],
    [
      'the BuildConfig that its status names',
      'openshift-build',
      'BuildConfig/cart',
      (object) => Object.assign(object.status as Data, { config: { kind: 'BuildConfig', name: 'cart' } }),
    ],
    [
      'an OpenShift Build without a BuildConfig',
      'openshift-build',
      'Build/cart-image',
      (_, metadata) => Object.assign(metadata, { labels: {}, annotations: {} }),
    ],
    ['the Build of a BuildRun', 'buildrun', 'Build/cart'],
    [
      'a BuildRun with its build written into it',
      'buildrun',
      'BuildRun/cart-run',
      (object) => Object.assign(object, { spec: {} }),
    ],
    ['the CronJob of a Job', 'job', 'CronJob/nightly-checks'],
    [
      'a Job alone',
      'job',
      'Job/nightly-checks',
      (_, metadata) => Object.assign(metadata, { ownerReferences: [] }),
    ],
    [
      'a build of any CI',
      'build',
      'build/shop/cart',
      (build) => Object.assign(build, { name: 'shop/cart #1184' }),
    ],
  ])('is %s', (_, kind, wanted, change) => {
    expect(workload(kind, change)).toBe(wanted);
  });
});

describe('a name without its run', () => {
  it.each([
    ['checkout-build-x7k2p', 'checkout-build'],
    ['checkout-build', 'checkout-build'],
    ['nightly-import-28931040', 'nightly-import'],
    ['cart #41', 'cart'],
    ['cart#41', 'cart'],
    ['job/cart/41', 'job/cart'],
    ['cart-41-x7k2p', 'cart'],
    ['41', '41'],
    ['python-3.12', 'python-3.12'],
    ['release-2026-11-22', 'release-2026-11-22'],
  ])('makes of %s %s', (name, stem) => {
    expect(withoutRun(name)).toBe(stem);
  });
});
