import { createRequire } from 'node:module';
import { answerUsage } from './usage.ts';

// Its own declarations lack `config` and turn the log level into an enum.
const { start } = createRequire(import.meta.url)('faas-js-runtime') as {
  start: (
    handle: (context: unknown, event: { data: { items: unknown[] } }) => void,
    options: { port: number; logLevel: 'warn'; config: string },
  ) => Promise<unknown>;
};

const seen = { orders: 0 };

await start(
  (_context, event) => {
    seen.orders += event.data.items.length;
  },
  // `config` is where it looks for a func.yaml, which would overrule the port.
  { port: Number(process.env.PORT), logLevel: 'warn', config: import.meta.dirname },
);
answerUsage();
