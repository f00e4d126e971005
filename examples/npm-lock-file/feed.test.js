import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enclosure } from './feed.js';

test('names the type of an enclosure', () => {
  assert.match(enclosure('https://example.com/a.mp3', 'A & B'), /type="audio\/mpeg">A &amp; B</);
});
