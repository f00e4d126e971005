import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DESCRIPTION_LIMIT, ticketOf } from '../../../functions/jira-sink/ticket.ts';
import { adfText } from '../../../shared/adf/document.ts';
import type { Reported } from '../../../shared/rendering/outline.ts';
import { adfDocument, adfTextLength } from '../../fakes/adf-schema.ts';
import { anyReported } from '../../fakes/any-report.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';
import { problemsOf } from '../../fakes/schema-check.ts';

function withReport(part: Partial<Reported['report']>): Reported {
  return { about: compileError.about, report: { ...compileError.report, ...part } };
}

describe('the ticket', () => {
  test('has the headline as its summary, and labels to find it by', () => {
    expect(ticketOf(testStorm)).toMatchObject({
      summary: '20 tests fail since com.fasterxml.jackson.core:jackson-databind went from 2.15.4 to 2.18.0',
      labels: ['watchkeeper', 'fp-b7703e1fa9c2646d', 'test-failure', 'wk-f9ba377588e1843d'],
    });
  });

  test('holds all evidence with its places, strongest first', () => {
    const text = adfText(ticketOf(testStorm).description);
    expect(text.indexOf('step-test, lines 2318–2345')).toBeGreaterThan(0);
    expect(text.indexOf('step-test, lines 88–89')).toBeGreaterThan(
      text.indexOf('step-test, lines 2318–2345'),
    );
    expect(text).toContain('[ERROR]   EntryMapperTest.case20:46 » NoSuchMethod');
  });

  test('says how sure it is, where it happened and what to do', () => {
    const text = adfText(ticketOf(compileError).description);
    expect(text).toContain('How sure  Certain (the tool or the platform says so itself)');
    expect(text).toContain('Where     step compile · tsc · packages/checkout/src/line.ts:12');
    expect(text).toContain('  2. Repeat it in a clone:\n       npx tsc --build packages/checkout');
  });

  test('says what was missing', () => {
    expect(adfText(ticketOf(noLog).description)).toContain('### What was missing\n\n  • The log of pod');
  });

  test.each([
    ['a line feed', 'first\nsecond', 'first second'],
    ['more than 255 characters', 'a'.repeat(300), `${'a'.repeat(254)}…`],
    ['invisible characters only', '\u200b\u200b', 'No reason is given.'],
  ])('makes one line of a headline with %s', (_, headline, summary) => {
    expect(ticketOf(withReport({ headline })).summary).toBe(summary);
  });

  test('makes one word of a category with spaces', () => {
    expect(ticketOf(withReport({ category: 'two words' })).labels).toContain('two-words');
  });

  test('shows markup of any kind as the text it is', () => {
    const seen = {
      id: 'e1',
      kind: 'object' as const,
      source: 'Pod a',
      text: '{code} *b* ![x](https://evil.example) <!channel>',
    };
    expect(adfText(ticketOf(withReport({ evidence: [seen], claims: [] })).description)).toContain(seen.text);
  });

  test('redacts a secret wherever it stands in the report', () => {
    const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const ticket = ticketOf(
      withReport({
        headline: secret,
        evidence: [{ id: 'e1', kind: 'object', source: secret, text: `GITHUB_TOKEN=${secret}` }],
        details: { step: secret, password: 'correct-horse-battery' },
        missing: [secret],
        nextSteps: [{ id: 'a-step', text: secret, command: secret }],
      }),
    );
    expect(JSON.stringify(ticket)).not.toContain(secret);
    expect(JSON.stringify(ticket)).not.toContain('correct-horse-battery');
  });

  test('is accepted by the strict server whatever the report says', () => {
    fc.assert(
      fc.property(anyReported, (reported) => {
        const { summary, description, labels } = ticketOf(reported);
        expect(problemsOf(adfDocument, description, '')).toEqual([]);
        expect(JSON.stringify(description).length).toBeLessThanOrEqual(DESCRIPTION_LIMIT);
        expect(adfTextLength(description)).toBeLessThanOrEqual(32_767);
        expect(summary).toMatch(/^[^\r\n]{1,255}$/);
        expect(summary.trim()).not.toBe('');
        for (const label of labels) expect(label).toMatch(/^\S{1,255}$/);
      }),
      { numRuns: 150 },
    );
  });

  test.each(['汉', '"', '\\'])('fits with every text as long as it may be, all of %s', (character) => {
    const long = (length: number) => character.repeat(length);
    const lists = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `${long(60)}${index}`,
        index % 2 ? Array(50).fill(long(500)) : { a: long(500), b: long(500) },
      ]),
    );
    const { description } = ticketOf(
      withReport({
        headline: long(300),
        claims: Array.from({ length: 40 }, (_, index) => ({ text: long(1_000 - index), evidence: ['e1'] })),
        evidence: Array.from({ length: 40 }, (_, index) => ({
          ...{ id: `e${index + 1}`, kind: 'object' as const },
          ...{ source: long(500), text: long(2_000) },
        })),
        missing: Array(40).fill(long(500)),
        nextSteps: Array.from({ length: 40 }, () => ({ id: 'a', text: long(500), command: long(500) })),
        details: lists,
        analysis: { by: 'evidence', why: long(500) },
      }),
    );
    expect(problemsOf(adfDocument, description, '')).toEqual([]);
    expect(JSON.stringify(description).length).toBeLessThanOrEqual(DESCRIPTION_LIMIT);
  });
});
