import { z } from 'zod';
import { settings } from '../../shared/config.ts';
import { defineEvent, defineFunction } from '../../shared/function.ts';
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
const target = await connect(counter, { LOG_LEVEL: 'warn' }, log);
const app = createApp({ mounts: [{ at: '/', target }], bodyLimitBytes: 1_048_576 });
await app.http.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
answerUsage();
