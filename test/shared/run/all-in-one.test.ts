import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';
import { type AllInOne, type AllInOneOptions, startAllInOne } from '../../../shared/run/all-in-one.ts';
import type { Step } from '../../../shared/run/broker/steps.ts';

const fakes = join(import.meta.dirname, '..', '..', 'fakes');
const log = pino({ level: 'silent' });
let running: AllInOne | undefined;
let steps: Step[] = [];

afterEach(async () => {
  await running?.close();
  running = undefined;
  steps = [];
});

async function start(options: Partial<AllInOneOptions> = {}): Promise<AllInOne> {
  running = await startAllInOne({
    log,
    port: 0,
    host: '127.0.0.1',
    functions: join(fakes, 'functions'),
    manifests: join(fakes, 'manifests'),
    observe: (step) => steps.push(step),
    ...options,
    env: { LOG_LEVEL: 'silent', ...options.env },
  });
  return running;
}

const arrival = (name: string) =>
  JSON.stringify({
    specversion: '1.0',
    id: `1-${name}`,
    source: '/door',
    type: 'test.person.arrived.v1',
    data: { name },
  });

async function send(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

const told = () => steps.map(({ step }) => step);

describe('all functions in one process', () => {
  it('starts every function whose settings are there and says what the others lack, line by line', async () => {
    const { started, skipped } = await start({ env: { KEY: 'short' } });
    expect(started).toEqual(['dead-letters', 'doorbell', 'greeter']);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]?.name).toBe('keyless');
    expect(skipped[0]?.why).toEqual([expect.stringMatching(/^LOCK\b/), expect.stringMatching(/^KEY\b/)]);
  });

  it('takes an event at the root and brings it to its function and the result back, over HTTP', async () => {
    const { url, broker } = await start({ env: { GREETING: 'Good morning' } });
    expect(await send(`${url}/`, arrival('Ada'))).toBe(202);
    await broker.idle();
    expect(told()).toEqual(['received', 'delivered', 'replied', 'received']);
    expect(steps[0]).toMatchObject({ from: 'producer', triggers: ['greeter'] });
    expect(steps[2]).toMatchObject({
      reply: { type: 'test.person.greeted.v1', subject: 'Ada', length: 'Good morning, Ada'.length },
    });
  });

  it('takes an event where the ingress of a cluster takes it, and knows no other Broker', async () => {
    const { url, broker } = await start();
    expect(await send(`${url}/default/default`, arrival('Ada'))).toBe(202);
    expect(await send(`${url}/default/other`, arrival('Ada'))).toBe(404);
    await broker.idle();
    expect(told().filter((step) => step === 'delivered')).toHaveLength(1);
  });

  it('leaves out the Trigger of a function that is left out: nothing is lost to it', async () => {
    const { url, broker } = await start();
    await send(`${url}/`, arrival('Ada'));
    await broker.idle();
    expect(steps.at(-1)).toMatchObject({ step: 'received', from: 'reply', triggers: [] });
  });

  it('delivers to it once its settings are there', async () => {
    const { url, broker, skipped } = await start({ env: { LOCK: 'door', KEY: 'long enough' } });
    expect(skipped).toEqual([]);
    await send(`${url}/`, arrival('Ada'));
    await broker.idle();
    expect(steps.at(-1)).toMatchObject({ step: 'delivered', trigger: 'keyless', status: 202 });
  });

  it('brings what cannot be handled to the dead letters', async () => {
    const { url, broker } = await start();
    await send(`${url}/`, arrival('Nobody'));
    await broker.idle();
    expect(told()).toEqual(['received', 'failed', 'dead-lettered']);
    expect(steps[2]).toMatchObject({
      reason: '422: nobody can greet Nobody',
      url: `${url}/functions/dead-letters`,
    });
  });

  it('gives an intake the broker as its sink', async () => {
    const { url, broker } = await start();
    const json = { 'content-type': 'application/json' };
    const ring = `${url}/functions/doorbell/ring`;
    expect(await send(ring, '{"name":"Ada"}', json)).toBe(401);
    expect(await send(ring, '{"name":"Ada"}', { ...json, 'x-word': 'please' })).toBe(200);
    await broker.idle();
    expect(steps[0]).toMatchObject({
      step: 'received',
      event: { id: 'ring-Ada', source: '/watchkeeper/doorbell' },
    });
    expect(told()).toContain('replied');
  });

  it('also delivers by Triggers that no manifest has', async () => {
    const { url, broker } = await start({
      extraTriggers: [
        {
          namespace: 'default',
          name: 'onlooker',
          broker: 'default',
          filter: { dialect: 'exact', attributes: { type: 'test.person.greeted.v1' } },
          subscriber: { ref: { kind: 'Service', name: 'dead-letters' } },
          delivery: { retry: 0 },
        },
      ],
    });
    await send(`${url}/`, arrival('Ada'));
    await broker.idle();
    expect(steps.at(-1)).toMatchObject({ step: 'delivered', trigger: 'onlooker' });
  });

  it('answers health and metrics beside the broker', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/health/readiness`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('# HELP');
  });

  describe('on a folder whose process before was killed while it handled an event', () => {
    const killed = async () => {
      const data = mkdtempSync(join(tmpdir(), 'watchkeeper-data-'));
      onTestFinished(() => rmSync(data, { recursive: true, force: true }));
      const file = join(data, 'ledger.db');
      const ledger = createLedger(sqliteStore(file), { leaseSeconds: 300, keepSeconds: 3_600 });
      await ledger.claim(['greeter', '/door', '1-Ada']);
      await ledger.close();
      return { data, file };
    };
    const ends = async (options: Partial<AllInOneOptions>) => {
      const { url, broker } = await start({ speed: 10_000, ...options });
      await send(`${url}/`, arrival('Ada'));
      await broker.idle();
      return told().slice(0, 2);
    };

    it('handles it at once', async () => {
      const { data } = await killed();
      expect(await ends({ data })).toEqual(['received', 'delivered']);
    });

    it('leaves claims alone in a ledger that LEDGER names, which others may use', async () => {
      const { data, file } = await killed();
      expect(await ends({ data, env: { LEDGER: `sqlite:${file}` } })).toEqual(['received', 'failed']);
    });
  });

  it('loses no event that it accepted, whatever is wrong with it', async () => {
    const { url, broker } = await start();
    const type = 'test.person.arrived.v1';
    const event = { specversion: '1.0', id: '1', source: '/door', type };
    const structured = [
      ...[
        { ...event, specversion: '0.3', data: 1 },
        { ...event, data_base64: 'e25v' },
      ],
      ...[
        { ...event, id: 'a\u001bb' },
        { ...event, subject: '%1b' },
        { ...event, source: '/a\u0007' },
      ],
      ...[
        { ...event, id: 'x'.repeat(9_000) },
        { ...event, datacontenttype: 'text/plain', data: 'x' },
      ],
    ];
    for (const sent of structured) await send(`${url}/`, JSON.stringify(sent));
    const binary = {
      ...{ 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/door', 'ce-type': type },
      'content-type': 'application/json',
    };
    await send(`${url}/`, '{no', binary);
    await send(`${url}/`, '{}', { ...binary, 'ce-subject': '%ff' });
    await send(`${url}/`, '\u0000', { ...binary, 'content-type': 'application/octet-stream' });
    await broker.idle();
    expect(steps.filter(({ step }) => step === 'lost')).toEqual([]);
    expect(told()).toContain('refused');
  });

  it('closes its port', async () => {
    const { url, close } = await start();
    await close();
    await expect(fetch(`${url}/health/readiness`)).rejects.toThrow('fetch failed');
  });
});
