import { describe, expect, test } from 'vitest';
import { matches } from '../../../../shared/run/broker/filter.ts';
import { dataFolder } from '../../../data-folder.ts';
import { readText, tableAfter } from './recorded.ts';
import { manifestsOf, to } from './rig.ts';

const dir = dataFolder('knative-wire');

describe.skipIf(!dir)('the recorded filter matrix (needs the data folder knative-wire)', () => {
  const text = readText(dir, 'FILTERS.md');
  // The events are written as Python dictionaries of plain strings.
  const events = [...text.matchAll(/^- (E\d+): (\{.*\})$/gm)].map(([, name = '', event = '']) => ({
    name,
    attributes: JSON.parse(event.replaceAll("'", '"')) as Record<string, string>,
  }));
  const rows = tableAfter(text, '# Filters').map(([name = '', spec = '', passed = '']) => ({
    name,
    spec: JSON.parse(spec.slice(1, -1)) as object,
    passed: passed.split(' '),
  }));
  const taken = rows.filter(({ spec }) => !JSON.stringify(spec).includes('"cesql"'));
  const refused = rows.filter((row) => !taken.includes(row));

  test('the matrix is there', () => {
    expect(events.length).toBeGreaterThan(3);
    expect(taken.length).toBeGreaterThan(10);
    expect(refused.length).toBeGreaterThan(3);
  });

  test.each(
    taken.flatMap((row) =>
      events.map((event) => ({ ...row, event, verb: row.passed.includes(event.name) ? 'passes' : 'stops' })),
    ),
  )('$name $verb $event.name', ({ spec, event, verb }) => {
    const [trigger] = manifestsOf({ row: { ...spec, subscriber: to('/') } }).triggers;
    expect(trigger && matches(trigger.filter, event.attributes)).toBe(verb === 'passes');
  });

  test.each(refused)('$name is refused when it is loaded', ({ spec }) => {
    expect(() => manifestsOf({ row: { ...spec, subscriber: to('/') } })).toThrow(
      /rig\.yaml: Trigger rig\/row: spec\.filters\[0\]\.cesql: CESQL is not taken.*exact, prefix, suffix/,
    );
  });
});
