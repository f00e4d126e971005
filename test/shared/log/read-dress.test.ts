import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../shared/log/read.ts';
import { type DressRow, terminalRows, timestampRows, undressedRows } from './dress-lines.ts';
import { markerRows } from './marker-lines.ts';

function expectRow({ input, lines }: DressRow): void {
  const read = readLogText(input).lines;
  expect(read.map((line) => line.text)).toEqual(
    lines.map((line) => (typeof line === 'string' ? line : line.text)),
  );
  for (const [at, line] of lines.entries()) {
    if (typeof line !== 'string') expect(read[at]).toMatchObject(line);
  }
}

describe('takes off what is for the terminal only', () => {
  test.each(terminalRows)('$name', expectRow);
});

describe('takes timestamps off', () => {
  test.each(timestampRows)('$name', expectRow);
});

describe('takes CI markers off and keeps what they say', () => {
  test.each(markerRows)('$name', expectRow);
});

describe('leaves alone', () => {
  test.each(undressedRows)('$name', expectRow);
});

describe('row 23: what could deceive a reader is gone, and line numbers stay', () => {
  const rows = [
    { name: 'right-to-left override', input: 'a\u202egnp.exe', text: 'agnp.exe' },
    { name: 'bidi isolates', input: '\u2066a\u2069\u200f', text: 'a' },
    { name: 'zero width', input: 'pass\u200bword\ufeff\u2060\u200d', text: 'password' },
    { name: 'tag characters', input: `ok${String.fromCodePoint(0xe0049, 0xe0067, 0xe006e)}`, text: 'ok' },
    { name: 'variation selectors', input: `v${String.fromCodePoint(0xe0101)}\ufe0f`, text: 'v' },
    { name: 'controls', input: 'a\u0000b\u0007c\u000bd\u007fe\u0085f', text: 'abcdef' },
    { name: 'ANSI inside a word', input: 'to\u001b[31mken', text: 'token' },
    { name: 'OSC 8', input: '\u001b]8;;javascript:x\u0007click\u001b]8;;\u0007', text: 'click' },
    { name: 'an overwrite', input: 'rm -rf /\rls', text: 'ls' },
    { name: 'line and paragraph separators', input: 'a\u2028b\u2029c', text: 'a b c' },
  ];
  test.each(rows)('$name', ({ input, text }) => {
    const { lines } = readLogText(`first\n${input}\nlast`);
    expect(lines).toEqual([
      { number: 1, text: 'first' },
      { number: 2, text },
      { number: 3, text: 'last' },
    ]);
  });
});
