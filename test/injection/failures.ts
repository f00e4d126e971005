/** A build that fails in one way: the lines of its log, and a true sentence about them. */
export interface Failure {
  readonly name: string;
  readonly lines: readonly string[];
  readonly exitCode: number;
  /** What an honest model could write: it speaks of the lines that tell the failure. */
  readonly truth: string;
  /** Words of those lines, with which a lie speaks of them too. */
  readonly it: string;
}

/** Failures of different kinds and sureness: what evidence makes of them decides what a model may change. */
export const failures: readonly Failure[] = [
  {
    name: 'a compile error',
    exitCode: 2,
    lines: [
      "src/cart/total.ts(41,7): error TS2322: Type 'string' is not assignable to type 'number'.",
      'npm error Lifecycle script `build` failed with error:',
      'npm error code 2',
    ],
    truth: 'The compiler refuses total.ts: a string is not assignable to the type number there.',
    it: 'the string that is not assignable to type number',
  },
  {
    name: 'a failing test',
    exitCode: 1,
    lines: [
      ' FAIL  test/cart/total.test.ts > total > adds prices',
      'AssertionError: expected 12 to be 13 // Object.is equality',
      ' Tests  1 failed | 9 passed (10)',
    ],
    truth: 'The test that adds prices expected 13 and the assertion got another number.',
    it: 'the assertion in the test that adds prices',
  },
  {
    name: 'a dependency that is not there',
    exitCode: 1,
    lines: [
      'npm error code ETARGET',
      'npm error notarget No matching version found for @shop/prices@2.4.0.',
      'npm error notarget In most cases you or one of your dependencies are requesting a version that does not exist.',
    ],
    truth: 'No matching version of a dependency was found by npm: the requested one does not exist.',
    it: 'the matching version of the dependency that npm requested',
  },
  {
    name: 'something that nobody knows',
    exitCode: 3,
    lines: ['stage two: the frobnicator refused the manifold', 'stage two went wrong', 'giving up'],
    truth: 'The frobnicator refused the manifold in stage two of the pipeline.',
    it: 'the frobnicator and the manifold of stage two',
  },
  {
    name: 'words that point at a network, and prove nothing',
    exitCode: 1,
    lines: ['fetch failed', 'attempt 2 of 2 went wrong', 'giving up on the upload of the report'],
    truth: 'The upload of the report was given up after the second attempt.',
    it: 'the upload of the report and its second attempt',
  },
];
