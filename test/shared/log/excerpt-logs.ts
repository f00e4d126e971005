/** Small invented logs, one a kind of failure, each hidden in enough other output that an excerpt has to choose. */
export interface ExcerptRow {
  readonly name: string;
  readonly lines: readonly string[];
  readonly passing?: readonly string[];
  /** Whole lines that the excerpt must hold. */
  readonly shows: readonly string[];
  /** Whole lines that it must not hold. */
  readonly hides?: readonly string[];
  /** The line ranked first. */
  readonly first: string;
}

/** `count` lines of progress, no two alike. */
export function progress(verb: string, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `${verb} part-${index} of the widgets into out/stage/${index}`,
  );
}

function warnings(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `src/legacy${index}.c:${index + 3}:7: warning: unused variable 'w'`,
  );
}

const passedTests = Array.from(
  { length: 400 },
  (_, index) => `com.acme.crate.CrateTest > holds${index}Items PASSED`,
);

export const excerptRows: readonly ExcerptRow[] = [
  {
    name: 'a compile error before a wall of warnings',
    lines: [
      ...progress('compiling', 200),
      "src/crate.c:12:5: error: unknown type name 'pallet_t'",
      '   12 |     pallet_t *first;',
      '      |     ^~~~~~~~',
      ...warnings(300),
      'make: *** [Makefile:9: crate.o] Error 1',
      'Process completed with exit code 2.',
    ],
    shows: [
      "src/crate.c:12:5: error: unknown type name 'pallet_t'",
      '      |     ^~~~~~~~',
      'make: *** [Makefile:9: crate.o] Error 1',
    ],
    hides: ["src/legacy90.c:93:7: warning: unused variable 'w'"],
    first: "src/crate.c:12:5: error: unknown type name 'pallet_t'",
  },
  {
    name: 'a failed step before clean-up and deployment',
    lines: [
      '$ make check',
      ...progress('checking', 60),
      "crate.rb:4:in `pack': no pallet left (Crate::Full)",
      'The command "make check" exited with 1.',
      ...progress('uploading', 250),
      'ERROR: nothing to deploy: no error, the branch is not a release',
      'Done. Your build exited with 1.',
    ],
    shows: ["crate.rb:4:in `pack': no pallet left (Crate::Full)", 'The command "make check" exited with 1.'],
    hides: ['uploading part-100 of the widgets into out/stage/100'],
    first: "crate.rb:4:in `pack': no pallet left (Crate::Full)",
  },
  {
    name: 'tests that run on for long after the failure',
    lines: [
      ...passedTests.slice(0, 150),
      'com.acme.crate.CrateTest > refusesATwelfthItem FAILED',
      '    java.lang.AssertionError: expected:<11> but was:<12>',
      '        at com.acme.crate.CrateTest.refusesATwelfthItem(CrateTest.java:61)',
      '',
      ...passedTests.slice(150),
      '400 tests completed, 1 failed',
      'Process completed with exit code 1.',
    ],
    shows: [
      'com.acme.crate.CrateTest > refusesATwelfthItem FAILED',
      '    java.lang.AssertionError: expected:<11> but was:<12>',
      '400 tests completed, 1 failed',
    ],
    hides: ['com.acme.crate.CrateTest > holds40Items PASSED'],
    first: 'com.acme.crate.CrateTest > refusesATwelfthItem FAILED',
  },
  {
    name: "the runner's list of failures rather than its rows",
    lines: [
      ...Array.from(
        { length: 600 },
        (_, index) => `tests/test_crate.py::test_${index} ${index % 30 ? 'PASSED' : 'FAILED'}`,
      ),
      '=================================== FAILURES ===================================',
      '______________________________ test_0 ______________________________',
      '    def test_0():',
      '>       assert weigh(crate) == 12',
      'E       assert 11 == 12',
      'tests/test_crate.py:14: AssertionError',
      '========================= 20 failed, 580 passed in 2.1s ========================',
      'Process completed with exit code 1.',
    ],
    shows: [
      'E       assert 11 == 12',
      '========================= 20 failed, 580 passed in 2.1s ========================',
    ],
    hides: ['tests/test_crate.py::test_131 PASSED'],
    first: '______________________________ test_0 ______________________________',
  },
  {
    name: 'a retried download that then succeeded, and deprecations',
    lines: [
      ...progress('fetching', 80),
      'npm warn deprecated left-crate@1.0.0: no longer supported',
      'npm warn retry fetch attempt 1 failed with ECONNRESET',
      ...progress('linking', 80),
      "src/ship.ts(4,7): error TS2322: Type 'string' is not assignable to type 'number'.",
      'npm error code ELIFECYCLE',
      'Process completed with exit code 2.',
    ],
    shows: ["src/ship.ts(4,7): error TS2322: Type 'string' is not assignable to type 'number'."],
    first: "src/ship.ts(4,7): error TS2322: Type 'string' is not assignable to type 'number'.",
  },
  {
    name: 'several distinct failures, one of them a hundred times',
    lines: [
      ...Array.from({ length: 100 }, (_, index) => `src/a.go:${index + 1}:2: undefined: crateKind`),
      ...progress('vetting', 200),
      'src/b.go:7:14: cannot use "x" (untyped string constant) as int value in return statement',
      'Process completed with exit code 1.',
    ],
    shows: [
      'src/a.go:1:2: undefined: crateKind',
      'src/b.go:7:14: cannot use "x" (untyped string constant) as int value in return statement',
    ],
    first: 'src/a.go:1:2: undefined: crateKind',
  },
  {
    name: 'an unknown tool: what stands before the exit',
    lines: [
      ...progress('stirring', 300),
      'the soup has boiled over onto the stove',
      'Process completed with exit code 9.',
    ],
    shows: ['the soup has boiled over onto the stove'],
    first: 'Process completed with exit code 9.',
  },
  {
    name: 'new lines against a log that passed',
    lines: [
      ...progress('packing', 20),
      'Error: cache is cold, going on without it',
      ...progress('sorting', 150),
      'bin 12 holds 3 crates, 4 were sent',
      ...progress('closing', 150),
      'Process completed with exit code 1.',
    ],
    passing: [
      ...progress('packing', 20),
      'Error: cache is cold, going on without it',
      ...progress('sorting', 150),
      ...progress('closing', 150),
    ],
    shows: ['bin 12 holds 3 crates, 4 were sent'],
    first: 'bin 12 holds 3 crates, 4 were sent',
  },
];
