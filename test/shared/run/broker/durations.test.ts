import { expect, test } from 'vitest';
import { readDuration } from '../../../../shared/run/broker/durations.ts';

test.each([
  ['PT0.2S', 200],
  ['PT0,2S', 200],
  ['PT2S', 2_000],
  ['PT1M', 60_000],
  ['PT1H30M', 5_400_000],
  ['P1D', 86_400_000],
  ['P1DT1S', 86_401_000],
  ['P2W', 1_209_600_000],
  ['PT0S', 0],
])('%s is %d ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  '5s',
  '200ms',
  'PT1',
  '-PT1S',
  'PT-1S',
  'P1Y',
  'P1M',
  'pt1s',
  'PT1S ',
  'PT1M1H',
])('no duration: %j', (text) => {
  expect(readDuration(text)).toBeUndefined();
});
