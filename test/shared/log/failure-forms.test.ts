import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failureForms } from '../../../shared/log/failure-forms/all.ts';
import { requiredWords } from '../../../shared/log/failure-forms/required-words.ts';
import { longestForm, newFinder, type Signal, signalOf } from '../../../shared/log/signal.ts';
import { wordIndex } from '../../../shared/log/word-index.ts';

function signal(text: string, mark?: 'error' | 'command'): Signal | undefined {
  const line = mark === undefined ? { number: 1, text } : { number: 1, text, mark };
  return signalOf(line, newFinder()(text, longestForm));
}

const announced: readonly [string, string][] = [
  ['gcc', "src/crate.c:12:5: error: unknown type name 'pallet_t'"],
  ['javac through maven', '[ERROR] /src/Crate.java:[12,5] cannot find symbol'],
  ['scalac through sbt', '[error] /src/Crate.scala:12:5: not found: value pallet'],
  ['rustc', 'error[E0425]: cannot find value `pallet` in this scope'],
  ['tsc', "src/crate.ts(12,5): error TS2304: Cannot find name 'pallet'."],
  ['go', './crate.go:12:5: undefined: pallet'],
  ['kotlinc', 'e: /src/Crate.kt: (12, 5): Unresolved reference: pallet'],
  ['csc', 'Crate.cs(12,5): error CS0103: The name does not exist'],
  ['swiftc', '/src/Crate.swift:12:5: error: use of unresolved identifier'],
  ['elixir', '** (CompileError) lib/crate.ex:12: undefined function pallet/0'],
  ['the linker', "crate.c:(.text+0x1f): undefined reference to `pallet'"],
  ['the dynamic linker', 'crate: error while loading shared libraries: libpallet.so.3: cannot open it'],
  ['go test', '--- FAIL: TestPallet (0.03s)'],
  ['gradle', 'com.acme.CrateTest > holdsTwelve FAILED'],
  ['surefire', 'holdsTwelve(com.acme.CrateTest)  Time elapsed: 0.1 s  <<< FAILURE!'],
  ['unittest', 'FAIL: test_pallet (tests.test_crate.CrateTest)'],
  ['minitest', '  1) Failure:'],
  ['jest', '  ● crate › holds twelve'],
  ['TAP', 'not ok 12 - holds twelve'],
  ['cargo test', "thread 'crate::holds' panicked at 'pallet is full', src/lib.rs:12"],
  ['phpunit', '1) Acme\\CrateTest::testHolds'],
  ['scalatest', '[info] - holds twelve *** FAILED ***'],
  ['exunit', '  1) test holds twelve (Acme.CrateTest)'],
  ['xunit', '    Acme.CrateTest.HoldsTwelve [FAIL]'],
  ['gtest', 'crate_test.cc:12: Failure'],
  ['prove', 't/12-crate.t .. Dubious, test returned 1 (wstat 256, 0x100)'],
  ['tasty', '    holds twelve:       FAIL (0.02s)'],
  ['pester', '[-] holds twelve 12ms'],
  ['clojure', 'FAIL in (holds-twelve) (crate_test.clj:12)'],
  ['R CMD check', '* checking tests ... ERROR'],
  ['npm', 'npm ERR! code ERESOLVE'],
  ['yarn', 'error Couldn\'t find package "left-crate" on the registry.'],
  ['pip', 'ERROR: No matching distribution found for left-crate==9'],
  ['bundler', "Could not find gem 'left-crate' in any of the sources"],
  ['composer', '  Problem 1'],
  ['maven', '[ERROR] Failed to execute goal org.acme:crate-plugin:1.0:pack on project crate'],
  ['apt', 'E: Unable to locate package left-crate'],
  ['go modules', 'go: acme.dev/crate@v9.9.9: invalid version: unknown revision v9.9.9'],
  ['eslint', "  12:5  error  'pallet' is not defined  no-undef"],
  ['rubocop', 'lib/crate.rb:12:5: C: Style/StringLiterals: Prefer single quotes'],
  ['flake8', './crate.py:12:5: E128 continuation line under-indented'],
  ['gradle itself', '* What went wrong:'],
  ['cmake', 'CMake Error at CMakeLists.txt:12 (find_package):'],
  ['rake', 'rake aborted!'],
  ['bazel', 'ERROR: /src/crate/BUILD:3:1: Compiling crate.cc failed'],
  ['docker', 'ERROR: failed to solve: acme/base:9: not found'],
  ['python', 'Traceback (most recent call last):'],
  ['java', 'Exception in thread "main" java.lang.IllegalStateException: full'],
  ['ruby', "crate.rb:12:in `pack': pallet is full (Acme::Full)"],
  ['a sanitizer', '==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x1'],
  ['the kernel', './run.sh: line 12:  4711 Segmentation fault      (core dumped) ./crate'],
  ['the shell', './run.sh: line 12: crate: command not found'],
  ['the disk', 'tar: crate: Cannot write: No space left on device'],
  ['kubernetes', 'Back-off pulling image: ImagePullBackOff'],
  ['Travis', 'No output has been received in the last 10m0s, this potentially indicates a stalled build'],
];

