import { describe, expect, test } from 'vitest';
import { type ReadLogOptions, readLog, readLogText } from '../../../shared/log/read.ts';

const bounds: ReadLogOptions = { headBytes: 2000, tailBytes: 70_000, betweenBytes: 40_000 };

function* pieces(lines: Iterable<string>): Generator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}

function* longLog(count: number, special: ReadonlyMap<number, string>): Generator<string> {
  for (let number = 1; number <= count; number += 1) {
    yield special.get(number) ?? `compiling module number ${number} of the long list`;
  }
}

describe('row 21: a log that is too large', () => {
  test('keeps its head, its tail and the failures between with their neighbourhood, and says truncated', async () => {
    const special = new Map([[20_000, 'Error: the only one']]);
    const log = await readLog(pieces(longLog(40_000, special)), bounds);
    const numbers = log.lines.map((line) => line.number);
    expect(log.truncated).toBe(true);
    expect(log.totalLines).toBe(40_000);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(numbers.slice(-500)).toEqual(Array.from({ length: 500 }, (_, at) => 39_501 + at));
    expect(numbers.filter((number) => number > 10_000 && number < 30_000)).toEqual(
      Array.from({ length: 17 }, (_, at) => 19_994 + at),
    );
    expect(log.lines.find((line) => line.number === 20_000)?.text).toBe('Error: the only one');
  });

  test('keeps the first of each kind of failure and the last ones when there are too many', async () => {
    function* failing(): Generator<string> {
      for (let number = 1; number <= 60_000; number += 1) {
        if (number === 3000) yield 'Segmentation fault in the linker';
        else
          yield number % 30 === 0 ? `error: case ${number} failed` : `running case ${number} quietly along`;
      }
    }
    const log = await readLog(pieces(failing()), bounds);
    const kept = new Set(log.lines.map((line) => line.number));
    expect(kept.has(3000)).toBe(true);
    const failures = log.lines.filter((line) => line.text.startsWith('error:')).map((line) => line.number);
    const tailStart = 60_000 - Math.floor(70_000 / 36);
    const between = failures.filter((number) => number < tailStart);
    expect(between.slice(0, 4)).toEqual([30, 60, 90, 120]);
    expect(between.some((number) => number > 30_000)).toBe(true);
    expect(kept.has(20_010)).toBe(false);
  });

  test('keeps where sections begin, and the names of the sections that kept lines stand in', async () => {
    const special = new Map([
      [15_000, '##[group]Run make deploy'],
      [15_001, '##[endgroup]'],
      [20_000, 'fatal: no route'],
    ]);
    const log = await readLog(pieces(longLog(40_000, special)), bounds);
    const failure = log.lines.find((line) => line.number === 20_000);
    expect(log.sections[failure?.section ?? -1]?.name).toBe('Run make deploy');
    expect(log.lines.find((line) => line.number === 15_000)?.text).toBe('Run make deploy');
  });

  test('holds no more sections than lines could need, however many there were', async () => {
    function* folds(): Generator<string> {
      for (let fold = 0; fold < 20_000; fold += 1) {
        yield `travis_fold:start:step.${fold}`;
        yield 'nothing happens here at all';
        yield `travis_fold:end:step.${fold}`;
      }
    }
    const log = await readLog(pieces(folds()), { ...bounds, betweenBytes: 4000 });
    expect(log.sections.length).toBeLessThan(5000);
    for (const line of log.lines) {
      const section = log.sections[line.section ?? -1];
      expect(section?.name).toBe(`step.${Math.floor((line.number - 1) / 3)}`);
    }
  });

  test('gives the same whatever the pieces it comes in', async () => {
    const whole = Buffer.from([...longLog(5000, new Map([[2500, 'error: one']]))].join('\n'));
    const once = readLogText(whole, bounds);
    for (const size of [1, 7, 1000, 65_536]) {
      const cut = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
        whole.subarray(at * size, at * size + size),
      );
      expect(await readLog(cut, bounds)).toEqual(once);
    }
  });

  test('keeps a small log whole', () => {
    const log = readLogText([...longLog(1000, new Map())].join('\n'), bounds);
    expect(log.lines).toHaveLength(1000);
    expect(log.truncated).toBe(false);
  });

  test('keeps no more lines than it may, even where they are empty', () => {
    const log = readLogText('\n'.repeat(60_000), { headLines: 100, tailLines: 200, tailBytes: 70_000 });
    expect(log.lines).toHaveLength(300);
    expect(log.totalLines).toBe(60_000);
    expect(log.truncated).toBe(true);
  });

  test('stops at the most bytes it may read, and closes its source', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('line\n');
      } finally {
        closed = true;
      }
    }
    const log = await readLog(endless(), { maxBytes: 23 });
    expect(log).toMatchObject({ totalBytes: 23, totalLines: 5, truncated: true });
    expect(log.lines.at(-1)).toEqual({ number: 5, text: 'lin' });
    expect(closed).toBe(true);
  });
});
