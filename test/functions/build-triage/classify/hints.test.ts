import { describe, expect, it } from 'vitest';
import type { Hints } from '../../../../functions/build-triage/classify/hints.ts';
import type { Category } from '../../../../shared/events/build.ts';
import { classified } from './classified.ts';

const compileLog = "src/cart.ts(12,5): error TS2345: Argument of type 'string' is not assignable.";
const plainLog = 'fetching\ncopying\ndone with the first half';

const rows: readonly (readonly [says: string, log: string, hints: Hints, category: Category])[] = [
  ["Tekton's image that could not be pulled", plainLog, { reason: 'TaskRunImagePullFailed' }, 'image-pull'],
  [
    "Tekton's step that was killed for its memory",
    compileLog,
    { reason: 'StepOOM', exitCode: 137 },
    'out-of-memory',
  ],
  ["Tekton's evicted pod", compileLog, { reason: 'PodEvicted' }, 'eviction'],
  ["Tekton's timeout", compileLog, { reason: 'TaskRunTimeout' }, 'timeout'],
  [
    'a container that is not configured right',
    plainLog,
    { reason: 'CreateContainerConfigError' },
    'configuration',
  ],
  ["a Job's deadline", plainLog, { reason: 'DeadlineExceeded' }, 'timeout'],
  [
    "OpenShift's source that could not be fetched",
    plainLog,
    { reason: 'FetchSourceFailed' },
    'registry-or-credentials',
  ],
  [
    "OpenShift's push that failed",
    plainLog,
    { reason: 'PushImageToRegistryFailed' },
    'registry-or-credentials',
  ],
  [
    "OpenShift's builder image that could not be pulled",
    plainLog,
    { reason: 'PullBuilderImageFailed' },
    'image-pull',
  ],
  [
    "OpenShift's build that was killed for its memory",
    plainLog,
    { reason: 'OutOfMemoryKilled' },
    'out-of-memory',
  ],
  ["Shipwright's private repository", plainLog, { reason: 'GitRemotePrivate' }, 'registry-or-credentials'],
  ["Shipwright's vulnerabilities", plainLog, { reason: 'VulnerabilitiesFound' }, 'policy'],
  [
    'a reason that only stands in the message',
    plainLog,
    { reason: 'Failed', message: 'container build: OOMKilled' },
    'out-of-memory',
  ],
];

describe('classify, with what the controller said', () => {
  it.each(rows)('believes %s', (_, log, hints, category) => {
    expect(classified(log, hints)).toMatchObject({ category, confidence: 'certain' });
  });

  it('lets the log decide where the reason only says that something failed', () => {
    for (const reason of ['Failed', 'BackoffLimitExceeded', 'DockerBuildFailed', 'StepFailed']) {
      expect(classified(compileLog, { reason, exitCode: 2 }).category).toBe('compile-error');
    }
  });

  it('takes the exit code where the log says nothing', () => {
    const by = (exitCode: number) => classified(plainLog, { exitCode });
    expect(by(137)).toMatchObject({ category: 'out-of-memory', confidence: 'likely' });
    expect(by(124).category).toBe('timeout');
    expect(by(127).category).toBe('missing-file');
    expect(by(1)).toMatchObject({ category: 'unknown', confidence: 'unclear' });
  });

  it('keeps a strong form of the log against an exit code that only hints', () => {
    const log =
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.2.5:test (default-test) on project till: There are test failures.';
    expect(classified(log, { exitCode: 143 }).category).toBe('test-failure');
  });

  it('says without a log what the controller said, and cites no line', () => {
    const found = classified('', { reason: 'PodEvicted', step: 'compile' });
    expect(found.headline).toBe('The pod of the build was evicted');
    expect(found.claims).toEqual([{ text: 'The pod of the build was evicted', lines: [] }]);
    expect(found.details).toEqual({ step: 'compile', failingTests: [] });
  });

  it('takes no reason from the names that every object has', () => {
    for (const reason of ['constructor', '__proto__', 'toString']) {
      expect(classified(plainLog, { reason }).category).toBe('unknown');
    }
  });
});
