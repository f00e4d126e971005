import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import buildTriage from '../functions/build-triage/function.ts';
import { createLedger } from '../shared/ledger/keep.ts';
import { sqliteStore } from '../shared/ledger/sqlite-store.ts';
import { connect } from '../shared/run/connect.ts';
import { createLogger } from '../shared/run/log.ts';
import { type App, createApp } from '../shared/run/serve.ts';
import { startModelServer } from '../test/fakes/model-server.ts';
import type { Benchmark } from './benchmark.ts';

const DELIVERIES = 20;
const PODS = 2;

const event = {
  specversion: '1.0',
  id: 'storm-1',
  source: '/ci',
  type: 'dev.watchkeeper.build.failed.v1',
  data: {
    build: { name: 'cart #7' },
    log: {
      inline:
        '+ npm ci\nnpm error code ETARGET\nnpm error notarget No matching version found for @shop/prices@2.4.0.\n',
    },
  },
};

const answer = {
  category: 'dependency-resolution',
  headline: 'Nobody has published @shop/prices@2.4.0',
  claims: [{ text: 'npm knows no such version of @shop/prices', cites: ['e1:3'] }],
  nextSteps: [{ id: 'show-versions-npm', parameters: [{ name: 'dependency', value: '@shop/prices' }] }],
};

/**
 * How often a model is asked for one event that is delivered 20 times at once over HTTP, to two pods that share a
 * ledger; whoever is told that it is being handled comes again, as a Broker does.
 */
export const benchmark: Benchmark = {
  data: [],
  run: async ({ note }) => {
    const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-bench-storm-'));
    const allRefused = Promise.withResolvers<void>();
    let calls = 0;
    const model = await startModelServer({
      api: 'anthropic',
      // Slower than all others need to come, unless it is asked once more.
      answer: async () => {
        calls += 1;
        if (calls > 1) allRefused.resolve();
        await allRefused.promise;
        return { value: answer };
      },
    });
    const env = {
      LOG_LEVEL: 'silent',
      MODEL_PROVIDER: 'anthropic',
      MODEL_NAME: 'double',
      MODEL_BASE_URL: model.baseUrl,
      MODEL_API_KEY: 'test-key',
    };
    const pods = await Promise.all(
      Array.from({ length: PODS }, () => startPod(join(folder, 'ledger.db'), env)),
    );
    try {
      let refused = 0;
      const deliver = async (index: number): Promise<unknown> => {
        for (;;) {
          const response = await post(pods[index % PODS]?.url ?? '');
          if (response.status === 200) {
            allRefused.resolve();
            return replyOf(await response.json());
          }
          if (response.status !== 409)
            throw new Error(`answered ${response.status}: ${await response.text()}`);
          refused += 1;
          if (refused === DELIVERIES - 1) allRefused.resolve();
          await allRefused.promise;
        }
      };
      const replies = await Promise.all(Array.from({ length: DELIVERIES }, (_, index) => deliver(index)));
      note(`${refused} deliveries were answered with 409 and came again`);
      return {
        'storm.deliveries': DELIVERIES,
        'storm.modelCalls': calls,
        'storm.replies': new Set(replies).size,
      };
    } finally {
      await Promise.all(pods.map(({ close }) => close()));
      await model.close();
      rmSync(folder, { recursive: true });
    }
  },
};

async function startPod(file: string, env: Readonly<Record<string, string>>) {
  const ledger = createLedger(sqliteStore(file), { leaseSeconds: 180, keepSeconds: 3_600 * 72 });
  const registry = new Registry();
  const log = createLogger('silent', process.stderr);
  const target = await connect(buildTriage, env, log, { ledger, registry });
  const app: App = createApp({ mounts: [{ at: '/', target }], registry, bodyLimitBytes: 1_048_576 });
  const url = await app.http.listen({ port: 0, host: '127.0.0.1' });
  return {
    url,
    close: async () => {
      await app.drain(1_000);
      await ledger.close();
    },
  };
}

/** The id of a reply that a model had its part in. */
function replyOf(body: unknown): string {
  const { id, data } = body as { id: string; data: { report: { analysis: { by: string; why: string } } } };
  const { by, why } = data.report.analysis;
  if (by !== 'model') throw new Error(`the report was made without a model: ${why}`);
  return id;
}

function post(url: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
}
