import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../functions/build-triage/builds/outcome.ts';
import { type Data, recordedBuild } from './recorded-build.ts';

function outcome(kind: string, change?: (data: Data) => void) {
  return outcomeOf(recordedBuild(kind, change));
}

/** Sets fields of the status of whichever object an event holds. */
function status(fields: Data): (data: Data) => void {
  return (data) => {
    const object = (data.taskRun ?? data.pipelineRun ?? data) as { status: Data };
    object.status = { ...object.status, ...fields };
  };
}

function succeeded(value: 'True' | 'False' | 'Unknown', reason: string, message = ''): Data {
  return { conditions: [{ type: 'Succeeded', status: value, reason, message }] };
}

describe('an event about a build', () => {
  it.each(['taskrun', 'pipelinerun', 'openshift-build', 'buildrun', 'job', 'build'])(
    'that failed is one to explain, with where its log is: %s',
    (kind) => {
      const result = outcome(kind);
      expect('failed' in result && result.failed.logs.length).toBe(1);
    },
  );

  const quiet: [what: string, kind: string, change: (data: Data) => void, ignored: string][] = [
    [
      'a TaskRun that a person stopped',
      'taskrun',
      status(succeeded('False', 'TaskRunCancelled')),
      'cancelled',
    ],
    ['a TaskRun that runs again', 'taskrun', status(succeeded('Unknown', 'ToBeRetried')), 'did-not-fail'],
    ['a TaskRun to be tried again', 'taskrun', status(succeeded('False', 'ToBeRetried')), 'will-be-retried'],
    [
      'a TaskRun whose failure is ignored',
      'taskrun',
      status(succeeded('False', 'FailureIgnored')),
      'failure-ignored',
    ],
    ['a TaskRun that succeeded', 'taskrun', status(succeeded('True', 'Succeeded')), 'did-not-fail'],
    [
      'a PipelineRun that a person stopped',
      'pipelinerun',
      status(succeeded('False', 'Cancelled')),
      'cancelled',
    ],
    [
      'a PipelineRun that is being stopped',
      'pipelinerun',
      status(succeeded('False', 'StoppedRunningFinally')),
      'cancelled',
    ],
    [
      'an OpenShift Build that a person stopped',
      'openshift-build',
      status({ phase: 'Cancelled' }),
      'cancelled',
    ],
    ['an OpenShift Build that runs', 'openshift-build', status({ phase: 'Running' }), 'did-not-fail'],
    ['an OpenShift Build that is done', 'openshift-build', status({ phase: 'Complete' }), 'did-not-fail'],
    [
      'a BuildRun that a person stopped',
      'buildrun',
      status(succeeded('False', 'BuildRunCanceled')),
      'cancelled',
    ],
    ['a BuildRun without a condition yet', 'buildrun', status({ conditions: [] }), 'did-not-fail'],
    ['a Job that will try another pod', 'job', status({ failed: 1, conditions: [] }), 'will-be-retried'],
    [
      'a Job that is complete',
      'job',
      status({ failed: 0, conditions: [{ type: 'Complete', status: 'True' }] }),
      'did-not-fail',
    ],
    [
      'an object that is no build',
      'job',
      (data) => Object.assign(data, { kind: 'ConfigMap', apiVersion: 'v1' }),
      'not-a-build',
    ],
    [
      'a Build of another group',
      'openshift-build',
      (data) => Object.assign(data, { apiVersion: 'build.example.com/v1' }),
      'not-a-build',
    ],
    [
      'any CI that says it was cancelled',
      'build',
      (data) => Object.assign(data, { outcome: 'cancelled' }),
      'cancelled',
    ],
    [
      'any CI that says it is tried again',
      'build',
      (data) => Object.assign(data, { outcome: 'will-be-retried' }),
      'will-be-retried',
    ],
  ];
  it.each(quiet)('needs no report when it is about %s', (_what, kind, change, ignored) => {
    expect(outcome(kind, change)).toEqual({ ignored });
  });

  it('names the step that failed, not the ones that were skipped after it', () => {
    const result = outcome('taskrun');
    expect('failed' in result && result.failed.hints).toMatchObject({ step: 'test', exitCode: 1 });
    expect('failed' in result && result.failed.logs[0]).toMatchObject({
      ref: { kind: 'pod', namespace: 'shop', pod: 'cart-build-7-test-pod', container: 'step-test' },
    });
  });

  it('takes the end of a step as nearer to the cause than the condition', () => {
    const steps = [{ name: 'test', terminated: { exitCode: 137, reason: 'OOMKilled' } }];
    const result = outcome('taskrun', status({ steps }));
    expect('failed' in result && result.failed.hints).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
  });

  it('has no log to read when there never was a pod', () => {
    const invalid = succeeded('False', 'TaskRunValidationFailed', 'missing parameter');
    const result = outcome('taskrun', status({ ...invalid, podName: '', steps: [] }));
    expect('failed' in result && result.failed.logs).toEqual([]);
    expect('failed' in result && result.failed.stated[0]?.text).toContain('missing parameter');
  });

  it('reads the failed tasks of an older PipelineRun from the event itself', () => {
    const steps = [
      { name: 'compile', container: 'step-compile', terminated: { exitCode: 2, reason: 'Error' } },
    ];
    const result = outcome(
      'pipelinerun',
      status({
        taskRuns: {
          fetch: { pipelineTaskName: 'fetch', status: succeeded('True', 'Succeeded') },
          compile: { status: { podName: 'compile-pod', steps, ...succeeded('False', 'Failed') } },
        },
      }),
    );
    expect('failed' in result && result.failed.logs).toMatchObject([{ kind: 'ref', step: 'compile' }]);
  });

  it('finds a BuildRun whose pod is not named by its TaskRun', () => {
    const result = outcome('buildrun', status({ failureDetails: undefined }));
    expect('failed' in result && result.failed.logs).toEqual([
      { kind: 'task-runs', namespace: 'shop', labels: 'buildrun.shipwright.io/name=cart-run-3' },
    ]);
  });
});
