import { describe, expect, it } from 'vitest';
import type { Hints } from '../../../../functions/build-triage/classify/hints.ts';
import type { BuildDetails, Category } from '../../../../shared/events/build.ts';
import { classified } from './classified.ts';

/** A build on Travis: what it says of its worker, then commands, then how the last one ended. */
const travis = (command: string, output: string, status = 1): string =>
  `travis_fold:start:worker_info\nWorker information\nhostname: a\ntravis_fold:end:worker_info\ntravis_fold:start:system_info\nBuild system information\nbuilder version\nYour version of Builder is out of date! The latest version\nis 1.1.2.\nLEIN: error: out of tune\ntravis_fold:end:system_info\n$ git clone --depth=50 https://git.example.org/till.git\nCloning into 'till'...\n$ ${command}\n${output}\n\nThe command "${command}" exited with ${status}.\n\nDone. Your build exited with 1.\n`;

interface Row {
  readonly says: string;
  readonly log: string;
  readonly category: Category;
  readonly details?: Partial<BuildDetails>;
  readonly headline: string | RegExp;
}

const rows: readonly Row[] = [
  {
    says: 'quotes the failing command, not what the CI system says of its worker',
    log: travis('./weigh', 'weighing...\nfatal: the scales are stuck'),
    category: 'unknown',
    headline: 'The step "./weigh" fails with exit code 1: “fatal: the scales are stuck”',
  },
  {
    says: "does not count what the CI system's own script lacks",
    log: travis(
      './pack',
      '/Users/ci/.travis/job_stages: line 476: yarn: command not found\nAn error occurred while installing Coin.',
    ),
    category: 'dependency-resolution',
    headline: 'The build cannot get what it depends on: “An error occurred while installing Coin”',
  },
  {
    says: 'quotes the exception of a script rather than the command that is called a test',
    log: travis(
      'mix run test.exs',
      '[debug] all\n** (throw) "Coins not in order"\n    test.exs:9: Till.check/1',
    ),
    category: 'unknown',
    headline: 'The step "mix run test.exs" fails with exit code 1: “** (throw) "Coins not in order"”',
  },
  {
    says: 'quotes the error above the end of a command that is called a test',
    log: travis(
      'npm test',
      '> till@1.0.0 test\n> node check.js\n\nError: coin 7 is bent\n    at check.js:3:9',
    ),
    category: 'unknown',
    headline: 'The step "npm test" fails with exit code 1: “Error: coin 7 is bent”',
  },
  {
    says: 'places an error of Sass by the line under it',
    log: travis(
      'test/compile.sh',
      'Error: Illegal nesting: Nothing may be nested beneath import directives.\n        on line 2 of sass/base.sass\n        from line 4 of till.sass\n  Use --trace for backtrace.',
      65,
    ),
    category: 'compile-error',
    details: { tool: 'Sass', file: 'sass/base.sass', line: 2 },
    headline: /^Sass code does not compile: sass\/base\.sass line 2, Illegal nesting/,
  },
  {
    says: 'names the rule, file and line of markdownlint',
    log: travis(
      'npm run lint',
      'docs/till.md: 78: MD031/blanks-around-fences Fenced code blocks [Context: "```"]',
    ),
    category: 'lint-or-format',
    details: { tool: 'markdownlint', file: 'docs/till.md', line: 78 },
    headline: /^markdownlint refuses the code: docs\/till\.md line 78: MD031 Fenced code blocks/,
  },
  {
    says: 'names the first link under the issues, not one that may fail',
    log: travis(
      'awesome_bot README.md',
      '> White listed:\n  1. [L004] 404 https://example.org/old\n\nIssues :-(\n> Links\n  1. [L296] 404 https://example.org/gone',
    ),
    category: 'lint-or-format',
    details: { tool: 'link check' },
    headline: 'The link check fails: 404 example.org',
  },
  {
    says: 'calls a linter that gives up on every file itself not set up right',
    log: travis(
      'npm test',
      'standard: Use JavaScript Standard Style (https://example.org/standard)\n  /ci/till/lib/a.js:0:0: /ci/till/node_modules/parser/token.js:56\n    token.value = 1;\nUnexpected token ILLEGAL',
    ),
    category: 'configuration',
    details: { tool: 'standard' },
    headline: /^standard is not set up right/,
  },
  {
    says: 'says which task gulp lacks',
    log: travis('npm test', '> gulp\n\nUsing gulpfile ~/till/gulpfile.js\nTask never defined: default'),
    category: 'configuration',
    headline: "gulp is not set up right: task 'default' is not defined",
  },
  {
    says: 'takes what a download is worth over a warning of its connection',
    log: travis(
      './get-coins.sh',
      "WARNING: no certificate subject alternative name matches\n\trequested host name 'coins.example.org'.\n+ ERROR! coins/silver.bin md5sum did not match.\n  + Expected: 199a",
    ),
    category: 'dependency-resolution',
    headline: 'The build cannot get what it depends on: “coins/silver.bin md5sum did not match”',
  },
  {
    says: 'takes the second line of configure, which says why',
    log: travis(
      './configure',
      "configure: error: in `/ci/till':\nconfigure: error: C compiler cannot create executables\nSee `config.log' for more details",
    ),
    category: 'configuration',
    headline: 'configure is not set up right: C compiler cannot create executables',
  },
  {
    says: 'says why a build script of Rust panicked',
    log: travis(
      'cargo build',
      "error: failed to run custom build command for `coin-sys v0.2.0`\n--- stderr\nthread 'main' panicked at 'no mint here', build.rs:9:5\nerror: build failed",
      101,
    ),
    category: 'compile-error',
    headline: /^Rust code does not compile: .*no mint here/,
  },
  {
    says: 'finds the compile error for which xcodebuild calls the tests failed',
    log: travis(
      'xcodebuild test | xcpretty',
      "❌  /Users/travis/build/acme/till/Source/Till.swift:97:2: unknown attribute 'coin'\n\n** TEST FAILED **\n\nThe following build commands failed:\n\tCompileSwift normal x86_64 Till.swift\n(1 failure)",
      65,
    ),
    category: 'compile-error',
    details: { file: 'Source/Till.swift', line: 97 },
    headline: "Swift code does not compile: Source/Till.swift line 97, unknown attribute 'coin'",
  },
  {
    says: 'gives the message that GHC writes under the place',
    log: travis(
      'cabal build',
      'src/Till.hs:94:10: Warning:\n    No explicit implementation for\n      coins\n\n<no location info>: \nFailing due to -Werror.',
    ),
    category: 'compile-error',
    headline: 'Haskell code does not compile: src/Till.hs line 94, No explicit implementation for coins',
  },
  {
    says: 'calls an R package that cannot be installed no question of style',
    log: travis(
      './run_tests',
      '* checking for file names ... OK\n* checking whether package ‘till’ can be installed ... ERROR\nInstallation failed.',
    ),
    category: 'compile-error',
    headline: 'The code does not compile: package ‘till’ cannot be installed',
  },
  {
    says: 'leaves the word of the shell out of a missing file',
    log: travis('./install.sh', './install.sh: line 117: cd: ./till: No such file or directory'),
    category: 'missing-file',
    headline: 'The build needs something that is not there: “./till: No such file or directory”',
  },
  {
    says: 'leaves the dash of Pester out of a name',
    log: travis('pwsh test.ps1', '[-] - Pays back -> Expected 3'),
    category: 'test-failure',
    details: { failingTests: ['Pays back'] },
    headline: 'The test Pays back fails: Expected 3',
  },
  {
    says: 'keeps the parameters of a test whole',
    log: travis(
      'pytest',
      'FAILED tests/test_till.py::test_pays[five coins] - assert 4 == 3\n== 1 failed in 0.1s ==',
    ),
    category: 'test-failure',
    details: { failingTests: ['tests/test_till.py::test_pays[five coins]'] },
    headline: 'The test tests/test_till.py::test_pays[five coins] fails: assert 4 == 3',
  },
];

