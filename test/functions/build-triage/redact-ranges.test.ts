import { describe, expect, it } from 'vitest';
import { redactRanges } from '../../../functions/build-triage/redact-ranges.ts';
import { readLogText } from '../../../shared/log/read.ts';

// Put together here, so that no scanner takes the test for a leak.
const dashes = '-'.repeat(5);
const body = Array.from(
  { length: 24 },
  (_, row) => `MIIEpAIBAAKCAQEA${String(row).padStart(2, '0')}kQ7d${'x3Fz9LmW'.repeat(5)}`,
);
const key = [`${dashes}BEGIN RSA PRIVATE KEY${dashes}`, ...body, `${dashes}END RSA PRIVATE KEY${dashes}`];

describe('a range of a log', () => {
  const log = readLogText(['+ cat id_rsa', ...key, 'error: it was printed', ''].join('\n'));
  const rangeOf = (line: number, lineEnd: number) => ({
    line,
    lineEnd,
    text: log.lines
      .slice(line - 1, lineEnd)
      .map(({ text }) => text)
      .join('\n'),
  });

  it('row 25: that begins in the middle of a private key shows nothing of it, and has as many lines', () => {
    const shown = redactRanges(log, [rangeOf(12, 28)])[0] ?? '';
    expect(shown).not.toContain('x3Fz9LmW');
    expect(shown.split('\n')).toHaveLength(17);
    expect(shown).toContain('error: it was printed');
  });

  it('is clean also where the key is split over several ranges', () => {
    const shown = redactRanges(log, [rangeOf(3, 5), rangeOf(6, 6), rangeOf(20, 28)]);
    expect(shown.map((text) => text.split('\n').length)).toEqual([3, 1, 9]);
    expect(shown.join('\n')).not.toContain('x3Fz9LmW');
  });

  it('stays as it is where it holds no secret', () => {
    expect(redactRanges(log, [rangeOf(1, 1), rangeOf(28, 28)])).toEqual([
      '+ cat id_rsa',
      'error: it was printed',
    ]);
  });
});
