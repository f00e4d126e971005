import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createBroker } from '../shared/run/broker/broker.ts';
import type { Journal } from '../shared/run/broker/journal/journal.ts';
import { memoryJournal } from '../shared/run/broker/journal/memory-journal.ts';
import { openJournal } from '../shared/run/broker/journal/open.ts';
import { parseManifests } from '../shared/run/broker/manifests.ts';

// How many events a second the embedded broker accepts and delivers, in memory and on disk, and what a queue takes.
// npx node --expose-gc bench/kept.ts [EVENTS] [BYTES]

const events = Number(process.argv[2] ?? 5_000);
const bytes = Number(process.argv[3] ?? 4_096);
const SENDERS = 32;
const log = pino({ level: 'silent' });

const subscriber = createServer((request, response) => request.resume().on('end', () => response.end()));
await new Promise<void>((resolve) => subscriber.listen(0, '127.0.0.1', resolve));
const url = new URL(`http://127.0.0.1:${(subscriber.address() as AddressInfo).port}/`);
const manifests = parseManifests([
  {
    name: 'bench.yaml',
    text: `{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: default, namespace: b}}
---
{apiVersion: eventing.knative.dev/v1, kind: Trigger, metadata: {name: t, namespace: b}, spec: {broker: default, subscriber: {uri: '${url.href}'}}}`,
  },
]);
const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(bytes) }));

async function measure(name: string, journal: Journal): Promise<void> {
  const limits = { queued: events, queuedInAll: events, bytes: 2 ** 40 };
  const broker = createBroker({ manifests, resolve: () => url, log, journal, limits });
  globalThis.gc?.();
  const before = process.memoryUsage();
  const begin = performance.now();
  let next = 0;
  let accepted = 0;
  const send = async (): Promise<void> => {
    while (next < events) {
      next += 1;
      const headers = {
        ...{ 'ce-specversion': '1.0', 'ce-id': String(next), 'ce-source': '/bench', 'ce-type': 'b' },
        'content-type': 'application/json',
      };
      const { status } = await broker.ingress({ headers, body: Buffer.from(body) });
      if (status === 202) accepted += 1;
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  const taken = performance.now();
  globalThis.gc?.();
  const { rss, external } = process.memoryUsage();
  await broker.idle();
  const ended = performance.now();
  await broker.close();
  const perSecond = (ms: number) => Math.round((accepted / ms) * 1_000);
  const mebibytes = (more: number) => Math.round(more / 1_048_576);
  console.log(
    JSON.stringify({
      ...{ name, events, bytes, accepted },
      acceptedPerSecond: perSecond(taken - begin),
      deliveredPerSecond: perSecond(ended - begin),
      queuedMoreRssMiB: mebibytes(rss - before.rss),
      queuedMoreExternalMiB: mebibytes(external - before.external),
    }),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-kept-'));
const kept = openJournal(folder, { log, keepDays: 1 });
await measure('sqlite', kept.journal);
kept.close();
await measure('memory', memoryJournal());
rmSync(folder, { recursive: true });
subscriber.close();
subscriber.closeAllConnections();
