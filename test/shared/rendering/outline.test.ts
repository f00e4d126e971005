import { describe, expect, test } from 'vitest';
import { outlineOf, type Reported } from '../../../shared/rendering/outline.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';

function outlineWith(part: Partial<Reported['report']>, about: Partial<Reported['about']> = {}) {
  return outlineOf({
    about: { ...compileError.about, ...about },
    report: { ...compileError.report, ...part },
  });
}

describe('the outline of a report', () => {
  test('names what broke and leaves the headline out of the claims', () => {
    const headline = 'The compiler refuses line.ts';
    const said = [`${headline.toUpperCase()}.`, 'It ended with exit code 2.'].map((text) => ({
      text,
      evidence: ['e1'],
    }));
    const outline = outlineWith({ headline, claims: said });
    expect(outline.title).toBe('checkout-build-x7k2p: compile error');
    const ofWorkload = { ...compileError, about: { ...compileError.about, workload: 'Pipeline/checkout' } };
    expect(outlineOf(ofWorkload).title).toBe('Pipeline checkout: compile error');
    expect(outline.claims).toEqual(['It ended with exit code 2.']);
  });

  test('puts step, tool, file and line into one place, and the object with its link last', () => {
    expect(outlineOf(compileError).facts).toEqual([
      {
        label: 'Where',
        parts: [
          { text: 'step compile' },
          { text: 'tsc' },
          { text: 'packages/checkout/src/line.ts:12', code: true },
        ],
      },
      {
        label: 'TaskRun',
        parts: [{ text: 'payments/checkout-build-x7k2p', url: compileError.about.url }],
      },
    ]);
  });

  test('shows a dependency with both versions and lists of texts as lists', () => {
    const { facts, lists } = outlineOf(testStorm);
    expect(facts).toContainEqual({
      label: 'Dependency',
      parts: [
        { text: 'com.fasterxml.jackson.core:jackson-databind', code: true },
        { text: '2.15.4 → 2.18.0' },
      ],
    });
    expect(lists).toEqual([{ title: 'Failing tests', items: testStorm.report.details.failingTests }]);
  });

  test.each([
    ['from and to', { name: 'a', from: '1', to: '2' }, ['a', '1 → 2']],
    ['only the new version', { name: 'a', to: '2' }, ['a', '2']],
    ['no version', { name: 'a' }, ['a']],
    ['no name', { minReplicas: 1, reason: 'idle' }, ['min replicas 1', 'reason idle']],
  ])('shows an object with %s', (_, thing, parts) => {
    const fact = outlineWith({ details: { thing } }).facts.find(({ label }) => label === 'Thing');
    expect(fact?.parts.map(({ text }) => text)).toEqual(parts);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['an empty list', []],
    ['a text of invisible characters', '\u200b'],
    ['an object of objects', { a: { b: 1 } }],
  ])('leaves out a detail that is %s', (_, thing) => {
    const { facts, lists } = outlineWith({ details: { thing } });
    expect([...facts.map(({ label }) => label), ...lists.map(({ title }) => title)]).toEqual(['TaskRun']);
  });

  test.each([
    ['https://ci.example.com/run/1', 'https://ci.example.com/run/1'],
    ['https://ci.example.com/?token=ghp_a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8', undefined],
    ['https://user:hunter2hunter2@ci.example.com/', undefined],
    ['javascript:alert(1)', undefined],
    [`https://ci.example.com/${'a'.repeat(2_000)}`, undefined],
    ['not a link', undefined],
  ])('links to %s only where that is safe', (url, link) => {
    expect(outlineWith({}, { url }).facts.at(-1)?.parts[0]?.url).toBe(link);
  });

  test('says how the report was made and how sure it is', () => {
    expect(outlineOf(noLog)).toMatchObject({
      title: 'nightly-import-28931040: cause unclear',
      sure: 'Unclear (the evidence does not say)',
      made: 'made from evidence, without a model (no model is configured)',
    });
    expect(outlineWith({ analysis: { by: 'model', why: 'asked once' } }).made).toBe(
      'made with a model (asked once)',
    );
  });

  test('redacts a detail whose name makes it a secret', () => {
    const { facts } = outlineWith({
      details: { password: 'correct-horse-battery', note: 'correct-horse-battery' },
    });
    expect(facts.find(({ label }) => label === 'Password')?.parts[0]?.text).toMatch(/^\[redacted/);
    expect(facts.find(({ label }) => label === 'Note')?.parts[0]?.text).toBe('correct-horse-battery');
  });

  test('redacts a secret that an invisible character splits', () => {
    const secret = 'ghp_a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8';
    const { headline } = outlineWith({ headline: `token ${secret.slice(0, 9)}\u200b${secret.slice(9)}` });
    expect(headline).toMatch(/^token \[redacted/);
  });
});
