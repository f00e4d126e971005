import { describe, expect, it } from 'vitest';
import { condensed } from '../../../shared/log/condense.ts';
import { readLogText } from '../../../shared/log/read.ts';

const quiet = (count: number) => Array.from({ length: count }, (_, index) => `compiled part ${index}`);

describe('what is worth a closer look', () => {
  it('is all of a short log', () => {
    const log = readLogText(quiet(600).join('\n'));
    expect(condensed(log)).toBe(log);
  });

  it('is the beginning, the end, and what stands around a line that may tell of a failure', () => {
    const log = readLogText([...quiet(3_000), 'src/a.c:1: error: no', ...quiet(3_000)].join('\n'));
    const numbers = condensed(log).lines.map(({ number }) => number);
    expect(numbers.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(numbers).toContain(2_993);
    expect(numbers).toContain(3_001);
    expect(numbers).toContain(3_031);
    expect(numbers.at(-1)).toBe(6_001);
    expect(numbers.length).toBeLessThan(750);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('is of lines that only repeat one another around the first and the last ones', () => {
    const noise = Array.from({ length: 4_000 }, (_, index) => `ERROR pool: dial attempt ${index} refused`);
    const log = readLogText([...quiet(1_000), ...noise, ...quiet(1_000)].join('\n'));
    const numbers = condensed(log).lines.map(({ number }) => number);
    expect(numbers).toContain(1_001);
    expect(numbers).toContain(5_000);
    expect(numbers).not.toContain(3_000);
    expect(numbers.length).toBeLessThan(650);
  });

  it('keeps the numbers and texts of lines, and what is known of the whole log', () => {
    const log = readLogText([...quiet(2_000), 'fatal: no', ...quiet(2_000)].join('\n'));
    const short = condensed(log);
    expect(short.lines.find(({ number }) => number === 2_001)?.text).toBe('fatal: no');
    expect({ ...short, lines: [] }).toEqual({ ...log, lines: [] });
  });
});
