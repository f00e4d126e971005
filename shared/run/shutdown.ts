import type { Logger } from 'pino';
import type { App } from './serve.ts';

/**
 * Ends the app at SIGTERM or SIGINT: drains it, then resolves to the exit code. A second signal ends the process at
 * once. An error that nobody caught cannot be told to one request, so it drains too and ends with 1: what is open
 * finishes, and the platform starts a fresh process.
 */
export function untilShutDown(app: App, drainMilliseconds: number, log: Logger): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let ending = false;
  const end = (exitCode: number) => {
    if (ending) return;
    ending = true;
    app.drain(drainMilliseconds).then((finished) => {
      log.info(
        { finished },
        finished ? 'stopped' : 'stopped; some deliveries were aborted and will come again',
      );
      resolve(exitCode);
    }, reject);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (ending) process.exit(1);
    log.info({ signal }, 'finishing what is open');
    end(0);
  };
  const onUncaught = (err: unknown) => {
    log.fatal({ err }, 'an error that nobody caught; stopping');
    end(1);
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  process.on('uncaughtException', onUncaught).on('unhandledRejection', onUncaught);
  return promise.finally(() => {
    process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    process.off('uncaughtException', onUncaught).off('unhandledRejection', onUncaught);
  });
}
