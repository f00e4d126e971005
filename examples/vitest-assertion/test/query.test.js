import { describe, expect, it } from 'vitest';
import { parse } from '../src/query.js';

describe('parse', () => {
  it.each([
    ['crash', { filters: {}, words: ['crash'] }],
    ['crash start', { filters: {}, words: ['crash', 'start'] }],
    ['status:open', { filters: { status: 'open' }, words: [] }],
    ['label:"needs review" crash', { filters: { label: 'needs review' }, words: ['crash'] }],
    ['', { filters: {}, words: [] }],
  ])('reads %j', (query, expected) => {
    expect(parse(query)).toEqual(expected);
  });
});
