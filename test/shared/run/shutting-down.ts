import { createLogger } from '../../../shared/run/log.ts';
import { untilShutDown } from '../../../shared/run/shutdown.ts';
import { oracleApp } from './apps.ts';

// A child process: serves a function that can be told to hang, or to leave an error behind that nobody catches.
const { app } = oracleApp({
  before: ({ data }) => {
    if (data.question === 'hang') {
      process.stdout.write('hanging\n');
      return new Promise(() => undefined);
    }
    if (data.question === 'leak') setImmediate(() => Promise.reject(new Error('nobody catches this')));
    return undefined;
  },
});
const url = await app.http.listen({ port: 0, host: '127.0.0.1' });
const ended = untilShutDown(app, 60_000, createLogger('info', process.stdout));
process.stdout.write(`${url}\n`);
process.exitCode = await ended;
