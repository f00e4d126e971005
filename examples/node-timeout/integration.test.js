import assert from 'node:assert/strict';
import { test } from 'node:test';

const base = 'http://127.0.0.1:8391';

test('is healthy', async () => {
  assert.equal((await fetch(`${base}/healthz`)).status, 200);
});

test('knows what is left', async () => {
  assert.deepEqual(await (await fetch(`${base}/stock/4711`)).json(), { article: 4711, left: 12 });
});

test('takes an order', async () => {
  console.log('ordering 3 of 4711, waiting for the warehouse');
  assert.equal((await fetch(`${base}/orders`, { method: 'POST', body: '{"article":4711,"count":3}' })).status, 201);
});
