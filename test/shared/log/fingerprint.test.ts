import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureIdentity, fingerprint, withoutVariables } from '../../../shared/log/fingerprint.ts';

const failure: FailureIdentity = {
  category: 'test-failure',
  tool: 'Go',
  failingTests: ['TestPaysBack'],
  lines: ['--- FAIL: TestPaysBack (0.02s)', '    till_test.go:11: want 3, got 4'],
};
const saying = (...lines: readonly string[]): FailureIdentity => ({ category: 'compile-error', lines });

describe('fingerprint', () => {
  it('has the form that labels and reports take', () => {
    expect(fingerprint(failure)).toMatch(/^fp-[0-9a-f]{16}$/);
  });

  it.each([
    [
      'at another time',
      'built 2024-05-01T10:00:07Z: cannot read a.txt',
      'built 2031-11-22 23:59:59.123: cannot read a.txt',
    ],
    ['in another folder', '/home/runner/work/till/till/src/a.ts:3: bad', '/builds/team/till/src/a.ts:3: bad'],
    ['on Windows', 'D:\\a\\till\\src\\a.ts(3,4): error TS1: bad', '/srv/till/src/a.ts(3,4): error TS1: bad'],
    [
      'in another temporary folder',
      'cannot open /tmp/tmp.AbC123xyz/in.txt',
      'cannot open /var/folders/zz/T/tmp.Qq9988/in.txt',
    ],
    [
      'with another hash',
      'image sha 3f786850e387550fdab836ed7e6dc881de23001b',
      'image sha 89e6c98d92887913cadf06b2adb97f26cde4849b',
    ],
    [
      'with another id',
      'pod 123e4567-e89b-12d3-a456-426614174000 failed',
      'pod 00000000-e89b-12d3-a456-4266141740ff failed',
    ],
    ['at another address', 'segfault at 0x7ffe1234', 'segfault at 0x00001'],
    ['after another time', 'gave up after 3.2s', 'gave up after 17 seconds'],
    ['on another port', 'refused by localhost:5422', 'refused by 127.0.0.1:61234'],
    ['in another process', '==16563==ERROR: bad read', '==99==ERROR: bad read'],
    ['with a level before it', '[ERROR] no such symbol coin', 'no such symbol coin'],
    [
      'at another address of the web',
      'GET https://ci.example.org/job/7 failed',
      'GET https://ci.example.org/job/8 failed',
    ],
  ])('is the same %s', (_, one, other) => {
    expect(fingerprint(saying(one))).toBe(fingerprint(saying(other)));
  });

  it.each([
    ['another error code', 'a.ts(3,4): error TS2345: bad', 'a.ts(3,4): error TS2304: bad'],
    ['another file', 'src/a.c:3:1: error: bad', 'src/b.c:3:1: error: bad'],
    ['another symbol', "undefined reference to `pay'", "undefined reference to `open'"],
    ['another test', '--- FAIL: TestPay (0.00s)', '--- FAIL: TestOpen (0.00s)'],
    ['a numbered test', 'FAILED test_case_1', 'FAILED test_case_2'],
    ['another library version in its name', 'cannot find -lssl3', 'cannot find -lssl1'],
  ])('differs for %s', (_, one, other) => {
    expect(fingerprint(saying(one))).not.toBe(fingerprint(saying(other)));
  });

  it('counts neither the order of lines and tests nor repeats', () => {
    const lines = [...failure.lines].reverse();
    expect(fingerprint({ ...failure, lines: [...lines, ...lines] })).toBe(fingerprint(failure));
  });

  it('differs by category, tool and tests', () => {
    const all = [
      failure,
      { ...failure, category: 'timeout' },
      { ...failure, tool: 'Jest' },
      { ...failure, failingTests: ['TestOpens'] },
    ];
    expect(new Set(all.map(fingerprint)).size).toBe(all.length);
  });

  it('does not tell by a list of tests that was cut', () => {
    const tests = (from: number): string[] => Array.from({ length: 20 }, (_, at) => `Test${from + at}x`);
    expect(fingerprint({ ...failure, failingTests: tests(0) })).toBe(
      fingerprint({ ...failure, failingTests: tests(9) }),
    );
  });

  it('tells by file and dependency where there is no line', () => {
    const bare = { category: 'policy', lines: [] };
    expect(fingerprint({ ...bare, file: 'a/b.xml' })).toBe(fingerprint({ ...bare, file: '/ci/till/b.xml' }));
    expect(fingerprint({ ...bare, file: 'b.xml' })).not.toBe(fingerprint({ ...bare, file: 'c.xml' }));
    expect(fingerprint({ ...bare, dependency: 'coin' })).not.toBe(
      fingerprint({ ...bare, dependency: 'purse' }),
    );
  });

  it('is the same for any time, folder, hash and duration', () => {
    const folder = fc
      .array(fc.stringMatching(/^[a-z][a-z0-9_.-]{0,9}$/), { minLength: 1, maxLength: 5 })
      .map((parts) => `/${parts.join('/')}`);
    const time = fc
      .date({ min: new Date('2001-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const hash = fc.stringMatching(/^[0-9a-f]{38}[0-9][a-f]$/);
    const dressed = fc
      .tuple(folder, time, hash, fc.integer({ min: 0, max: 99_999 }))
      .map(
        ([path, at, id, milliseconds]) =>
          `${at} ${path}/till.c:8: error: no coin in commit ${id} after ${milliseconds} ms`,
      );
    fc.assert(
      fc.property(dressed, dressed, (one, other) => {
        expect(fingerprint(saying(one))).toBe(fingerprint(saying(other)));
      }),
    );
  });

  it('takes any line, and leaves text without variables as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (line) => {
        expect(withoutVariables(line).length).toBeLessThanOrEqual(300);
      }),
    );
    expect(withoutVariables('cannot find symbol')).toBe('cannot find symbol');
  });
});
