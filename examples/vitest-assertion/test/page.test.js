import { expect, it, vi } from 'vitest';
import { page } from '../src/page.js';

it('cuts pages', () => {
  expect(page([1, 2, 3], 2, 2)).toEqual([3]);
});

it('refuses page 0', () => {
  console.error('Error: RangeError: pages start at 1, not 0 (expected by this test)');
  expect(() => page([], 0)).toThrow(RangeError);
});

it.skip('remembers the last page', () => {
  vi.useFakeTimers();
});
