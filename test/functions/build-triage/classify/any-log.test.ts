import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probeIndex } from '../../../../functions/build-triage/classify/probes.ts';
import { allRules } from '../../../../functions/build-triage/classify/rules/all.ts';
import { buildDetailsSchema, categorySchema } from '../../../../shared/events/build.ts';
import { classified } from './classified.ts';

const fragments = [
  '[ERROR] ',
  'error',
  ':',
  ' ',
  '/',
  'npm ERR! ',
  'FAILED',
  '--- FAIL: ',
  '(1,2)',
  '.java:[3,4]',
  '1) ',
  '\t',
  'at ',
  'error TS2345: ',
  '$&',
  '\u2028',
  '●',
  '×',
  'é',
  '0',
  'Failed to execute goal ',
  'Downloading from central: https://',
  'x'.repeat(300),
  'The conflict is caused by:',
  '  1 failing',
  'panic: ',
  '=== ',
  '<<< ERROR!',
  'Could NOT find ',
  '"',
  "'",
  '`',
  '\u0000',
];

describe('classify, on any text', () => {
  it('never throws, and stays inside the contract', () => {
    const line = fc
      .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 8 })), { maxLength: 8 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const found = classified(lines.join('\n'));
        expect(categorySchema.parse(found.category)).toBe(found.category);
        expect(buildDetailsSchema.parse(found.details)).toEqual(found.details);
        expect(found.headline.length).toBeGreaterThan(0);
        expect(found.headline.length).toBeLessThanOrEqual(300);
        for (const claim of found.claims) expect(claim.text.length).toBeLessThanOrEqual(1000);
      }),
      { numRuns: 150 },
    );
  });

  it('says so about an empty log', () => {
    expect(classified('')).toMatchObject({
      category: 'unknown',
      confidence: 'unclear',
      claims: [],
      headline: 'The build fails',
    });
  });
});

describe('the rules', () => {
  it('can each be reached: every probe leads to its rule', () => {
    const { each } = probeIndex(allRules);
    for (const rule of allRules.filter(({ within }) => within === undefined)) {
      for (const probe of rule.probes) {
        const found = new Set<unknown>();
        each(`some text before ${probe} and after`, (other) => found.add(other));
        expect(found.has(rule), `${rule.tool} ${probe}`).toBe(true);
      }
    }
  });

  it('open every list that one of them stands within', () => {
    const opened = new Set(allRules.map(({ opens }) => opens));
    for (const { within } of allRules) if (within !== undefined) expect(opened).toContain(within);
  });

  it('have no quantifier without a bound', () => {
    for (const { form } of allRules) {
      expect(form.source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, ''), String(form)).not.toMatch(
        /[*+](?!\?<)|\{\d+,\}/,
      );
    }
  });
});
