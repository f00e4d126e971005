import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextPause } from '../src/schedule.js';

test('asks sooner after a failure', () => {
  assert.equal(nextPause(1, 0, false), 10);
});
