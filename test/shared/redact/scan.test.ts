import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesOf, eachRun, wordFinder } from '../../../shared/redact/scan.ts';

describe('wordFinder', () => {
  const words = ['token', 'key', 'pass', 'passw', '://', 'ss', 'keyto'];
  const texts = fc
    .array(
      fc.oneof(
        fc.constantFrom(...words, 'KEY', 'PassW', 'é', 'to', 'ken', '文'),
        fc.string({ maxLength: 3 }),
      ),
      {
        maxLength: 40,
      },
    )
    .map((parts) => parts.join(''));

  test('finds at each place the longest word that ends there, in rising order', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const found: [number, string][] = [];
        wordFinder(words).each(codesOf(text), (word, end) => found.push([end, words[word] ?? '']));
        // Only ASCII letters have another case here: "ſ" is no "s".
        const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
        const expected = Array.from({ length: text.length + 1 }, (_, end): [number, string] => {
          const ending = words.filter((word) => lower.slice(0, end).endsWith(word));
          return [end, ending.sort((a, b) => b.length - a.length)[0] ?? ''];
        }).filter(([, word]) => word !== '');
        expect(found).toEqual(expected);
      }),
    );
  });
});

describe('eachRun', () => {
  test('visits every run of sixteen token characters and more, once and whole', () => {
    const piece = fc.string({ unit: fc.constantFrom(...'aZ9-_.~ \n=é'), maxLength: 60 });
    fc.assert(
      fc.property(piece, fc.nat(40), piece, (before, length, after) => {
        const text = `${before}${'x'.repeat(length)}${after}`;
        const found: [number, number][] = [];
        eachRun(codesOf(text), ({ start, end }) => found.push([start, end]));
        const expected = [...text.matchAll(/[A-Za-z0-9_.~-]{16,}/g)].map(({ 0: run, index }) => [
          index,
          index + run.length,
        ]);
        expect(found).toEqual(expected);
      }),
    );
  });
});
