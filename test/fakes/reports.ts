import type { BuildReport } from '../../shared/events/build.ts';
import type { About } from '../../shared/report.ts';

/** What an event of type dev.watchkeeper.build.triaged.v1 holds. */
export interface Triaged {
  readonly about: About;
  readonly report: BuildReport;
}

/** A compile error that the compiler names itself, with file and line. */
export const compileError: Triaged = {
  about: {
    kind: 'TaskRun',
    name: 'checkout-build-x7k2p',
    namespace: 'payments',
    url: 'https://tekton.example.com/payments/taskruns/checkout-build-x7k2p',
  },
  report: {
    headline: "tsc refuses packages/checkout/src/line.ts: 'unitPrice' does not exist in type 'Line'",
    category: 'compile-error',
    confidence: 'certain',
    claims: [
      {
        text: "tsc reports TS2353 at packages/checkout/src/line.ts:12: 'unitPrice' is no property of 'Line'.",
        evidence: ['e1'],
      },
      { text: 'The step compile ended with exit code 2.', evidence: ['e1', 'e2'] },
    ],
    evidence: [
      {
        id: 'e1',
        kind: 'log',
        source: 'step-compile',
        line: 41,
        lineEnd: 50,
        text: [
          '> tsc --build packages/checkout',
          '',
          "packages/checkout/src/line.ts:12:5 - error TS2353: Object literal may only specify known properties, and 'unitPrice' does not exist in type 'Line'.",
          '',
          '12     unitPrice: price.amount,',
          '       ~~~~~~~~~',
          '',
          '',
          'Found 1 error.',
          'npm error Lifecycle script `build` failed with error: code 2',
        ].join('\n'),
      },
      {
        id: 'e2',
        kind: 'object',
        source: 'TaskRun payments/checkout-build-x7k2p',
        text: 'step compile: exit code 2, reason Error',
      },
    ],
    missing: [],
    nextSteps: [
      {
        id: 'open-file',
        text: 'Look at line 12 of packages/checkout/src/line.ts, and at what changed in the type Line.',
      },
      { id: 'run-locally', text: 'Repeat it in a clone:', command: 'npx tsc --build packages/checkout' },
    ],
    details: {
      step: 'compile',
      tool: 'tsc',
      file: 'packages/checkout/src/line.ts',
      line: 12,
      failingTests: [],
    },
    fingerprint: 'fp-3f9a1c0d52e87b46',
    truncated: false,
    analysis: { by: 'evidence', why: 'no model is configured' },
  },
};

/** A build whose pod is gone: the cluster's word is all there is. */
export const noLog: Triaged = {
  about: { kind: 'Job', name: 'nightly-import-28931040', namespace: 'warehouse' },
  report: {
    headline: 'The job nightly-import-28931040 failed, and its log is gone',
    category: 'unknown',
    confidence: 'unclear',
    claims: [],
    evidence: [
      {
        id: 'e1',
        kind: 'object',
        source: 'Job warehouse/nightly-import-28931040',
        text: 'BackoffLimitExceeded: Job has reached the specified backoff limit',
      },
    ],
    missing: [
      'The log of pod nightly-import-28931040-4kzqd: the pod was deleted 14 minutes before the event came.',
    ],
    nextSteps: [
      {
        id: 'watch-next-run',
        text: 'Follow the log of the next run while it lasts:',
        command: 'kubectl logs -n warehouse -f job/nightly-import-28931041',
      },
      { id: 'keep-pods', text: 'Keep failed pods longer, so that the log of the next failure is there.' },
    ],
    details: { failingTests: [] },
    fingerprint: 'fp-00c41f7be2d93a58',
    truncated: false,
    analysis: { by: 'evidence', why: 'no model is configured' },
  },
};

/** Twenty failing tests with one cause: a new version of a dependency. */
export const testStorm: Triaged = {
  about: {
    kind: 'PipelineRun',
    name: 'ledger-pr-1184-ci',
    namespace: 'ledger',
    url: 'https://tekton.example.com/ledger/pipelineruns/ledger-pr-1184-ci',
  },
  report: {
    headline: '20 tests fail since com.fasterxml.jackson.core:jackson-databind went from 2.15.4 to 2.18.0',
    category: 'test-failure',
    confidence: 'likely',
    claims: [
      {
        text: 'All 20 failures end in NoSuchMethodError: StreamReadConstraints.getMaxStringLength().',
        evidence: ['e1'],
      },
      { text: 'jackson-core stays at 2.14.2, which does not have that method.', evidence: ['e2'] },
    ],
    evidence: [
      {
        id: 'e1',
        kind: 'log',
        source: 'step-test',
        line: 2_318,
        lineEnd: 2_345,
        text: [
          '[INFO] Running com.example.ledger.EntryMapperTest',
          '[ERROR] Tests run: 6, Failures: 0, Errors: 6, Skipped: 0, Time elapsed: 0.412 s <<< FAILURE!',
          '[ERROR] com.example.ledger.EntryMapperTest.readsAmount -- Time elapsed: 0.031 s <<< ERROR!',
          "java.lang.NoSuchMethodError: 'int com.fasterxml.jackson.core.StreamReadConstraints.getMaxStringLength()'",
          '\tat com.fasterxml.jackson.databind.util.TokenBuffer.<init>(TokenBuffer.java:191)',
          '\tat com.fasterxml.jackson.databind.ObjectMapper.readTree(ObjectMapper.java:3173)',
          '\tat com.example.ledger.EntryMapper.read(EntryMapper.java:44)',
          '\tat com.example.ledger.EntryMapperTest.readsAmount(EntryMapperTest.java:27)',
          ...Array.from(
            { length: 20 },
            (_, index) => `[ERROR]   EntryMapperTest.case${index + 1}:${27 + index} » NoSuchMethod`,
          ),
        ].join('\n'),
      },
      {
        id: 'e2',
        kind: 'log',
        source: 'step-test',
        line: 88,
        lineEnd: 89,
        text: '[INFO] +- com.fasterxml.jackson.core:jackson-databind:jar:2.18.0:compile\n[INFO] |  \\- com.fasterxml.jackson.core:jackson-core:jar:2.14.2:compile',
      },
    ],
    missing: [],
    nextSteps: [
      { id: 'align-versions', text: 'Bring all jackson modules to one version, best by the jackson-bom.' },
      {
        id: 'dependency-tree',
        text: 'See where the other version comes from:',
        command: 'mvn dependency:tree -Dincludes=com.fasterxml.jackson.core',
      },
    ],
    details: {
      step: 'test',
      tool: 'maven',
      failingTests: Array.from(
        { length: 20 },
        (_, index) => `com.example.ledger.EntryMapperTest.case${index + 1}`,
      ),
      dependency: { name: 'com.fasterxml.jackson.core:jackson-databind', from: '2.15.4', to: '2.18.0' },
    },
    fingerprint: 'fp-b7703e1fa9c2646d',
    truncated: true,
    analysis: { by: 'evidence', why: 'no model is configured' },
  },
};
