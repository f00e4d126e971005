import { describe, expect, it } from 'vitest';
import type { BuildDetails, Category } from '../../../../shared/events/build.ts';
import { classified } from './classified.ts';

interface Row {
  readonly says: string;
  readonly log: string;
  readonly category: Category;
  readonly details?: Partial<BuildDetails>;
  readonly headline?: string | RegExp;
}

const rows: readonly Row[] = [
  {
    says: 'tells a TypeScript error by file, line and code',
    log: "> shop@1.0.0 build\n> tsc -p .\n\nsrc/cart.ts(12,5): error TS2345: Argument of type 'string' is not assignable to parameter of type 'number'.\nsrc/till.ts(3,1): error TS2304: Cannot find name 'coin'.",
    category: 'compile-error',
    details: { tool: 'TypeScript', file: 'src/cart.ts', line: 12 },
    headline:
      "TypeScript does not compile: src/cart.ts line 12, TS2345 Argument of type 'string' is not assignable to parameter of type 'number'",
  },
  {
    says: 'tells a Maven compile error by its first place, not by the goal',
    log: '[INFO] --- compiler:3.11.0:compile (default-compile) @ core ---\n[ERROR] COMPILATION ERROR : \n[ERROR] /builds/team/app/core/src/main/java/acme/Till.java:[31,9] cannot find symbol\n  symbol:   class Coin\n  location: class acme.Till\n[INFO] BUILD FAILURE\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:compile (default-compile) on project core: Compilation failure',
    category: 'compile-error',
    details: { tool: 'Maven compiler', file: 'core/src/main/java/acme/Till.java', line: 31 },
    headline: 'Java code does not compile: core/src/main/java/acme/Till.java line 31, cannot find symbol',
  },
  {
    says: "counts Maven's warnings that count as errors as a compile error",
    log: '[INFO] --- compiler:3.11.0:compile (default-compile) @ core ---\n[WARNING] COMPILATION WARNING : \n[WARNING] /ci/till/A.java:[4,1] [deprecation] old() in B has been deprecated\n[ERROR] COMPILATION ERROR : \n[ERROR] warnings found and -Werror specified\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:compile (default-compile) on project core: Compilation failure',
    category: 'compile-error',
  },
  {
    says: 'names the failing test of Maven with module and message',
    log: '[INFO] Running acme.TillTest\n[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in acme.TillTest\n[ERROR] acme.TillTest.paysBack -- Time elapsed: 0.01 s <<< FAILURE!\norg.opentest4j.AssertionFailedError: expected: <3> but was: <4>\n[ERROR] Failures: \n[ERROR]   TillTest.paysBack:22 expected: <3> but was: <4>\n[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.2.5:test (default-test) on project till: There are test failures.',
    category: 'test-failure',
    details: { tool: 'Maven Surefire', failingTests: ['TillTest.paysBack'] },
    headline: 'The test TillTest.paysBack fails in till: expected: <3> but was: <4>',
  },
  {
    says: 'calls a rule of the enforcer policy and names the dependency that it bans',
    log: '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-enforcer-plugin:3.5.0:enforce (rules) on project web: \n[ERROR] Rule 1: org.apache.maven.enforcer.rules.dependency.BannedDependencies failed with message:\n[ERROR] acme.shop:web:jar:1.0\n[ERROR]    old.logging:old-logging:jar:1.2 <--- banned via the exclude/include list\n[ERROR] -> [Help 1]',
    category: 'policy',
    details: { dependency: { name: 'old.logging:old-logging', to: '1.2' } },
    headline: 'A rule of the build refuses it: BannedDependencies (old.logging:old-logging)',
  },
  {
    says: 'names what Maven cannot resolve',
    log: '[ERROR] Failed to execute goal on project web: Could not resolve dependencies for project acme.shop:web:jar:1.0: Could not find artifact acme.lib:money:jar:9.9.9 in central (https://repo.example.org/maven2) -> [Help 1]',
    category: 'dependency-resolution',
    details: { tool: 'Maven', dependency: { name: 'acme.lib:money', to: '9.9.9' } },
    headline: 'Maven cannot resolve acme.lib:money:9.9.9',
  },
  {
    says: 'knows a lock check of Maven',
    log: '[ERROR] The following dependencies differ:\n[ERROR]   Expected acme.lib:money:jar:1.0:compile:jar but found acme.lib:money:jar:1.1:compile:jar\n[ERROR] Failed to execute goal example.lock:dependency-lock-maven-plugin:1.0:check (check) on project web: Dependencies differ -> [Help 1]',
    category: 'lock-file',
    details: { dependency: { name: 'acme.lib:money', from: '1.0', to: '1.1' } },
  },
  {
    says: 'tells a POM that cannot be parsed by file and line',
    log: '[ERROR] [ERROR] Some problems were encountered while processing the POMs:\n[FATAL] Non-parseable POM /workspace/source/web/pom.xml: end tag name </dep> must match start tag name <dependency> from line 8 (position: TEXT seen ... @9:4)  @ line 9, column 4\n @ \n[ERROR] The build could not read 1 project -> [Help 1]',
    category: 'configuration',
    details: { tool: 'Maven', file: 'web/pom.xml', line: 9 },
  },
  {
    says: "reads Gradle's failing test with what it asserts",
    log: "> Task :till:test FAILED\n\nTillTest > paysBack() FAILED\n    java.lang.AssertionError: expected 3 but was 4\n        at acme.TillTest.paysBack(TillTest.java:9)\n\n4 tests completed, 1 failed\n\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':till:test'.\n> There were failing tests. See the report at: file:///ci/till/till/build/reports/index.html",
    category: 'test-failure',
    details: { tool: 'Gradle', failingTests: ['TillTest > paysBack()'] },
    headline: 'The test TillTest > paysBack() fails: java.lang.AssertionError: expected 3 but was 4',
  },
  {
    says: 'names what Gradle cannot find',
    log: "FAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':compileJava'.\n> Could not resolve all files for configuration ':compileClasspath'.\n   > Could not find acme.lib:money:7.0.\n     Required by:\n         project :",
    category: 'dependency-resolution',
    details: { dependency: { name: 'acme.lib:money', to: '7.0' } },
    headline: 'Gradle cannot resolve acme.lib:money:7.0',
  },
  {
    says: 'tells a Kotlin error by its place',
    log: "> Task :compileKotlin FAILED\ne: file:///home/runner/work/app/app/src/main/kotlin/Till.kt:14:9 Unresolved reference: coin\n\n* What went wrong:\nExecution failed for task ':compileKotlin'.\n> Compilation error. See log for more details",
    category: 'compile-error',
    details: { file: 'src/main/kotlin/Till.kt', line: 14 },
    headline: 'Kotlin code does not compile: src/main/kotlin/Till.kt line 14, Unresolved reference: coin',
  },
  {
    says: 'tells a Scala error of sbt by its place',
    log: '[error] /home/travis/build/acme/app/src/main/scala/Till.scala:7:12: not found: value coin\n[error]     val x = coin\n[error]             ^\n[error] one error found\n[error] (Compile / compileIncremental) Compilation failed',
    category: 'compile-error',
    details: { file: 'src/main/scala/Till.scala', line: 7 },
  },
  {
    says: 'names what npm cannot find',
    log: "npm ERR! code ETARGET\nnpm ERR! notarget No matching version found for left-pad@^9.\nnpm ERR! notarget In most cases you or one of your dependencies are requesting\nnpm ERR! notarget a package version that doesn't exist.",
    category: 'dependency-resolution',
    details: { tool: 'npm', dependency: { name: 'left-pad', to: '^9' } },
    headline: 'npm cannot resolve left-pad@^9',
  },
  {
    says: 'names the peers that npm cannot bring together',
    log: 'npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree\nnpm error\nnpm error Found: widget@3.1.0\nnpm error node_modules/widget\nnpm error\nnpm error Could not resolve dependency:\nnpm error peer widget@"^2.0.0" from @acme/chart@1.4.0',
    category: 'dependency-conflict',
    details: { tool: 'npm', dependency: { name: 'widget', to: '3.1.0' } },
  },
  {
    says: 'knows the lock file that npm ci refuses',
    log: 'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.\nnpm error Missing: widget@3.1.0 from lock file',
    category: 'lock-file',
    details: { tool: 'npm' },
  },
  {
    says: 'knows refused credentials of npm',
    log: 'npm error code E401\nnpm error Unable to authenticate, your authentication token seems to be invalid.',
    category: 'registry-or-credentials',
  },
  {
    says: 'puts a lint finding under the file above it',
    log: "> eslint .\n\n/builds/team/app/src/poll.js\n  6:14  error  'lang' is defined but never used  no-unused-vars\n\n✖ 1 problem (1 error, 0 warnings)",
    category: 'lint-or-format',
    details: { tool: 'ESLint', file: 'src/poll.js', line: 6 },
  },
  {
    says: 'knows a file that Prettier would write otherwise',
    log: '> prettier --check .\n\nChecking formatting...\n[warn] src/till.ts\n[warn] Code style issues found in the above file. Run Prettier with --write to fix.',
    category: 'lint-or-format',
    details: { tool: 'Prettier' },
  },
  {
    says: 'names the failing test of Jest',
    log: ' FAIL  src/till.test.js\n  ● till › pays back\n\n    expect(received).toBe(expected)\n\n    Expected: 3\n    Received: 4\n\nTests:       1 failed, 4 passed, 5 total',
    category: 'test-failure',
    details: { tool: 'Jest', failingTests: ['till › pays back'] },
    headline: 'The test till › pays back fails: Expected: 3',
  },
  {
    says: 'joins a test name that Mocha wraps over lines',
    log: '  4 passing (20ms)\n  1 failing\n\n  1) till\n       with coins\n         pays back:\n\n      AssertionError: expected 3 to equal 4\n      at Context.<anonymous> (test/till.js:9:14)',
    category: 'test-failure',
    details: { tool: 'Mocha', failingTests: ['till with coins pays back'] },
  },
  {
    says: 'knows a heap that is full',
    log: '<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb090e0 node::Abort() [node]\nAborted (core dumped)',
    category: 'out-of-memory',
    details: { tool: 'Node.js' },
  },
  {
    says: 'names the failing test of pytest by file and message',
    log: '=================================== FAILURES ===================================\n________________________________ test_pays_back ________________________________\n\n    def test_pays_back():\n>       assert pay(5) == 3\nE       assert 4 == 3\n\ntests/test_till.py:9: AssertionError\n=========================== short test summary info ============================\nFAILED tests/test_till.py::test_pays_back - assert 4 == 3\n========================= 1 failed, 6 passed in 0.12s =========================',
    category: 'test-failure',
    details: { tool: 'pytest', file: 'tests/test_till.py' },
    headline: /test_pays_back fails/,
  },
  {
    says: 'blames the module that a test file cannot import',
    log: "==================================== ERRORS ====================================\n_____________________ ERROR collecting tests/test_till.py ______________________\nImportError while importing test module '/ci/till/tests/test_till.py'.\nE   ModuleNotFoundError: No module named 'coinlib'\n=========================== short test summary info ============================\nERROR tests/test_till.py\n=============================== 1 error in 0.08s ===============================",
    category: 'dependency-resolution',
    details: { dependency: { name: 'coinlib' } },
  },
  {
    says: 'names what pip cannot find',
    log: 'ERROR: Could not find a version that satisfies the requirement coinlib==9.9 (from versions: 1.0, 1.1)\nERROR: No matching distribution found for coinlib==9.9',
    category: 'dependency-resolution',
    details: { tool: 'pip', dependency: { name: 'coinlib', to: '==9.9' } },
    headline: 'pip cannot resolve coinlib==9.9',
  },
  {
    says: 'sees the network behind a version that pip did not find',
    log: "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<HTTPConnection object>: Failed to establish a new connection')': /simple/coinlib/\nERROR: Could not find a version that satisfies the requirement coinlib==1.0 (from versions: none)\nERROR: No matching distribution found for coinlib==1.0",
    category: 'network',
  },
  {
    says: 'tells a Go compile error, also where a test run reports it',
    log: '# example.org/till\n./till.go:14:2: undefined: coin\nFAIL\texample.org/till [build failed]\nFAIL',
    category: 'compile-error',
    details: { tool: 'Go', file: 'till.go', line: 14 },
    headline: 'Go code does not compile: till.go line 14, undefined: coin',
  },
  {
    says: 'names the failing test of Go with its message',
    log: '=== RUN   TestPaysBack\n    till_test.go:11: want 3, got 4\n--- FAIL: TestPaysBack (0.00s)\nFAIL\nFAIL\texample.org/till\t0.005s',
    category: 'test-failure',
    details: { tool: 'Go', failingTests: ['TestPaysBack'], file: 'till_test.go', line: 11 },
  },
  {
    says: 'knows a go.sum that lacks an entry',
    log: 'till.go:4:2: missing go.sum entry for module providing package example.org/coin (imported by example.org/till); to add:\n\tgo get example.org/till',
    category: 'lock-file',
  },
  {
    says: 'finds the place of a Rust error in the arrow below it',
    log: '   Compiling till v0.1.0 (/workspace/source)\nerror[E0425]: cannot find value `coin` in this scope\n --> src/lib.rs:7:13\n  |\n7 |     let a = coin;\n  |             ^^^^ not found in this scope\n\nerror: could not compile `till` (lib) due to 1 previous error',
    category: 'compile-error',
    details: { file: 'src/lib.rs', line: 7 },
    headline: 'Rust code does not compile: src/lib.rs line 7, E0425 cannot find value `coin` in this scope',
  },
  {
    says: 'names the failing test of Cargo',
    log: "running 2 tests\ntest till::pays_back ... FAILED\ntest till::opens ... ok\n\nfailures:\n\n---- till::pays_back stdout ----\nthread 'till::pays_back' panicked at src/lib.rs:21:9:\nassertion `left == right` failed\n  left: 4\n right: 3\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\nerror: test failed, to rerun pass `--lib`",
    category: 'test-failure',
    details: { tool: 'Cargo', failingTests: ['till::pays_back'] },
  },
  {
    says: 'tells a version that Cargo cannot find from versions that conflict',
    log: 'error: failed to select a version for the requirement `coin = "^9.0"`\ncandidate versions found which didn\'t match: 1.2.0\nlocation searched: crates.io index\nrequired by package `till v0.1.0`',
    category: 'dependency-resolution',
    details: { dependency: { name: 'coin', to: '^9.0' } },
  },
  {
    says: 'tells a C error by its place',
    log: "gcc -O2 -c till.c -o till.o\ntill.c: In function 'pay':\ntill.c:8:12: error: 'coin' undeclared (first use in this function)\n    8 |     return coin;\nmake: *** [Makefile:4: till.o] Error 1",
    category: 'compile-error',
    details: { tool: 'C compiler', file: 'till.c', line: 8 },
  },
  {
    says: 'tells a link error',
    log: "gcc main.o -o till\n/usr/bin/ld: main.o: in function `main':\nmain.c:(.text+0x1a): undefined reference to `deviation'\ncollect2: error: ld returned 1 exit status\nmake: *** [Makefile:13: till] Error 1",
    category: 'compile-error',
    details: { tool: 'linker' },
    headline: "The program does not link: undefined reference to `deviation'",
  },
  {
    says: 'names the package that CMake does not find',
    log: 'CMake Error at CMakeLists.txt:14 (find_package):\n  Could not find a package configuration file provided by "CoinCodec"\n  with any of the following names:\n\n    CoinCodecConfig.cmake\n\n-- Configuring incomplete, errors occurred!',
    category: 'dependency-resolution',
    details: { tool: 'CMake', dependency: { name: 'CoinCodec' } },
  },
  {
    says: 'names the failing tests of CTest',
    log: '50% tests passed, 1 tests failed out of 2\n\nTotal Test time (real) =   0.02 sec\n\nThe following tests FAILED:\n\t  2 - till.pays_back (Failed)\nErrors while running CTest',
    category: 'test-failure',
    details: { tool: 'CTest', failingTests: ['till.pays_back'] },
  },
  {
    says: 'knows a container image that is not there',
    log: '#2 [internal] load metadata for docker.io/acme/base:9\n#2 ERROR: docker.io/acme/base:9: not found\n------\nERROR: failed to solve: acme/base:9: failed to resolve source metadata for docker.io/acme/base:9: docker.io/acme/base:9: not found',
    category: 'image-pull',
    details: { tool: 'container build' },
  },
  {
    says: 'knows a file that a container build cannot copy',
    log: 'Step 3/5 : COPY settings.json /etc/till/\nCOPY failed: file not found in build context or excluded by .dockerignore: stat settings.json: file does not exist',
    category: 'missing-file',
  },
  {
    says: 'knows a push that the registry refuses',
    log: 'The push refers to repository [registry.example.org/till]\ndenied: requested access to the resource is denied',
    category: 'registry-or-credentials',
  },
  {
    says: 'names the failing example of RSpec by place and name',
    log: "Failures:\n\n  1) Till pays back\n     Failure/Error: expect(till.pay(5)).to eq(3)\n\n       expected: 3\n            got: 4\n     # ./spec/till_spec.rb:9:in `block (2 levels) in <top (required)>'\n\nFinished in 0.01 seconds\n4 examples, 1 failure\n\nFailed examples:\n\nrspec ./spec/till_spec.rb:7 # Till pays back",
    category: 'test-failure',
    details: { tool: 'RSpec', failingTests: ['Till pays back'], file: 'spec/till_spec.rb', line: 7 },
  },
  {
    says: 'names the gem that Bundler does not find',
    log: "Fetching gem metadata from https://gems.example.org/\nCould not find gem 'coin (= 9.0)' in rubygems repository https://gems.example.org/ or installed locally.",
    category: 'dependency-resolution',
    details: { tool: 'Bundler', dependency: { name: 'coin', to: '= 9.0' } },
  },
  {
    says: 'knows the findings of RuboCop',
    log: 'lib/till.rb:3:5: C: Style/StringLiterals: Prefer single-quoted strings\n\n12 files inspected, 1 offense detected',
    category: 'lint-or-format',
    details: { tool: 'RuboCop', file: 'lib/till.rb', line: 3 },
  },
  {
    says: 'names the failing test of PHPUnit with its message',
    log: 'There was 1 failure:\n\n1) TillTest::testPaysBack\nFailed asserting that 4 matches expected 3.\n\n/ci/till/tests/TillTest.php:14\n\nFAILURES!\nTests: 5, Assertions: 9, Failures: 1.',
    category: 'test-failure',
    details: { tool: 'PHPUnit', failingTests: ['TillTest::testPaysBack'] },
    headline: 'The test TillTest::testPaysBack fails: Failed asserting that 4 matches expected 3',
  },
  {
    says: 'tells a C# error by its place',
    log: "Till.cs(14,9): error CS0103: The name 'coin' does not exist in the current context [/src/Till.csproj]\n    0 Warning(s)\n    1 Error(s)",
    category: 'compile-error',
    details: { file: 'Till.cs', line: 14 },
  },
  {
    says: 'names the failing test of xUnit',
    log: '[xUnit.net 00:00:00.51]     Acme.Tests.TillTests.PaysBack [FAIL]\n  Failed Acme.Tests.TillTests.PaysBack [4 ms]\n  Error Message:\n   Assert.Equal() Failure\nFailed!  - Failed:     1, Passed:     6, Skipped:     0, Total:     7',
    category: 'test-failure',
    details: { tool: 'xUnit', failingTests: ['Acme.Tests.TillTests.PaysBack'] },
  },
  {
    says: 'names the failing test of ExUnit',
    log: '  1) test pays back (TillTest)\n     test/till_test.exs:5\n     Assertion with == failed\n     code:  assert Till.pay(5) == 3\n\nFinished in 0.02 seconds\n2 tests, 1 failure',
    category: 'test-failure',
    details: { tool: 'ExUnit', failingTests: ['test pays back (TillTest)'] },
  },
  {
    says: 'knows a full disk whatever the tool',
    log: 'tar: release/data.tar: Cannot write: No space left on device\ntar: Error is not recoverable: exiting now',
    category: 'disk-full',
    headline: 'The disk of the build is full: “tar: release/data.tar: Cannot write: No space left on device”',
  },
  {
    says: 'knows a host that cannot be resolved',
    log: "Cloning into 'till'...\nfatal: unable to access 'https://git.example.org/till.git/': Could not resolve host: git.example.org",
    category: 'network',
  },
  {
    says: 'knows a command that is not installed',
    log: '+ protoc --version\n/tmp/build.sh: line 3: protoc: command not found',
    category: 'missing-file',
    headline: 'The build needs something that is not there: “protoc: command not found”',
  },
  {
    says: 'knows a script that may not be executed',
    log: 'make: ./scripts/package.sh: Permission denied\nmake: *** [Makefile:11: package] Error 126',
    category: 'permission',
  },
  {
    says: 'knows a build that ran too long',
    log: 'still compiling\nNo output has been received in the last 10m0s, this potentially indicates a stalled build or something wrong with the build itself.\nThe build has been terminated',
    category: 'timeout',
  },
  {
    says: 'knows a runner that went away',
    log: 'compiling\nThe runner has received a shutdown signal. This can happen when the runner service is stopped.',
    category: 'infrastructure',
  },
  {
    says: 'says the strongest line where no category fits',
    log: 'Traceback (most recent call last):\n  File "deploy.py", line 9, in <module>\n    deploy()\nNameError: name \'stage\' is not defined',
    category: 'unknown',
    headline: "The build fails: “NameError: name 'stage' is not defined”",
  },
];

