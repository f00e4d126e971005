import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf, total } from '@shop/checkout';

const list = { tea: { minor: 450, currency: 'EUR' } };

test('adds up a basket', () => {
  assert.deepEqual(total([lineOf(list, 'tea', 2)]), { minor: 900, currency: 'EUR' });
});

test('refuses an unknown article', () => {
  assert.throws(() => lineOf(list, 'coffee', 1), /no price for coffee/);
});
