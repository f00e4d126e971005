import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownOf, strongestFirst } from '../../../shared/rendering/quote.ts';
import { compileError } from '../../fakes/reports.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
const limits = { lines: 4, characters: 200, widest: 60 };

describe('the shown part of a quote', () => {
  test.each([
    ['all of a short one', lines(3), '', 'build.log, lines 101–103', lines(3)],
    ['one line', ['only'], '', 'build.log, line 101', ['only']],
    ['the first lines where nothing was said', lines(9), '', 'build.log, lines 101–104 of 101–109', lines(4)],
    [
      'the lines around what was said',
      [...lines(5), 'error: unitPrice is missing', ...lines(5)],
      'unitPrice is missing in Line',
      'build.log, lines 104–107 of 101–111',
      ['line 4', 'line 5', 'error: unitPrice is missing', 'line 1'],
    ],
    ['a line that says something', [...Array(9).fill(''), 'x'], '', 'build.log, line 110 of 101–110', ['x']],
    ['a ruler where there is nothing else', ['', '---', ''], '', 'build.log, line 102 of 101–103', ['---']],
    [
      'no blank lines and rulers at its ends',
      ['', '=====', 'error: unitPrice', '[INFO] -----', ''],
      'unitPrice',
      'build.log, line 103 of 101–105',
      ['error: unitPrice'],
    ],
  ])('is %s', (_, text, said, caption, shown) => {
    const quote = { source: 'build.log', line: 101, text: text.join('\n') };
    expect(shownOf(quote, said, limits)).toEqual({ caption, text: shown.join('\n') });
  });

  test('is around the line that a claim names, whatever other lines say', () => {
    const quote = { source: 'build.log', line: 101, named: 107, text: lines(9).join('\n') };
    expect(shownOf(quote, 'line 1', limits).caption).toBe('build.log, lines 105–108 of 101–109');
  });

  test('says how much is left out of what has no line numbers', () => {
    const quote = { source: 'Pod a', text: lines(9).join('\n') };
    expect(shownOf(quote, '', limits).caption).toBe('Pod a, lines left out: 5');
  });

  test('is within its limits, and stands where its caption says', () => {
    const words = fc.constantFrom(
      'error',
      'a',
      '',
      '---',
      'missing unitPrice',
      'x'.repeat(100),
      '👩'.repeat(40),
    );
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 30 }),
        words,
        fc.record({
          lines: fc.integer({ min: 1, max: 9 }),
          characters: fc.integer({ min: 20, max: 300 }),
          widest: fc.constant(60),
        }),
        (text, said, limits) => {
          const { text: shown, caption } = shownOf(
            { source: 's', line: 1, text: text.join('\n') },
            said,
            limits,
          );
          expect(shown.split('\n').length).toBeLessThanOrEqual(limits.lines);
          expect(shown.length).toBeLessThanOrEqual(limits.characters);
          const [, from = '', to = from] = /^s, lines? (\d+)(?:–(\d+))?/.exec(caption) ?? [];
          expect(shown.split('\n').length).toBe(Number(to) - Number(from) + 1);
        },
      ),
    );
  });
});

test('evidence comes in the order of the claims that cite it, each once', () => {
  const { report } = compileError;
  const seen = (id: string) => ({ id, kind: 'object' as const, source: id, text: id });
  const cited = {
    ...report,
    evidence: ['e1', 'e2', 'e3', 'e4'].map(seen),
    claims: [
      { text: 'a', evidence: ['e3'] },
      { text: 'b', evidence: ['e2', 'e3', 'e9'] },
    ],
  };
  expect(strongestFirst(cited).map(({ id }) => id)).toEqual(['e3', 'e2', 'e1', 'e4']);
});
