import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutEnd, cutMiddle, oneLine, plainText } from '../../../shared/rendering/text.ts';

describe('plain text', () => {
  test.each([
    ['colours', '\u001b[31merror\u001b[0m', 'error'],
    ['a terminal link', '\u001b]8;;https://evil.example\u0007log\u001b]8;;\u0007', 'log'],
    ['Windows line ends', 'a\r\nb', 'a\nb'],
    ['a lone carriage return', 'a\rb', 'a b'],
    ['backspaces and NULs', 'a\b\0b', 'ab'],
    ['text written right to left', 'a\u202eb', 'ab'],
    ['zero-width characters', 'a\u200b\u2060\ufeffb', 'ab'],
    ['tag characters', 'a\u{e0041}b', 'ab'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
    ['characters that are none', 'a\ufffe\uffffb', 'ab'],
    ['line feeds and tabs, which stay', 'a\n\tb', 'a\n\tb'],
  ])('has no %s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });

  test('is put on one line', () => {
    expect(oneLine('  a\n\n\tb\u2028c ')).toBe('a b c');
  });
});

describe('cutting', () => {
  test.each([
    ['abcdef', 6, 'abcdef', 'abcdef'],
    ['abcdefgh', 6, 'abcde…', 'ab … h'],
    ['ab 👩👩👩', 5, 'ab…', 'a … '],
  ])('cuts %s to %i characters', (text, max, end, middle) => {
    expect(cutEnd(text, max)).toBe(end);
    expect(cutMiddle(text, max)).toBe(middle);
  });

  test('keeps both ends of a line of 10 MB', () => {
    const cut = cutMiddle(`start${'x'.repeat(10_000_000)}end`, 40);
    expect(cut).toMatch(/^start.*end$/);
    expect(cut.length).toBe(40);
  });

  test('never makes a text longer than it may be, nor half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 5, max: 50 }), (text, max) => {
        for (const cut of [cutEnd(text, max), cutMiddle(text, max)]) {
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
