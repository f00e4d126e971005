import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAnyCi } from '../../../functions/build-triage/builds/any-ci.ts';
import { cleanLogOf } from '../../../functions/build-triage/classify/clean-log.ts';
import { triage } from '../../../functions/build-triage/triage.ts';
import { readLogText } from '../../../shared/log/read.ts';
import { reportText } from '../../../shared/report-text.ts';

// Put together here, so that no scanner takes the test for a leak.
const random = 'Xk7Qz9Lm2Vb4Tn8WcR5yHd3sPf6Gj1';
const long = `${random}Ae0Bu${random.split('').reverse().join('')}`;
const dashes = '-'.repeat(5);
const pem = `MIIEvQIBADANBgkqhkiG9w0BAQEFAASC${long}${long}${long}`;

/** A secret as it stands in a line, and the part of it that nobody may read. */
const forms: readonly (readonly [written: string, secret: string])[] = [
  [`https://bob:${random}@git.example.com/x`, random],
  [['sk-', 'ant-api03-', `${long}${long}`.slice(0, 93), 'AA'].join(''), long],
  [['gh', `p_${random}Ae0Bu1`].join(''), random],
  [['xox', `b-123456789012-1234567890123-${random.slice(0, 24)}`].join(''), random.slice(0, 24)],
  [['glp', `at-${random.slice(0, 20)}`].join(''), random.slice(0, 20)],
  [['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', `${random}Ae0Bu1Zq7Xw`].join('.'), random],
  [`${dashes}BEGIN PRIVATE KEY${dashes} ${pem} ${dashes}END PRIVATE KEY${dashes}`, pem],
  [`Pwd=${random};`, random],
  [`DB_PASSWORD=${random}`, random],
  [`Authorization: Bearer ${long}`, long],
];

const lines: readonly ((said: string) => string)[] = [
  (said) => `src/a.ts(1,1): error TS2322: ${said}`,
  (said) => `ERROR: ${said}`,
  (said) => `npm error ${said}`,
  (said) => `[ERROR] Failed to execute goal x:y:1:compile (default) on project z: ${said}`,
  (said) => `[ERROR] /src/Till.java:[3,9] ${said}`,
  (said) => `FAILED tests/test_till.py::test_pays - ${said}`,
  (said) => `--- FAIL: TestCoin (0.00s)\n    till_test.go:9: ${said}`,
  (said) => `Traceback (most recent call last):\n  File "till.py", line 3, in <module>\nValueError: ${said}`,
  (said) => `fatal: unable to access '${said}': Could not resolve host: git.example.com`,
  (said) => `make: *** [Makefile:3: ${said}] Error 2`,
  (said) => `error[E0425]: ${said}\n --> src/lib.rs:7:3`,
  (said) => `The command "${said}" exited with 1.`,
  (said) => `$ ${said}\nit broke\n\nThe command "${said}" exited with 1.`,
  (said) => `  1) ${said}:\n     AssertionError: ${said}`,
  (said) => `##[group]Run ${said}\n##[error]Process completed with exit code 1.`,
  (said) => `No space left on device: ${said}`,
  (said) => `Error: ${said}\n    at check.js:3:9`,
];

const anyCase = fc.record({
  form: fc.constantFrom(...forms),
  line: fc.constantFrom(...lines),
  filler: fc.integer({ min: 0, max: 600 }),
  word: fc.constantFrom('w ', 'word, ', 'the path/of it '),
  isStated: fc.boolean(),
});

/** The pieces of ten characters of a secret, any of which tells too much of it. */
const pieces = (secret: string) =>
  Array.from({ length: secret.length - 9 }, (_, at) => secret.slice(at, at + 10));

describe('a secret in a log', () => {
  it('leaves no part of itself in a report, wherever its line is cut', () => {
    fc.assert(
      fc.property(anyCase, ({ form: [written, secret], line, filler, word, isStated }) => {
        const said = `${word.repeat(600).slice(0, filler)} ${written} and on`;
        const log = readLogText(`+ build\n${line(said)}\nexit status 1\n`);
        const outcome = fromAnyCi({
          ...{ build: { name: 'cart #7' }, outcome: 'failed', reason: said, step: said, exitCode: 2 },
        });
        if (!('failed' in outcome)) throw new Error('the build failed');
        const { hints, stated } = outcome.failed;
        const report = triage({
          logs: [{ name: `log ${said}`, step: said, log }],
          ...(isStated ? { hints, stated } : { hints: {}, stated: [] }),
          missing: [said],
          truncated: false,
        });
        // What is printed, and what the fingerprint is made from.
        const lines = log.lines.map(cleanLogOf(log).clean);
        const everything = [JSON.stringify(report), reportText(report), ...lines].join('\n');
        expect(pieces(secret).filter((piece) => everything.includes(piece))).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });
});
