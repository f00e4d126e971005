import { Registry } from 'prom-client';
import { z } from 'zod';
import { settings } from '../../shared/config.ts';
import { defineEvent, defineFunction } from '../../shared/function.ts';
import { createLedger } from '../../shared/ledger/keep.ts';
import { memoryStore } from '../../shared/ledger/memory-store.ts';
import { connect } from '../../shared/run/connect.ts';
import { createLogger } from '../../shared/run/log.ts';
import { createApp } from '../../shared/run/serve.ts';
import { answerUsage } from './usage.ts';

const order = defineEvent({
  type: 'com.example.order.placed.v1',
  description: 'An order, checked whole.',
  schema: z.object({
    customer: z.string(),
    items: z.array(z.object({ article: z.string(), count: z.int().positive(), note: z.string() })),
  }),
});

const counter = defineFunction({
  name: 'counter',
  description: 'Counts orders, and answers nothing.',
  accepts: [order],
  emits: [],
  settings: settings({}),
  // To know what claims cost, the same without them.
  ...(process.argv.includes('unclaimed') ? { claims: false } : {}),
  connect: () => ({ orders: 0 }),
  handle: (event, use) => {
    use.orders += event.data.items.length;
    return [];
  },
});

const log = createLogger('warn', process.stderr);
const ledger = createLedger(memoryStore(), { leaseSeconds: 180, keepSeconds: 3_600 });
const target = await connect(counter, { LOG_LEVEL: 'warn' }, log, { ledger, registry: new Registry() });
const app = createApp({ mounts: [{ at: '/', target }], bodyLimitBytes: 1_048_576 });
await app.http.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
answerUsage();