describe('classify, where the strongest line is not the first that comes to mind', () => {
  it.each(rows)('$says', ({ log, category, details, headline }) => {
    const found = classified(log);
    expect(found.category).toBe(category);
    if (details !== undefined) expect(found.details).toMatchObject(details);
    if (headline instanceof RegExp) expect(found.headline).toMatch(headline);
    else expect(found.headline).toBe(headline);
  });
});

describe('classify, without a log', () => {
  const stated: readonly [string, Hints, string][] = [
    [
      'the message of an OpenShift Build',
      { reason: 'DockerBuildFailed', message: 'Dockerfile build strategy has failed.' },
      'The build fails: “Dockerfile build strategy has failed”',
    ],
    [
      'the message of a Job',
      { reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' },
      'The build fails: “Job has reached the specified backoff limit”',
    ],
    ['the reason alone', { reason: 'BackoffLimitExceeded' }, 'The build fails: “BackoffLimitExceeded”'],
    [
      'the step and the exit code with it',
      { message: 'it broke', step: 'compile', exitCode: 2 },
      'The step "compile" fails with exit code 2: “it broke”',
    ],
    ['no exit code 0', { message: 'it broke', exitCode: 0 }, 'The build fails: “it broke”'],
    [
      'only the first line of a step',
      { message: 'it broke', step: 'sh -c "\n  make\n"' },
      'The step "sh -c …" fails: “it broke”',
    ],
  ];
  it.each(stated)('says %s', (_, hints, headline) => {
    const found = classified('', hints);
    expect(found.headline).toBe(headline);
    expect(found.claims).toEqual([{ text: headline, lines: [] }]);
  });
});
