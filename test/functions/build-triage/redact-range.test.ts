import { describe, expect, it } from 'vitest';
import { redactRange } from '../../../functions/build-triage/redact-range.ts';
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
    const shown = redactRange(log, rangeOf(12, 28));
    expect(shown).not.toContain('x3Fz9LmW');
    expect(shown.split('\n')).toHaveLength(17);
    expect(shown).toContain('error: it was printed');
  });

  it('stays as it is where it holds no secret', () => {
    expect(redactRange(log, rangeOf(1, 1))).toBe('+ cat id_rsa');
    expect(redactRange(log, rangeOf(28, 28))).toBe('error: it was printed');
  });
});
