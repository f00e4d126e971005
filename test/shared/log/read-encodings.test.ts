import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../shared/log/read.ts';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

function swapped(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('row 22: NULs, invalid UTF-8 and UTF-16 are replaced, and line numbers stay', () => {
  const rows = [
    { name: 'NUL bytes', input: bytes('a\0b\n\0\nc'), texts: ['ab', '', 'c'] },
    { name: 'a byte that is no UTF-8', input: bytes('a', [0xff], 'b\nc'), texts: ['a\ufffdb', 'c'] },
    {
      name: 'a character cut by a line end',
      input: bytes('a', [0xe2, 0x82], '\nb'),
      texts: ['a\ufffd', 'b'],
    },
    { name: 'Latin-1', input: Buffer.from('Stra\u00dfe\nzwei', 'latin1'), texts: ['Stra\ufffde', 'zwei'] },
    { name: 'a UTF-8 byte order mark', input: bytes('\ufeffa\nb'), texts: ['a', 'b'] },
    {
      name: 'UTF-16 LE with its mark',
      input: Buffer.from('\ufeffé\r\nzwei\n', 'utf16le'),
      texts: ['é', 'zwei'],
    },
    { name: 'UTF-16 BE with its mark', input: swapped('\ufeffé\nzwei'), texts: ['é', 'zwei'] },
    { name: 'UTF-16 LE without', input: Buffer.from('one\ntwo\n', 'utf16le'), texts: ['one', 'two'] },
    { name: 'UTF-16 BE without', input: swapped('one\ntwo'), texts: ['one', 'two'] },
    {
      name: 'U+0A0A in UTF-16, which is no line end',
      input: Buffer.from('\ufeffa\u0a0ab\nc', 'utf16le'),
      texts: ['a\u0a0ab', 'c'],
    },
    {
      name: 'half a surrogate pair in UTF-16',
      input: Buffer.from('\ufeffa\ud800\nb', 'utf16le'),
      texts: ['a\ufffd', 'b'],
    },
    { name: 'nothing but NULs', input: new Uint8Array(3000), texts: [''] },
  ];
  test.each(rows)('row 22: $name', ({ input, texts }) => {
    const { lines, totalBytes } = readLogText(input);
    expect(lines.map((line) => line.text)).toEqual(texts);
    expect(lines.map((line) => line.number)).toEqual(texts.map((_, at) => at + 1));
    expect(totalBytes).toBe(input.length);
  });
});

test('reads a tar of one log as that log', () => {
  const header = Buffer.alloc(512);
  header.write('build.log');
  header.write('ustar', 257);
  const { lines } = readLogText(Buffer.concat([header, Buffer.from('one\ntwo\n'), Buffer.alloc(1016)]));
  expect(lines.map((line) => line.text)).toEqual(['one', 'two', '']);
});

test('an empty log has no lines', () => {
  expect(readLogText('')).toEqual({
    lines: [],
    sections: [],
    totalLines: 0,
    totalBytes: 0,
    truncated: false,
  });
});

test('row 24: one line of 10 MB is cut, both ends are kept, and it says how much is gone', () => {
  const { lines, totalLines, truncated } = readLogText(`before\nstart ${'x'.repeat(10_000_000)} end\nafter`);
  const [, long] = lines;
  expect(totalLines).toBe(3);
  expect(lines.map((line) => line.number)).toEqual([1, 2, 3]);
  expect(lines[2]?.text).toBe('after');
  expect(long?.text.length).toBeLessThan(70_000);
  expect(long?.text).toMatch(/^start x+\[\.\.\. \d+ characters cut \.\.\.\]x+ end$/);
  const cut = Number(/(\d+) characters cut/.exec(long?.text ?? '')?.[1]);
  expect((long?.text ?? '').replace(/\[.*\]/, '').length + cut).toBe(10_000_010);
  expect(truncated).toBe(false);
});

test('row 24: the cut stands between words and between characters', () => {
  const words = readLogText(`${'word '.repeat(100)}end`, { maxLineBytes: 64 }).lines[0]?.text ?? '';
  expect(words).toMatch(/^(?:word )+\[\.\.\. \d+ characters cut \.\.\.\](?: word)+ end$/);
  const marks = readLogText('€'.repeat(100), { maxLineBytes: 64 }).lines[0]?.text ?? '';
  expect(marks).toMatch(/^€+\[\.\.\. \d+ characters cut \.\.\.\]€+$/);
  const cut = Number(/(\d+) characters cut/.exec(marks)?.[1]);
  expect((marks.match(/€/g) ?? []).length + cut).toBe(100);
});
