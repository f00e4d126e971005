import { describe, expect, it } from 'vitest';
import { buildReportSchema } from '../../shared/events/build.ts';
import {
  type Claim,
  type Evidence,
  evidenceSchema,
  LOG_EVIDENCE_CHARACTERS,
  withProvenClaims,
} from '../../shared/report.ts';
import { compileError, noLog, testStorm } from '../fakes/reports.ts';

const { report } = compileError;
const claim = (evidence: string[], lines?: number[]): Claim => ({
  text: 'It broke.',
  evidence,
  ...(lines === undefined ? {} : { lines }),
});
const log = (id: string, line: number, text: string): Evidence => ({
  id,
  kind: 'log',
  source: 'build.log',
  line,
  lineEnd: line + text.split('\n').length - 1,
  text,
});

describe('the contract of reports', () => {
  it.each([
    ['a compile error', compileError],
    ['a build without a log', noLog],
    ['a storm of tests', testStorm],
  ])('holds %s', (_name, { report }) => {
    expect(buildReportSchema.parse(report)).toEqual(report);
  });

  it.each<[why: string, part: Record<string, unknown>]>([
    ['a category that is not in the list', { category: 'bad-luck' }],
    ['a confidence that is not in the list', { confidence: 'sure' }],
    ['no headline', { headline: '' }],
    ['a headline that nobody would say in one breath', { headline: 'x'.repeat(301) }],
    ['a claim that cites nothing', { claims: [claim([])] }],
    ['a fingerprint of another form', { fingerprint: '3f9a1c0d52e87b46' }],
    ['a next step without an id', { nextSteps: [{ text: 'Look.' }] }],
    ['an analysis by nobody', { analysis: { by: 'magic', why: 'so' } }],
  ])('refuses %s', (_why, part) => {
    expect(buildReportSchema.safeParse({ ...report, ...part }).success).toBe(false);
  });

  it.each<[why: string, evidence: Record<string, unknown>]>([
    ['lines that begin at zero', { line: 0, lineEnd: 1, text: 'a\nb' }],
    ['an end before the beginning', { line: 5, lineEnd: 4, text: 'a' }],
    ['more lines than it says', { line: 1, lineEnd: 1, text: 'a\nb' }],
    ['fewer lines than it says', { line: 1, lineEnd: 3, text: 'a\nb' }],
    ['half a line number', { line: 1.5, lineEnd: 1.5, text: 'a' }],
    ['an id of another form', { id: '1', line: 1, lineEnd: 1, text: 'a' }],
  ])('refuses evidence with %s', (_why, part) => {
    const seen = { id: 'e1', kind: 'log', source: 'build.log', ...part };
    expect(evidenceSchema.safeParse(seen).success).toBe(false);
  });
});

describe('claims', () => {
  const seen = [log('e1', 10, 'one\ntwo'), { id: 'e2', kind: 'object' as const, source: 'Job', text: 'x' }];

  it.each([
    { why: 'cites a log', claim: claim(['e1']), stays: true },
    { why: 'cites an object', claim: claim(['e2']), stays: true },
    { why: 'names lines of its log', claim: claim(['e1', 'e2'], [10, 11]), stays: true },
    { why: 'cites nothing', claim: claim([]), stays: false },
    { why: 'cites what is not there', claim: claim(['e3']), stays: false },
    { why: 'cites something that is not there beside what is', claim: claim(['e1', 'e3']), stays: false },
    { why: 'names a line after its log', claim: claim(['e1'], [12]), stays: false },
    { why: 'names a line before its log', claim: claim(['e1'], [9]), stays: false },
    { why: 'names a line of what has none', claim: claim(['e2'], [10]), stays: false },
  ])('$why: stays $stays', ({ claim, stays }) => {
    const proven = withProvenClaims({ ...report, evidence: seen, claims: [claim] });
    expect(proven.claims).toEqual(stays ? [claim] : []);
    expect(proven.confidence).toBe(stays ? report.confidence : 'unclear');
  });

  it('leaves everything else as it is, and those that are proven in their order', () => {
    const claims = [claim(['e1']), claim(['e9']), claim(['e2'])];
    expect(withProvenClaims({ ...report, evidence: seen, claims })).toEqual({
      ...report,
      evidence: seen,
      claims: [claims[0], claims[2]],
    });
  });

  it('throws where two pieces of evidence have one id, since a claim could mean either', () => {
    const evidence = [log('e1', 1, 'a'), log('e1', 5, 'b')];
    expect(() => withProvenClaims({ ...report, evidence })).toThrow('the same id');
  });

  it('throws where log evidence is over its budget of characters, which counts logs alone', () => {
    const most = LOG_EVIDENCE_CHARACTERS;
    const evidence = [log('e1', 1, 'x'.repeat(most - 1)), log('e2', 5, 'y')];
    const object: Evidence = { id: 'e3', kind: 'object', source: 'Job', text: 'z'.repeat(100) };
    expect(
      withProvenClaims({ ...report, evidence: [...evidence, object], claims: [claim(['e1'])] }),
    ).toBeDefined();
    expect(() => withProvenClaims({ ...report, evidence: [...evidence, log('e4', 9, 'z')] })).toThrow('8001');
  });
});
