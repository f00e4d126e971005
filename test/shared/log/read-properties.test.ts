import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLog, readLogText } from '../../../shared/log/read.ts';
import { terminalRows, timestampRows, undressedRows } from './dress-lines.ts';
import { markerRows } from './marker-lines.ts';

const rows = [...terminalRows, ...timestampRows, ...undressedRows, ...markerRows].map((row) => row.input);
const fragments = [
  ...rows,
  '2024-01-01T10:00:00Z stdout P half',
  '2024-01-01T10:00:00Z stdout F rest',
  '2024-05-22T12:43:46.962646Z 00O+more',
  'section_start:1700000000:a\r\u001b[0K',
  'section_end:1700000000:a',
  'travis_time:start:0a',
  'The command "a',
  '[web] x',
  '[api] x',
  '\r',
  '\b',
  '\u001b[',
  '\ufeff',
  'é€😀',
];

/** Lines that wear some dress, torn and put together at random. */
const dressed = fc
  .array(
    fc.oneof(
      fc.constantFrom(...fragments),
      fc.constantFrom(...fragments).chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constant('\n'),
    ),
    { maxLength: 30 },
  )
  .map((parts) => Buffer.from(parts.join('')));

const anyBytes = fc.oneof(
  dressed,
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  dressed.map((bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le')),
  dressed.map((bytes) => Buffer.from(`\ufeff${bytes.toString('utf8')}`, 'utf16le').swap16()),
);

/** Cuts bytes at the given places, in pieces that may be empty. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

describe('whatever the bytes', () => {
  test('numbers lines by LF alone: as many as there are LFs, and one more for a last line without', () => {
    fc.assert(
      fc.property(dressed, (bytes) => {
        const { lines, totalLines, totalBytes, truncated } = readLogText(bytes);
        const lineEnds = bytes.filter((byte) => byte === 10).length;
        const wanted = lineEnds + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0);
        expect(totalLines).toBe(wanted);
        expect(totalBytes).toBe(bytes.length);
        expect(truncated).toBe(false);
        expect(lines.map((line) => line.number)).toEqual(Array.from({ length: wanted }, (_, at) => at + 1));
      }),
    );
  });

  test('gives the same for any cut into pieces, with any bounds', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyBytes,
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.record(
          {
            maxLineBytes: fc.integer({ min: 8, max: 60 }),
            headBytes: fc.nat(100),
            tailBytes: fc.nat(100),
            headLines: fc.nat(10),
            tailLines: fc.nat(10),
            maxBytes: fc.nat(400),
          },
          { requiredKeys: [] },
        ),
        async (bytes, places, options) => {
          expect(await readLog(cutAt(bytes, places), options)).toEqual(readLogText(bytes, options));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('leaves no control, no escape and no invisible character, and no line end in a text', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        for (const { text } of readLogText(bytes).lines) {
          expect(text).not.toMatch(/[\p{Cc}--\t]/v);
          expect(text).not.toMatch(/[\p{DI}\p{Bidi_C}\u2028\u2029]/u);
          expect(text).toBe(text.trimEnd());
        }
      }),
    );
  });

  test('gives each line a section that holds it, and sections that lie in the log', () => {
    fc.assert(
      fc.property(dressed, (bytes) => {
        const { lines, sections, totalLines } = readLogText(bytes);
        for (const section of sections) {
          expect(section.line).toBeGreaterThanOrEqual(1);
          expect(section.lineEnd).toBeGreaterThanOrEqual(section.line);
          expect(section.lineEnd).toBeLessThanOrEqual(totalLines);
        }
        for (const { section } of lines) {
          if (section !== undefined) expect(sections[section]).toBeDefined();
        }
      }),
    );
  });

  test('takes nothing from the text of plain lines', () => {
    const plain = fc.array(fc.stringMatching(/^[a-z]{1,8}(?: [a-z]{1,8}){0,4}$/), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(plain, (texts) => {
        expect(readLogText(texts.join('\n')).lines.map((line) => line.text)).toEqual(texts);
      }),
    );
  });
});
