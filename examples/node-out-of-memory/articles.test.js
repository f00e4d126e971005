import assert from 'node:assert/strict';
import { test } from 'node:test';
import { articles } from './articles.js';

test('numbers the articles from 1', () => {
  assert.deepEqual([...articles(3)].map(({ id }) => id), [1, 2, 3]);
});
