import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder } from '../../../data-folder.ts';
import { readText } from './recorded.ts';
import { exchange, listen, rigBroker, type Subscriber, startSubscriber, to } from './rig.ts';

const dir = dataFolder('knative-wire');

/** Where we deliberately answer something else than Knative. */
const DELIBERATE: Readonly<Record<string, { status: number; why: string }>> = {
  root: { status: 400, why: '/ is the default broker here, and what was sent is no event' },
};

/** Listed without their request: a header of so many bytes. */
const LONG_HEADERS: Readonly<Record<string, number>> = { 'header-100k': 100_000, 'header-1.2M': 1_200_000 };

function requestOf(name: string): Buffer {
  const long = LONG_HEADERS[name];
  if (long !== undefined) {
    const head = [
      'POST /rig/default HTTP/1.1',
      'host: x',
      'ce-specversion: 1.0',
      'ce-id: m',
      'ce-source: /rig',
    ];
    return Buffer.from(
      [...head, 'ce-type: rig.m', `ce-long: ${'x'.repeat(long)}`, 'content-length: 2', '', '{}'].join('\r\n'),
    );
  }
  const file = join(dir ?? '', 'sent', `m-${name}.sent.http`);
  if (!existsSync(file)) throw new Error(`${name} is listed, but what was sent is not there`);
  return readFileSync(file);
}

describe.skipIf(!dir)('the recorded malformed requests (needs the data folder knative-wire)', () => {
  const rows = [
    ...readText(dir, 'MALFORMED.txt').matchAll(/^(\S+): HTTP (\d+) body="(.*)" delivered=(\d+)$/gm),
  ].map(([, name = '', status, body = '', delivered]) => ({
    name,
    status: DELIBERATE[name]?.status ?? Number(status),
    body,
    delivered: Number(delivered),
    why: DELIBERATE[name] ? ` (Knative: ${status}; ${DELIBERATE[name].why})` : '',
  }));
  let subscriber: Subscriber;
  beforeAll(async () => {
    subscriber = await startSubscriber({ maxHeaderSize: 1_048_576 });
  });
  afterAll(() => subscriber.close());

  test('the list is there', () => {
    expect(rows.length).toBeGreaterThan(40);
  });

  test.each(rows)('$name: $status, $delivered delivered$why', async ({ name, status, body, delivered }) => {
    subscriber.reset();
    const { broker } = rigBroker(subscriber, { all: { subscriber: to('/s/ok') } });
    const { port, close } = await listen(broker);
    try {
      const answer = await exchange(port, requestOf(name));
      await broker.idle();
      expect(answer.status).toBe(status);
      // Where there is a body, the HTTP server wrote it before any ingress: its words are its own.
      if (body === '') expect(answer.body).toBe('');
      expect(subscriber.arrived.length).toBe(delivered);
    } finally {
      await close();
    }
  });
});
