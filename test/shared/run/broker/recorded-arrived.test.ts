import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder } from '../../../data-folder.ts';
import { readRequest } from './recorded.ts';
import { exchange, listen, rigBroker, type Subscriber, startSubscriber, to } from './rig.ts';

const dir = dataFolder('knative-wire') ?? '';

/** Headers that are the HTTP client's own, or differ from run to run. */
const NOT_COMPARED =
  /^(?:host|user-agent|content-length|connection|accept.*|sec-fetch-mode|ce-knativearrivaltime)$/;

function compared(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_COMPARED.test(name)));
}

/** Names of the recordings of which both what was sent to rig/default and what one subscriber got are there. */
function recordings(): { name: string; arrived: string | undefined }[] {
  return readdirSync(join(dir, 'sent')).flatMap((file) => {
    const name = /^([abm]-.+)\.sent\.http$/.exec(file)?.[1];
    if (name === undefined) return [];
    const arrived = [`${name}.http`, `${name}.01.http`].find((other) =>
      existsSync(join(dir, 'arrived', other)),
    );
    return name.startsWith('m-') && arrived === undefined ? [] : [{ name, arrived }];
  });
}

describe.skipIf(dir === '')('what subscribers got on the wire (needs the data folder knative-wire)', () => {
  let subscriber: Subscriber;
  beforeAll(async () => {
    subscriber = await startSubscriber();
  });
  afterAll(() => subscriber.close());

  const rows = dir === '' ? [] : recordings();

  test('the recordings are there', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  test.each(rows)('$name: sent as recorded, arrives as recorded', async ({ name, arrived }) => {
    subscriber.reset();
    const { broker } = rigBroker(subscriber, { all: { subscriber: to('/s/ok/default') } });
    const { port, close } = await listen(broker);
    try {
      const answer = await exchange(port, readFileSync(join(dir, 'sent', `${name}.sent.http`)));
      await broker.idle();
      const response = readRequest(readFileSync(join(dir, 'sent', `${name}.ingress-response.http`)));
      expect(answer.status).toBe(Number(response.line.split(' ')[1]));
      expect(subscriber.arrived.length).toBe(arrived === undefined ? 0 : 1);
      if (arrived === undefined) return;
      const recorded = readRequest(readFileSync(join(dir, 'arrived', arrived)));
      const [found] = subscriber.arrived;
      expect(compared(found?.headers ?? {})).toEqual(compared(recorded.headers));
      expect(found?.body.toString('latin1')).toBe(recorded.body.toString('latin1'));
    } finally {
      await close();
    }
  });

  test('b-format-both.02: format json delivers the recorded structured event', async () => {
    subscriber.reset();
    const { broker } = rigBroker(subscriber, {
      all: { subscriber: to('/s/ok'), delivery: { format: 'json' } },
    });
    const { port, close } = await listen(broker);
    try {
      await exchange(port, readFileSync(join(dir, 'sent', 'b-format-both.sent.http')));
      await broker.idle();
      const recorded = readRequest(readFileSync(join(dir, 'arrived', 'b-format-both.02.http')));
      const [found] = subscriber.arrived;
      const event = (bytes: Buffer | undefined) => ({
        ...(JSON.parse(String(bytes)) as object),
        knativearrivaltime: 'any',
      });
      expect(event(found?.body)).toEqual(event(recorded.body));
      expect(compared(found?.headers ?? {})).toEqual(compared(recorded.headers));
    } finally {
      await close();
    }
  });
});
