import { describe, expect, it } from 'vitest';
import type { Filter } from '../../shared/run/broker/filter.ts';
import { typesNamed, type Wants, wantsType } from './trigger-types.ts';

const exact = (attributes: Record<string, string>): Filter => ({ dialect: 'exact', attributes });
const type = exact({ type: 'a.b.v1' });
const kind = exact({ kind: 'Job' });

describe('what a filter says of a type alone', () => {
  it.each<[filter: string, filtered: Filter, wants: Wants]>([
    ['exact, the same', type, 'always'],
    ['exact, another', exact({ type: 'a.b.v2' }), 'never'],
    ['exact, of another attribute', kind, 'sometimes'],
    ['exact, the same and another attribute', exact({ type: 'a.b.v1', kind: 'Job' }), 'sometimes'],
    ['exact, another type and another attribute', exact({ kind: 'Job', type: 'x' }), 'never'],
    ['prefix, that fits', { dialect: 'prefix', attributes: { type: 'a.' } }, 'always'],
    ['prefix, that does not', { dialect: 'prefix', attributes: { type: 'b.' } }, 'never'],
    ['suffix, that fits', { dialect: 'suffix', attributes: { type: '.v1' } }, 'always'],
    ['attributes, any value', { dialect: 'attributes', attributes: { type: '' } }, 'always'],
    ['attributes, another', { dialect: 'attributes', attributes: { type: 'a' } }, 'never'],
    ['all of nothing', { dialect: 'all', filters: [] }, 'always'],
    ['all, one open', { dialect: 'all', filters: [type, kind] }, 'sometimes'],
    ['all, one against', { dialect: 'all', filters: [kind, exact({ type: 'x' })] }, 'never'],
    ['any, one for', { dialect: 'any', filters: [exact({ type: 'x' }), type] }, 'always'],
    ['any, one open', { dialect: 'any', filters: [exact({ type: 'x' }), kind] }, 'sometimes'],
    ['any, none', { dialect: 'any', filters: [exact({ type: 'x' }), exact({ type: 'y' })] }, 'never'],
    ['not, of what fits', { dialect: 'not', filter: type }, 'never'],
    ['not, of what is open', { dialect: 'not', filter: kind }, 'sometimes'],
    ['not, of what does not fit', { dialect: 'not', filter: exact({ type: 'x' }) }, 'always'],
  ])('%s', (_name, filter, wants) => {
    expect(wantsType(filter, 'a.b.v1')).toBe(wants);
  });

  it('names the types that it compares with, whole and in part, however deep they stand', () => {
    const filter: Filter = {
      dialect: 'all',
      filters: [
        {
          dialect: 'any',
          filters: [type, kind, { dialect: 'prefix', attributes: { type: 'c.', kind: 'J' } }],
        },
        { dialect: 'not', filter: { dialect: 'suffix', attributes: { type: '.v9' } } },
        { dialect: 'attributes', attributes: { type: '' } },
      ],
    };
    expect(typesNamed(filter)).toEqual({ whole: ['a.b.v1'], parts: ['c.', '.v9'] });
  });
});