describe('classify, by what the tools print', () => {
  it.each(rows)('$says', ({ log, category, details, headline }) => {
    const found = classified(log);
    expect(found.category).toBe(category);
    if (details !== undefined) expect(found.details).toMatchObject(details);
    if (headline instanceof RegExp) expect(found.headline).toMatch(headline);
    else if (headline !== undefined) expect(found.headline).toBe(headline);
  });
});

describe('classify, where several things failed', () => {
  it('keeps the compile error that follows an update of dependencies', () => {
    const log =
      "Updating coin 1.0 -> 2.0\nadded 4 packages in 2s\nsrc/till.ts(9,3): error TS2339: Property 'pay' does not exist on type 'Coin'.";
    expect(classified(log).category).toBe('compile-error');
  });

  it('does not let the stack trace of a failing test pass for a network failure', () => {
    const log =
      "TillTest > paysBack() FAILED\n    java.net.ConnectException: Connection refused\n        at acme.Till.pay(Till.java:9)\n\n1 test completed, 1 failed\n\n* What went wrong:\nExecution failed for task ':test'.\n> There were failing tests. See the report at: file:///x";
    expect(classified(log).category).toBe('test-failure');
  });

  it('does not let a warning win over the error', () => {
    const log = `${'[WARNING] /ci/till/A.java:[3,1] deprecated API, permission denied for old callers\n'.repeat(40)}[ERROR] /ci/till/B.java:[9,2] ';' expected\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.1:compile (default-compile) on project x: Compilation failure`;
    expect(classified(log)).toMatchObject({
      category: 'compile-error',
      details: { file: '/ci/till/B.java' },
    });
  });

  it('names at most twenty failing tests and counts all', () => {
    const names = Array.from({ length: 30 }, (_, at) => `--- FAIL: TestCoin${at} (0.00s)`);
    const found = classified(`${names.join('\n')}\nFAIL\nFAIL\texample.org/till\t0.1s`);
    expect(found.details.failingTests).toHaveLength(20);
    expect(found.headline).toBe('30 tests fail in example.org/till: TestCoin0 first');
  });

  it('cites only lines that stand in the log, with every claim', () => {
    for (const { log } of rows) {
      const lines = log.split('\n').length;
      for (const claim of classified(log).claims) {
        expect(claim.lines.length).toBeGreaterThan(0);
        for (const line of claim.lines) expect(line).toBeLessThanOrEqual(lines);
      }
    }
  });
});
