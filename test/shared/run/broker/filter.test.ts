import { expect, test } from 'vitest';
import { everyEvent, type Filter, matches } from '../../../../shared/run/broker/filter.ts';

const event = {
  specversion: '1.0',
  id: '1',
  type: 'com.ex.created',
  source: '/eu',
  priority: 9,
  urgent: true,
  note: '',
};
const exact = (attributes: Record<string, string>): Filter => ({ dialect: 'exact', attributes });
const old = (attributes: Record<string, string>): Filter => ({ dialect: 'attributes', attributes });

const rows: [string, Filter, boolean][] = [
  ['exact needs the whole value', exact({ type: 'com.ex' }), false],
  ['exact fits', exact({ type: 'com.ex.created' }), true],
  ['exact needs all of its attributes', exact({ type: 'com.ex.created', source: '/us' }), false],
  ['exact has no wildcard', exact({ type: '*' }), false],
  ['a number compares by its text', exact({ priority: '9' }), true],
  ['a boolean compares by its text', exact({ urgent: 'true' }), true],
  ['what the event lacks fits nothing', exact({ region: 'eu' }), false],
  ['what every object has is no attribute', { dialect: 'prefix', attributes: { constructor: 'f' } }, false],
  ['prefix fits', { dialect: 'prefix', attributes: { type: 'com.', source: '/e' } }, true],
  [
    'prefix needs all of its attributes',
    { dialect: 'prefix', attributes: { type: 'com.', source: 'x' } },
    false,
  ],
  ['suffix fits', { dialect: 'suffix', attributes: { type: '.created' } }, true],
  ['suffix does not fit', { dialect: 'suffix', attributes: { type: '.deleted' } }, false],
  ['the old form is exact', old({ type: 'com.ex.created' }), true],
  ['the old form takes an empty string for any value', old({ source: '' }), true],
  ['the old form wants a value that is not empty', old({ note: '' }), false],
  ['the old form wants the attribute to be there', old({ region: '' }), false],
  ['all needs each', { dialect: 'all', filters: [exact({ source: '/eu' }), exact({ id: '2' })] }, false],
  ['any needs one', { dialect: 'any', filters: [exact({ source: '/us' }), exact({ id: '1' })] }, true],
  ['any needs at least one', { dialect: 'any', filters: [exact({ source: '/us' })] }, false],
  ['not turns it round', { dialect: 'not', filter: exact({ region: 'eu' }) }, true],
  ['no filter takes everything', everyEvent, true],
];

test.each(rows)('%s', (_name, filter, passes) => {
  expect(matches(filter, event)).toBe(passes);
});