describe('a line announces a failure in the form of', () => {
  test.each(announced)('%s', (_, text) => {
    expect(signal(text)?.strength ?? 0).toBeGreaterThanOrEqual(0.7);
  });
});

const silent: readonly [string, string][] = [
  ['a passed test about errors', '✓ throws an error when the pallet is full'],
  ['a passed row', 'tests/test_errors.py::test_failure PASSED'],
  ['a count of zero', '0 errors, 0 failures'],
  ['a skipped test', 't12 ... skipped: pallet not found'],
  ['a file name', 'lib/errors/exception.rb'],
  ['progress', 'Downloading crate 12 of 14'],
];

describe('a line announces nothing with', () => {
  test.each(silent)('%s', (_, text) => {
    expect(signal(text)).toBeUndefined();
  });
});

const weak: readonly [string, string][] = [
  ['a warning', "crate.c:12:5: warning: unused variable 'pallet'"],
  ['a deprecation', 'DeprecationWarning: pallet.open failed to be modern'],
  ['an echoed command', '+ echo "error: the build failed"'],
  ['a command in a script', '  echo "ERROR: the pallet is full"'],
];

describe('a line announces little with', () => {
  test.each(weak)('%s', (_, text) => {
    expect(signal(text)?.strength ?? 0).toBeLessThan(0.4);
  });
});

test("the CI system's own mark makes any line an error", () => {
  expect(signal('the pallet is odd', 'error')?.strength).toBeGreaterThan(0.7);
  expect(signal('error: the pallet is odd', 'command')?.strength).toBeLessThan(0.4);
});

describe('words that a form cannot do without', () => {
  const rows: readonly [RegExp, string[] | undefined][] = [
    [/^error: \S/, ['error: ']],
    [/^(?:FAIL|ERROR) in \(/, ['fail', 'error']],
    [/\b(?:heap|stack) overflow\b/, [' overflow']],
    [/colou?r blind/, ['r blind']],
    [/^(?:boom|\d{3})/, undefined],
    [/^\[[a-z]{3,9}\] \S/, undefined],
    [/^(?!no pallet).{0,9}/, undefined],
  ];
  test.each(rows)('of %s', (form, words) => {
    expect(requiredWords(form)).toEqual(words);
  });

  test('stand in every announcement that the form matches', () => {
    for (const [, text] of announced) {
      for (const { form } of failureForms.filter((each) => each.form.test(text))) {
        const words = requiredWords(form) ?? [''];
        expect(words.some((word) => text.toLowerCase().includes(word))).toBe(true);
      }
    }
  });
});

test('a word index finds the words that a plain search finds', () => {
  const word = fc.stringMatching(/^[abc :']{1,4}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 8 }),
      fc.stringMatching(/^[abcA :'x]{0,40}$/),
      (words, text) => {
        const find = wordIndex(words.map((each, key) => ({ word: each, key })))();
        const expected = words.flatMap((each, key) => (text.toLowerCase().includes(each) ? [key] : []));
        expect([...find(text, 400)].sort((a, b) => a - b)).toEqual(expected);
      },
    ),
  );
});
