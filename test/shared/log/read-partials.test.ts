import { expect, test } from 'vitest';
import { readLogText } from '../../../shared/log/read.ts';

function textsOf(log: readonly string[], options = {}): string[] {
  return readLogText(log.join('\n'), options).lines.map((line) => line.text);
}

test('joins what the kubelet split at the first number, and leaves the other numbers empty', () => {
  const read = readLogText(
    [
      '2024-01-01T10:00:00.000000001Z stdout P tok',
      '2024-01-01T10:00:00.000000002Z stdout P en=',
      '2024-01-01T10:00:00.000000003Z stdout F abc',
      '2024-01-01T10:00:00.000000004Z stdout F next',
    ].join('\n'),
  );
  expect(read.lines).toEqual([
    { number: 1, text: 'token=abc' },
    { number: 2, text: '' },
    { number: 3, text: '' },
    { number: 4, text: 'next' },
  ]);
});

test('keeps two streams apart while one of them is in the middle of a line', () => {
  expect(
    textsOf([
      '2024-01-01T10:00:00Z stdout P out ',
      '2024-01-01T10:00:00Z stderr P err ',
      '2024-01-01T10:00:00Z stdout F one',
      '2024-01-01T10:00:00Z stderr F two',
    ]),
  ).toEqual(['out one', 'err two', '', '']);
});

test('cleans a joined line as a whole: a colour code may be cut in two', () => {
  expect(textsOf(['2024-01-01T10:00:00Z stdout P ##[err', '2024-01-01T10:00:00Z stdout F or]no'])).toEqual([
    'no',
    '',
  ]);
});

test('takes a partial line as it is where the log ends', () => {
  expect(textsOf(['2024-01-01T10:00:00Z stdout P half'])).toEqual(['half']);
});

test('does not wait for ever for the rest of a line', () => {
  const other = Array.from({ length: 2000 }, (_, at) => `2024-01-01T10:00:00Z stderr F ${at}`);
  const texts = textsOf([
    '2024-01-01T10:00:00Z stdout P half',
    ...other,
    '2024-01-01T10:00:00Z stdout F late',
  ]);
  expect(texts[0]).toBe('half');
  expect(texts.at(-1)).toBe('late');
  expect(texts).toHaveLength(2002);
});

test('keeps both ends of a joined line that is too long, and counts what is gone', () => {
  const [first = ''] = textsOf(
    [`2024-01-01T10:00:00Z stdout P ${'a'.repeat(60)}`, `2024-01-01T10:00:00Z stdout F ${'b'.repeat(60)}`],
    { maxLineBytes: 100 },
  );
  expect(first).toBe(`${'a'.repeat(50)} [... 20 characters cut ...] ${'b'.repeat(50)}`);
});

test("joins docker's records up to the one that ends a line", () => {
  expect(
    textsOf([
      '{"log":"first ","stream":"stdout","time":"2024-01-01T10:00:00Z"}',
      '{"log":"second\\n","stream":"stdout","time":"2024-01-01T10:00:00Z"}',
      '{"log":"10%\\r20%\\n","stream":"stdout","time":"2024-01-01T10:00:00Z"}',
    ]),
  ).toEqual(['first second', '', '20%']);
});

test("joins GitLab's appended lines, and takes its stream tags off", () => {
  expect(
    textsOf([
      '2024-05-22T12:43:46.962646Z 00O Running',
      '2024-05-22T12:43:47.962646Z 00O+ on a runner',
      '2024-05-22T12:43:47.962646Z 00O+.',
      '2024-05-22T12:43:48.962646Z 01E fatal: no',
      'plain',
    ]),
  ).toEqual(['Running on a runner.', '', '', 'fatal: no', 'plain']);
});

test('cleans a line that waited as it would have been at once', () => {
  // Each line is a block of its own here, and only the first one has a carriage return.
  expect(
    textsOf(['2024-05-22T12:43:46.962646Z 00O 10%\r20%', '2024-05-22T12:43:47.962646Z 00O done'], {
      maxLineBytes: 40,
    }),
  ).toEqual(['20%', 'done']);
});
