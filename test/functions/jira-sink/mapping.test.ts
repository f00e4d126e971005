import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Mapping,
  mappingJsonSchema,
  matches,
  placeFor,
  type Traits,
} from '../../../functions/jira-sink/mapping.ts';
import { parseMapping as parse } from '../../../functions/jira-sink/mapping-file.ts';
import { SettingsError } from '../../../shared/config.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const parseMapping = (text: string) => parse(text, 'mapping.yaml');
const single = { project: 'BUILD', issueType: 'Task' };

describe('the place of a report', () => {
  const mapping: Mapping = parseMapping(`
project: OPS
labels: [ci]
fields: { customfield_1: a }
rules:
  - when: { namespace: [payments, "pay-*"], confidence: certain }
    project: PAY
    priority: High
    components: [Builds]
  - when: { workload: "CronJob/*" }
    issueType: Bug
    labels: [nightly, cron]
    assignee: maria
  - when: { severity: critical }
    fields: { customfield_2: { value: b } }
  - when: {}
    priority: Low
`);
  const common = { labels: ['ci'], fields: { customfield_1: 'a' } };

  test.each<[string, Traits, object]>([
    [
      'the first rule that fits',
      { namespace: 'payments', confidence: 'certain', workload: 'CronJob/a' },
      { ...common, project: 'PAY', issueType: 'Task', priority: 'High', components: ['Builds'] },
    ],
    [
      'a rule with a star',
      { namespace: 'pay-eu', confidence: 'certain' },
      { ...common, project: 'PAY', issueType: 'Task', priority: 'High', components: ['Builds'] },
    ],
    [
      'the next rule where one condition does not fit',
      { namespace: 'payments', confidence: 'likely', workload: 'CronJob/a' },
      { ...common, project: 'OPS', issueType: 'Bug', labels: ['nightly', 'cron'], assignee: 'maria' },
    ],
    [
      'a rule on an attribute that others do not have',
      { severity: 'critical' },
      { ...common, project: 'OPS', issueType: 'Task', fields: { customfield_2: { value: 'b' } } },
    ],
    ['a rule without conditions', {}, { ...common, project: 'OPS', issueType: 'Task', priority: 'Low' }],
  ])('is that of %s', (_, traits, place) => expect(placeFor(mapping, traits, single)).toEqual(place));

  test('is that of the single settings without a file', () => {
    expect(placeFor({}, { namespace: 'a' }, single)).toEqual({ ...single, labels: [] });
  });

  test.each([
    ['a', 'a', true],
    ['a', 'ab', false],
    ['*', '', true],
    ['a*', 'ab', true],
    ['*b', 'ab', true],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['*ab*ab', 'ab', false],
    ['a.c', 'abc', false],
  ])('takes %s for a form of "%s": %s', (form, value, fits) => expect(matches(form, value)).toBe(fits));
});

describe('a mapping file', () => {
  test('may be JSON, or empty', () => {
    expect(parseMapping('{"project": "PAY", "rules": []}')).toEqual({ project: 'PAY', rules: [] });
    expect(parseMapping('')).toEqual({});
  });

  test('has all of its problems named in one message', () => {
    const text = `
projct: PAY
labels: [two words]
fields: { summary: mine }
rules:
  - when: { colour: red }
  - project: X
`;
    expect(() => parseMapping(text)).toThrow(SettingsError);
    expect(() => parseMapping(text)).toThrow(
      /labels\.0.*fields\.summary.*rules\.0\.when.*rules\.1\.when.*projct/s,
    );
  });

  const when = (conditions: string) => `rules:\n  - when: ${conditions}\n    project: A`;

  test.each([
    [
      'a word that nothing is called',
      when('{ severity: [critical, criticl] }'),
      'rules.0.when.severity (line 2): nothing is ever called "criticl"; allowed are info, warning, critical',
    ],
    [
      'a confidence that there is not',
      when('{ confidence: sure }'),
      'rules.0.when.confidence (line 2): nothing is ever called "sure"; allowed are certain, likely, unclear',
    ],
    [
      'a category that there is not',
      when('{ category: tests }'),
      'rules.0.when.category (line 2): nothing is ever called "tests"; allowed are ',
    ],
    [
      'a number where a text belongs',
      when('{ namespace: 5 }'),
      'rules.0.when.namespace (line 2): allowed is a text of 1 to 320 characters, or a list of such texts',
    ],
    [
      'a rule that hides those after it',
      `${when('{}')}\n  - when: { namespace: a }`,
      'rules.0.when (line 2): without conditions it fits every report',
    ],
    [
      'a field that the report fills',
      'fields:\n  summary: mine',
      'fields.summary (line 2): it has a key of its own here, or the report fills it; allowed are ',
    ],
    [
      'a key that is not known',
      'projct: A',
      'the file: projct is not known here; allowed are $schema, project, ',
    ],
    ['YAML that breaks off', 'a: [b', 'line 1, column 6: Flow sequence in block collection must be'],
  ])('says file, place and what is allowed for %s', (_, text, says) => {
    expect(() => parseMapping(text)).toThrow(`  JIRA_MAPPING_FILE: mapping.yaml: ${says}`);
    expect(() => parseMapping(text)).not.toThrow(/wrong:\n.*:$/);
  });

  test('takes patterns that fit some word, and a last rule without conditions', () => {
    const text = `${when('{ category: "*-error", severity: "*" }')}\n  - when: {}\n    project: B`;
    expect(parseMapping(text).rules).toHaveLength(2);
  });

  test.each([
    ['YAML that is none', 'a: [b'],
    ['a list', '- a'],
    ['aliases', 'fields: { a: &a [1], b: *a }'],
    ['the same key twice', 'project: A\nproject: B'],
  ])('is refused where it holds %s', (_, text) => {
    expect(() => parseMapping(text)).toThrow(/JIRA_MAPPING_FILE: /);
  });

  test('of the README is one, and its schema is up to date', () => {
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(read('functions/jira-sink/README.md')) ?? [];
    expect(parseMapping(example).rules?.length).toBeGreaterThan(1);
    expect(read('docs/jira-mapping.schema.json')).toBe(mappingJsonSchema());
  });
});
