import { describe, expect, it } from 'vitest';
import { rank } from '../src/rank.js';

const tickets = [
  { id: 101, title: 'crash at start', opened: 1 },
  { id: 102, title: 'slow start', opened: 2 },
  { id: 103, title: 'crash on upload', opened: 3 },
  { id: 104, title: 'typo in the footer', opened: 4 },
];

describe('rank', () => {
  it('leaves out what has no hit', () => {
    expect(rank(tickets, ['footer']).map(({ id }) => id)).toEqual([104]);
  });

  it('puts the most hits first', () => {
    expect(rank(tickets, ['crash', 'start'])[0]?.id).toBe(101);
  });

  it('puts the newest first among equals', () => {
    expect(rank(tickets, ['crash']).map(({ id, hits }) => ({ id, hits }))).toEqual([
      { id: 103, hits: 1 },
      { id: 101, hits: 1 },
    ]);
  });
});
