import { describe, expect, it } from 'vitest';
import type { BuildOutcome } from '../../../functions/build-triage/builds/failed-build.ts';
import { fromPipelineRun, fromTaskRun } from '../../../functions/build-triage/builds/tekton.ts';
import { gather } from '../../../functions/build-triage/gather.ts';
import { triage } from '../../../functions/build-triage/triage.ts';
import { pipelineRunSchema, taskRunSchema } from '../../../shared/events/tekton.ts';
import { bounded, type LogSource } from '../../../shared/logs.ts';
import { factKeyOf, runKeyOf } from '../../../shared/report.ts';

const labels = {
  'tekton.dev/pipeline': 'release',
  'tekton.dev/pipelineRun': 'release-x7k2p',
  'tekton.dev/task': 'test',
};

/** A failed part as Tekton tells of it. */
function part(reason: string, message: string, steps: readonly object[] = []) {
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: {
      ...{ name: 'release-x7k2p-test', namespace: 'shop', labels, uid: 'b7e0' },
      ownerReferences: [{ kind: 'PipelineRun', name: 'release-x7k2p', uid: 'a1c4' }],
    },
    status: {
      podName: 'release-x7k2p-test-pod',
      conditions: [{ type: 'Succeeded' as const, status: 'False' as const, reason, message }],
      steps,
    },
  };
}

function whole(taskRuns?: object) {
  return {
    metadata: {
      ...{ name: 'release-x7k2p', namespace: 'shop', uid: 'a1c4' },
      labels: { 'tekton.dev/pipeline': 'release' },
    },
    status: {
      conditions: [
        {
          type: 'Succeeded',
          status: 'False',
          reason: 'Failed',
          message: 'Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1',
        },
      ],
      ...(taskRuns === undefined ? {} : { taskRuns }),
    },
  };
}

const failed = (container: string, exitCode: number, reason = 'Error') => [
  { name: container, container: `step-${container}`, terminated: { exitCode, reason } },
];

const testLog = [
  '+ npm test',
  'src/price.ts(12,9): error TS2322: Type string is not assignable to type number.',
  'npm error code 2',
  '',
].join('\n');

async function factOf(outcome: BuildOutcome, taskRun: ReturnType<typeof part>, log: string | undefined) {
  if (!('failed' in outcome)) throw new Error(outcome.ignored);
  const logs: LogSource = {
    open: async () =>
      log === undefined ? { missing: 'the pod is gone' } : bounded([Buffer.from(log)], 1_000_000),
  };
  const use = { cluster: { list: async () => ({ items: [taskRun] }) }, logs };
  const report = triage(await gather(outcome.failed, use, new AbortController().signal));
  const { about } = outcome.failed;
  return { fact: factKeyOf({ about, report }), run: runKeyOf(about), category: report.category };
}

describe('a TaskRun and the PipelineRun that it is a part of', () => {
  it.each<[what: string, taskRun: ReturnType<typeof part>, log: string | undefined]>([
    ['failed by a compiler', part('Failed', '"step-test" exited with code 2', failed('test', 2)), testLog],
    [
      'failed without a form that is known',
      part('Failed', '"step-test" exited with code 1', failed('test', 1)),
      'it went wrong\n',
    ],
    ['left no log', part('Failed', '"step-test" exited with code 1', failed('test', 1)), undefined],
    [
      'was killed for its memory',
      part('Failed', '"step-test" exited with code 137', failed('test', 137, 'OOMKilled')),
      'Killed\n',
    ],
    [
      'was killed for its memory, as its message alone says',
      part('Failed', 'the pod was OOMKilled', failed('test', 1)),
      'making all\n',
    ],
    [
      'never had its image',
      part('TaskRunImagePullFailed', 'the step "test" failed to pull the image "shop/builder:9"'),
      undefined,
    ],
  ])('tell of one fact and one run when the part %s', async (_, taskRun, log) => {
    const ofPart = await factOf(fromTaskRun(taskRunSchema.parse(taskRun)), taskRun, log);
    const ofWhole = await factOf(fromPipelineRun(pipelineRunSchema.parse(whole())), taskRun, log);
    const embedded = whole({ 'release-x7k2p-test': { pipelineTaskName: 'test', status: taskRun.status } });
    const ofOlder = await factOf(fromPipelineRun(pipelineRunSchema.parse(embedded)), taskRun, log);
    expect(ofPart).toMatchObject({ run: 'a1c4', fact: expect.arrayContaining(['Pipeline/release']) });
    expect(ofWhole).toEqual(ofPart);
    expect(ofOlder).toEqual(ofPart);
  });
});
