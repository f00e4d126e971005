import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens, shownOf } from '../../../shared/model/shown.ts';
import type { Evidence } from '../../../shared/report.ts';

const log = (id: string, texts: readonly string[], line = 1): Evidence => ({
  ...{ id, kind: 'log', source: 'build.log', line, lineEnd: line + texts.length - 1 },
  text: texts.join('\n'),
});

const many = (count: number, word = 'line') =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}`);

describe('evidence as a model sees it', () => {
  it('shows each line behind its citation, and objects with their id', () => {
    const object: Evidence = { id: 'e2', kind: 'object', source: 'TaskRun', text: 'failed\nwith 1' };
    expect(shownOf([log('e1', ['first', 'second'], 411), object], 1_000)).toEqual({
      lines: [
        '[e1] log, lines 411 to 412: build.log',
        'e1:411 | first',
        'e1:412 | second',
        '[e2] object: TaskRun',
        'e2 | failed',
        'e2 | with 1',
      ],
      cut: false,
    });
  });

  it('keeps both ends of what is too long, says how much is missing, and keeps what is small whole', () => {
    const { lines, cut } = shownOf([log('e1', many(400)), log('e2', ['the small one'])], 400);
    expect(cut).toBe(true);
    expect(lines).toContain('e1:1 | line 1');
    expect(lines).toContain('e1:400 | line 400');
    expect(lines).toContain('e2:1 | the small one');
    expect(lines.filter((line) => /^… \d+ lines left out …$/.test(line))).toHaveLength(1);
  });

  it('leaves the last pieces out where there are too many', () => {
    const pieces = many(50).map((text, index) => log(`e${index + 1}`, [text]));
    const { lines, cut } = shownOf(pieces, 480);
    expect(cut).toBe(true);
    expect(lines[1]).toBe('e1:1 | line 1');
    expect(lines.at(-1)).toBe('… 45 more left out …');
  });

  it('shows no secret, not even one that an invisible character or a colour hides', () => {
    const secret = ['ghp', '_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
    const hidden = `${secret.slice(0, 9)}\u200b\u001b[31m${secret.slice(9)}`;
    const { lines } = shownOf([log('e1', [`token ${secret}`, `token ${hidden}`])], 1_000);
    expect(lines.join('\n')).not.toContain(secret.slice(10, 30));
  });

  it('never passes its budget by more than its marks, and never lets evidence begin a line', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '\n', '\r', '\u2028', '\u202e', '[', 'E', ' '),
      maxLength: 900,
    });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 200, max: 2_000 }),
        (texts, tokens) => {
          const evidence = texts.map((each, index) => log(`e${index + 1}`, each.split('\n')));
          const { lines } = shownOf(evidence, tokens);
          expect(estimateTokens(lines.join('\n'))).toBeLessThanOrEqual(tokens + 20);
          for (const line of lines) {
            expect(line).toMatch(/^(?:e\d+:\d+ \| |\[e\d+\] log, lines |… \d+ (?:lines|more) left out …$)/);
            expect(line).not.toMatch(/[\n\r\u2028\u202e]/);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
