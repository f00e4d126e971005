import { describe, expect, it } from 'vitest';
import { resolveCitations } from '../../../shared/model/citations.ts';
import { evidence } from './asking.ts';

describe('citations', () => {
  it.each([
    [['e1:412'], ['e1'], [412], []],
    [['e1:412', 'e1:411', 'e1:412', 'e2'], ['e1', 'e2'], [412, 411], []],
    [['e1:411-413'], ['e1'], [411, 412, 413], []],
    [['[e1:412]', ' e2 ', 'e1: 413'], ['e1', 'e2'], [412, 413], []],
    [['e1'], ['e1'], [], []],
    [
      ['e1:410', 'e1:414', 'e1:413-414', 'e1:413-411'],
      [],
      [],
      ['e1:410', 'e1:414', 'e1:413-414', 'e1:413-411'],
    ],
    [
      ['e3', 'e9:1', 'e2:1', '', 'build.log', '412', 'e1:0', 'e1:412 and more'],
      [],
      [],
      ['e3', 'e9:1', 'e2:1', '', 'build.log', '412', 'e1:0', 'e1:412 and more'],
    ],
    [['e1:412', 'e7'], ['e1'], [412], ['e7']],
  ])('row 51: %j become what exists of them', (cites, ids, lines, dropped) => {
    expect(resolveCitations(cites, evidence)).toEqual({ evidence: ids, lines, dropped });
  });
});
