import { Registry } from 'prom-client';
import { z } from 'zod';
import { settings } from '../../shared/config.ts';
import { defineEvent, defineFunction, type FunctionDefinition } from '../../shared/function.ts';
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
  connect: () => ({ orders: 0 }),
  handle: (event, use) => {
    use.orders += event.data.items.length;
    return [];
  },
});

const log = createLogger('warn', process.stderr);
const ledger = createLedger(memoryStore(), { leaseSeconds: 180, keepSeconds: 3_600 });
const mount = async (at: string, definition: FunctionDefinition) => {
  const around = { ledger, registry: new Registry() };
  return { at, target: await connect(definition, { LOG_LEVEL: 'warn' }, log, around) };
};
const app = createApp({
  mounts: [
    await mount('/', counter as unknown as FunctionDefinition),
    // To know what claims cost: the same without them, in the same process, since no two are compiled alike.
    await mount('/unclaimed', {
      ...(counter as unknown as FunctionDefinition),
      name: 'unclaimed',
      claims: false,
    }),
  ],
  bodyLimitBytes: 1_048_576,
});
await app.http.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
answerUsage();
