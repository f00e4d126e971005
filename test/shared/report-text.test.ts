import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../shared/report.ts';
import { reportText } from '../../shared/report-text.ts';
import { anyReported } from '../fakes/any-report.ts';
import { compileError, noLog, testStorm } from '../fakes/reports.ts';
import { plainStream, stubTerminal, terminal } from '../terminal.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a report as text', () => {
  it('says what, where, why, the lines that show it, and what to do, in this order', () => {
    expect(reportText(compileError.report).split('\n')).toEqual([
      "tsc refuses packages/checkout/src/line.ts: 'unitPrice' does not exist in type 'Line'",
      'compile-error · certain · step compile · tsc · packages/checkout/src/line.ts:12',
      '',
      'Why',
      "  tsc reports TS2353 at packages/checkout/src/line.ts:12: 'unitPrice' is no property of 'Line'. [e1]",
      '  The step compile ended with exit code 2. [e1, e2]',
      '',
      'Evidence',
      '  e1 step-compile, lines 41–50',
      '  41 │ > tsc --build packages/checkout',
      '  42 │ ',
      "  43 │ packages/checkout/src/line.ts:12:5 - error TS2353: Object literal may only specify known properties, and 'unitPrice' does not exist in type 'Line'.",
      '  44 │ ',
      '  45 │ 12     unitPrice: price.amount,',
      '  46 │        ~~~~~~~~~',
      '  47 │ ',
      '  48 │ ',
      '  49 │ Found 1 error.',
      '  50 │ npm error Lifecycle script `build` failed with error: code 2',
      '  e2 TaskRun payments/checkout-build-x7k2p',
      '    step compile: exit code 2, reason Error',
      '',
      'Next',
      '  Look at line 12 of packages/checkout/src/line.ts, and at what changed in the type Line.',
      '  Repeat it in a clone:',
      '    $ npx tsc --build packages/checkout',
      '',
      'fp-3f9a1c0d52e87b46 · made from evidence: no model is configured',
    ]);
  });

  it('says what was missing, and leaves out the parts that have nothing to say', () => {
    const text = reportText(noLog.report);
    expect(text).toContain('\nMissing\n  The log of pod nightly-import-28931040-4kzqd');
    expect(text).not.toContain('\nWhy\n');
    expect(text).not.toContain('\nFailing tests\n');
  });

  it('names the dependency with both versions, the failing tests, and that a log was not kept whole', () => {
    const text = reportText(testStorm.report);
    expect(text).toContain('com.fasterxml.jackson.core:jackson-databind 2.15.4 → 2.18.0');
    expect(text).toContain('\nFailing tests\n  com.example.ledger.EntryMapperTest.case1\n');
    expect(text.endsWith(' · not the whole log was kept')).toBe(true);
  });

  it('shows of long evidence the lines that claims name and those around them, with marks where it leaves out', () => {
    const text = Array.from({ length: 60 }, (_, index) => `line ${index + 101}`).join('\n');
    const report: Report = {
      ...compileError.report,
      claims: [{ text: 'It broke.', evidence: ['e1'], lines: [130] }],
      evidence: [{ id: 'e1', kind: 'log', source: 'build.log', line: 101, lineEnd: 160, text }],
    };
    const lines = reportText(report, { linesOfEvidence: 6 }).split('\n');
    const first = lines.indexOf('  e1 build.log, lines 101–160') + 1;
    expect(lines.slice(first, lines.indexOf('', first))).toEqual([
      '      ┊',
      '  128 │ line 128',
      '  129 │ line 129',
      '  130 │ line 130',
      '  131 │ line 131',
      '  132 │ line 132',
      '  133 │ line 133',
      '      ┊',
    ]);
  });

  it('tells the places of evidence that no claim cites, instead of its lines', () => {
    const evidence = [
      ...compileError.report.evidence,
      { id: 'e3', kind: 'log' as const, source: 'step-compile', line: 70, lineEnd: 70, text: 'quiet' },
      { id: 'e4', kind: 'log' as const, source: 'step-compile', line: 80, lineEnd: 81, text: 'so\nso' },
    ];
    const text = reportText({ ...compileError.report, evidence });
    expect(text).toContain('  also kept: e3 line 70; e4 lines 80–81\n');
    expect(text).not.toContain('quiet');
  });

  it('has colours on a terminal', () => {
    stubTerminal();
    const text = reportText(compileError.report, { stream: terminal() });
    expect(text.startsWith('\u001b[1mtsc refuses')).toBe(true);
  });

  it.each([
    { why: 'NO_COLOR is set', env: { NO_COLOR: '1' }, stream: terminal },
    { why: 'the terminal has none', env: { TERM: 'dumb' }, stream: terminal },
    { why: 'it goes to no terminal', env: {}, stream: plainStream },
  ])('has no colours where $why', ({ env, stream }) => {
    stubTerminal(env);
    expect(reportText(compileError.report, { stream: stream() })).toBe(reportText(compileError.report));
  });

  it('sends nothing but text to the terminal, whatever the report holds', () => {
    fc.assert(
      fc.property(anyReported, ({ report }) => {
        const text = reportText(report);
        // Line feeds and tabs apart: no control, no half of a character, nothing that turns the direction around.
        expect(text.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 200 },
    );
  });
});
