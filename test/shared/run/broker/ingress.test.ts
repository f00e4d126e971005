import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IngressRequest } from '../../../../shared/run/broker/broker.ts';
import { addIngress } from '../../../../shared/run/broker/ingress.ts';

const got: IngressRequest[] = [];
const broker = {
  ingress: async (request: IngressRequest) => {
    got.push(request);
    return { status: 202 as const };
  },
};

function appWith(prefix = '') {
  const app = Fastify({ bodyLimit: 100 });
  app.get('/readyz', async () => 'ready');
  if (prefix === '') addIngress(app, broker);
  else app.register(async (scope) => addIngress(scope, broker), { prefix });
  return app;
}

const app = appWith();
beforeAll(() => app.ready());
afterAll(() => app.close());

const headers = { 'content-type': 'application/json' };

const rows: [string, string, number, string | undefined][] = [
  ['POST', '/rig/default', 202, 'rig/default'],
  ['POST', '/rig/default/', 202, 'rig/default'],
  ['POST', '/', 202, 'the default'],
  ['POST', '/rig/default?x=1', 202, 'rig/default?x=1'],
  ['POST', '/rig', 400, undefined],
  ['POST', '/rig/default/x', 400, undefined],
  ['GET', '/rig/default', 405, undefined],
  ['PUT', '/rig/default', 405, undefined],
  ['DELETE', '/rig/default', 405, undefined],
  ['HEAD', '/rig/default', 405, undefined],
  ['TRACE', '/rig/default', 405, undefined],
  ['OPTIONS', '/rig/default', 200, undefined],
  ['GET', '/readyz', 200, undefined],
];

test.each(rows)('%s %s is answered with %i', async (method, url, status, broker) => {
  got.length = 0;
  const answer = await app.inject({
    method: method as 'POST',
    url,
    ...(method === 'POST' && { headers, body: '{}' }),
  });
  expect(answer.statusCode).toBe(status);
  const names = got.map((request) =>
    request.broker ? `${request.namespace}/${request.broker}` : 'the default',
  );
  expect(names).toEqual(broker === undefined ? [] : [broker]);
  if (url !== '/readyz') expect(answer.headers.allow).toBe('POST, OPTIONS');
});

test('hands over the body as bytes, whatever its type says', async () => {
  for (const type of ['application/json', 'application/xml', 'text/plain', 'application/cloudevents+json']) {
    got.length = 0;
    await app.inject({ method: 'POST', url: '/rig/default', headers: { 'content-type': type }, body: '{no' });
    expect(Buffer.from(got[0]?.body ?? []).toString()).toBe('{no');
  }
});

test('answers 400 to a Content-Type that is none, and 413 to a body over the app’s limit', async () => {
  const post = (type: string, body: string) =>
    app.inject({ method: 'POST', url: '/rig/default', headers: { 'content-type': type }, body });
  expect((await post('not a mime', '{}')).statusCode).toBe(400);
  expect((await post('text/plain', 'x'.repeat(101))).statusCode).toBe(413);
});

test('may stand below a prefix', async () => {
  const prefixed = appWith('/events');
  got.length = 0;
  expect(
    (await prefixed.inject({ method: 'POST', url: '/events/rig/default', headers, body: '{}' })).statusCode,
  ).toBe(202);
  expect((await prefixed.inject({ method: 'POST', url: '/events', headers, body: '{}' })).statusCode).toBe(
    202,
  );
  expect(got.map(({ namespace }) => namespace)).toEqual(['rig', undefined]);
  await prefixed.close();
});
