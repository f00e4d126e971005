import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerpt } from '../../../shared/log/excerpt.ts';
import type { Excerpt, ReadLog } from '../../../shared/log/log.ts';
import { readLogText } from '../../../shared/log/read.ts';
import { excerptRows, progress } from './excerpt-logs.ts';

function logOf(lines: readonly string[]): ReadLog {
  return readLogText(lines.join('\n'));
}

function shownLines(found: Excerpt): string[] {
  return found.ranges.flatMap((range) => range.text.split('\n'));
}

describe('an excerpt shows', () => {
  test.each(excerptRows)('$name', ({ lines, passing, shows, hides, first }) => {
    const found = excerpt(logOf(lines), passing === undefined ? {} : { passing: logOf(passing) });
    const shown = shownLines(found);
    for (const line of shows) expect(shown).toContain(line);
    for (const line of hides ?? []) expect(shown).not.toContain(line);
    expect(lines[(found.ranked[0] ?? 0) - 1]).toBe(first);
  });
});

describe('a log that shows no failure has nothing ranked', () => {
  const quiet: readonly { name: string; lines: readonly string[] }[] = [
    { name: 'an empty log', lines: [] },
    { name: 'progress only', lines: progress('packing', 30) },
    { name: 'a job that says it passed', lines: ['Error: cache is cold', 'Finished: SUCCESS'] },
    { name: 'warnings only', lines: ["a.c:3:7: warning: unused variable 'w'", 'linked'] },
    { name: 'zero failures', lines: ['12 tests, 0 failures', '0 errors, 3 warnings'] },
    { name: 'a test that expects its error', lines: ['Error: no pallet left', '      Tests  4 passed (4)'] },
    {
      name: 'a Travis job that exited with 0',
      lines: ['$ make', 'The command "make" exited with 0.', 'Done. Your build exited with 0.'],
    },
  ];
  test.each(quiet)('$name', ({ lines }) => {
    expect(excerpt(logOf(lines)).ranked).toEqual([]);
  });
});

describe('an excerpt tells', () => {
  test('the failing command of a Travis job and its status', () => {
    const found = excerpt(
      logOf([
        '$ make lint',
        'fine',
        'The command "make lint" exited with 0.',
        '$ make',
        'no crate',
        'The command "make" exited with 3.',
      ]),
    );
    expect(found).toMatchObject({ step: 'make', exitStatus: 3 });
  });

  test('why its first line was taken', () => {
    const lines = ['go: finding', 'main.go:3:5: undefined: crate', 'Process completed with exit code 1.'];
    expect(excerpt(logOf(lines)).why).toBe('compiler error');
    expect(excerpt(logOf(lines), { passing: logOf(['go: finding']) }).why).toBe(
      'compiler error, new against the passing log',
    );
  });

  test('that it cut a very long line, under its own number', () => {
    const found = excerpt(logOf(['one', `Error: ${'x'.repeat(3_000)}`, 'three']));
    const line = shownLines(found)[1] ?? '';
    expect(line).toHaveLength(500);
    expect(line).toMatch(/ … \[3007 characters, cut\]$/);
    expect(found.ranked).toEqual([2]);
  });
});

const words = fc.constantFrom(
  'error: no crate',
  '  at pack (crate.js:3:4)',
  '',
  'FAILURES!',
  '1) CrateTest::holds',
  'npm error code ELIFECYCLE',
  '$ make',
  'The command "make" exited with 1.',
  'ok',
  'make: *** [all] Error 2',
  '=== FAILURES ===',
  '+ echo',
  'a'.repeat(700),
);
const anyLines = fc.array(
  fc.oneof(
    words,
    fc.string({ maxLength: 120 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
  ),
  {
    maxLength: 120,
  },
);

describe('for any log an excerpt', () => {
  test('keeps to the budget, and its ranges ascend, stand apart, lie in the log and have a line of text for each line', () => {
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 0, max: 9_000 }), (lines, budgetCharacters) => {
        const log = logOf(lines);
        const { ranges, ranked } = excerpt(log, { budgetCharacters });
        let last = 0;
        let characters = 0;
        const shown = new Set<number>();
        for (const { line, lineEnd, text } of ranges) {
          expect(line).toBeGreaterThan(last);
          expect(lineEnd).toBeGreaterThanOrEqual(line);
          expect(text.split('\n')).toHaveLength(lineEnd - line + 1);
          for (let number = line; number <= lineEnd; number++) shown.add(number);
          characters += text.length + 1;
          last = lineEnd;
        }
        expect(last).toBeLessThanOrEqual(log.totalLines);
        expect(characters).toBeLessThanOrEqual(budgetCharacters);
        for (const number of ranked) expect(shown.has(number)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('is the same each time, with and without a passing log', () => {
    fc.assert(
      fc.property(anyLines, anyLines, (lines, passing) => {
        const options = { passing: logOf(passing) };
        expect(excerpt(logOf(lines), options)).toEqual(excerpt(logOf(lines), options));
        expect(excerpt(logOf(lines))).toEqual(excerpt(logOf(lines)));
      }),
      { numRuns: 30 },
    );
  });
});
