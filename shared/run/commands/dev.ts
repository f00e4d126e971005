import { type ChildProcess, spawn } from 'node:child_process';
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { destination } from 'pino';
import { z } from 'zod';
import { commonSettings, readConfig } from '../../config.ts';
import { type AllInOne, type AllInOneOptions, startAllInOne } from '../all-in-one.ts';
import { dataFolder } from '../broker/journal/data-folder.ts';
import { JournalError } from '../broker/journal/open-database.ts';
import { createLogger } from '../log.ts';
import { functionsFolder } from '../registry.ts';
import { untilShutDown } from '../shutdown.ts';
import { stepText } from '../step-text.ts';

/** What `watchkeeper dev` is told on the command line. */
export interface DevOptions {
  readonly port: string;
  readonly host: string;
  readonly reload: boolean;
  /** The folder in which events and what functions remember are kept; in memory where it is left out. */
  readonly data?: string;
  /** Days for which dead letters are kept in it. */
  readonly keepDays: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const root = join(functionsFolder, '..');
const WATCHED = ['functions', 'shared', 'knative'];
const MOST_DAYS = 3_650;
const SETTLE_MILLISECONDS = 150;

/** Runs all functions and a broker until a signal; with `reload` in a child that starts anew when a file changes. */
export async function devCommand(options: DevOptions, env: Environment): Promise<number> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || options.port.trim() === '') {
    console.error(`watchkeeper: --port ${options.port} is not a port: give a number from 0 to 65535`);
    return 2;
  }
  const keepDays = Number(options.keepDays);
  if (!(keepDays > 0 && keepDays <= MOST_DAYS)) {
    console.error(`watchkeeper: --keep-days ${options.keepDays} is no number of days up to ${MOST_DAYS}`);
    return 2;
  }
  const { host, data } = options;
  return options.reload
    ? keepRunning(options)
    : runOnce({ port, host, keepDays, ...(data === undefined ? {} : { data }) }, env);
}

type RunOptions = Pick<AllInOneOptions, 'port' | 'host' | 'data' | 'keepDays'>;

async function runOnce(options: RunOptions, env: Environment): Promise<number> {
  const { port, host, data } = options;
  const level = env.LOG_LEVEL || 'warn';
  const { LOG_LEVEL } = readConfig(z.object({ LOG_LEVEL: commonSettings.LOG_LEVEL }), { LOG_LEVEL: level });
  const log = createLogger(LOG_LEVEL, destination({ dest: 2, sync: true }));
  const { stdout } = process;
  let running: AllInOne;
  try {
    running = await startAllInOne({
      env: { ...env, LOG_LEVEL },
      log,
      ...options,
      observe: (step) => stdout.write(`${stepText(step, stdout)}\n`),
    });
  } catch (error) {
    const why = error instanceof JournalError ? error.message : whyNoPort(error, host, port);
    if (why === undefined) throw error;
    console.error(`watchkeeper: ${why}`);
    return 2;
  }
  // Before anybody is told that it runs: a signal from then on has to end it in order.
  const ended = untilShutDown(running.app, 1_000, log);
  stdout.write(`broker at ${running.url}/ (${whereKept(running, data)})\n`);
  for (const line of leftFromEarlier(running)) stdout.write(`  ${line}\n`);
  for (const name of running.started) stdout.write(`  ${name} at ${running.url}/functions/${name}\n`);
  for (const { name, why } of running.skipped)
    stdout.write(`  ${name} is left out:\n${why.map((line) => `    ${line}\n`).join('')}`);
  stdout.write(`send it an event: npx watchkeeper send --to ${running.url}/ FILE\n`);
  const code = await ended;
  await running.close();
  return code;
}

function whereKept({ remembersIn }: AllInOne, data: string | undefined): string {
  const remembered =
    remembersIn === 'memory'
      ? 'what functions remember is in memory'
      : `what functions remember in ${remembersIn.replace(/^sqlite:/, '')}`;
  if (data !== undefined) return `events are kept in ${dataFolder(data).events}, ${remembered}`;
  return remembersIn === 'memory'
    ? 'all in memory: events are gone when it stops'
    : `events in memory: they are gone when it stops; ${remembered}`;
}

function leftFromEarlier({ resumed: { deliveries, absent } }: AllInOne): string[] {
  const lines = deliveries === 0 ? [] : [`goes on with ${countOf(deliveries)} of an earlier run`];
  for (const [trigger, count] of absent) {
    lines.push(`${countOf(count)} for the Trigger ${trigger}, which is not here now, stay until it is`);
  }
  return lines;
}

function countOf(deliveries: number): string {
  return deliveries === 1 ? '1 delivery' : `${deliveries} deliveries`;
}

/** Why the port cannot be had, and what to do; undefined for any other error. */
function whyNoPort(error: unknown, host: string, port: number): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} is taken: give another one with --port, or 0 for a free one`;
    case 'EACCES':
      return `port ${port} may not be used: give one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `--host ${host} is no address of this computer: give 127.0.0.1, or 0.0.0.0 for all`;
    default:
      return undefined;
  }
}

async function keepRunning(options: DevOptions): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  // Undefined while none runs: one that a signal ended never gets an exit code.
  let child: ChildProcess | undefined;
  let ending = false;
  let restarting = false;
  const start = () => {
    const entry = join(root, 'bin', 'watchkeeper.js');
    const args = [entry, 'dev', '--no-reload', '--port', options.port, '--host', options.host];
    args.push('--keep-days', options.keepDays);
    if (options.data !== undefined) args.push('--data', options.data);
    child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.once('exit', (code) => {
      child = undefined;
      if (ending) resolve(code ?? 0);
      else if (restarting) {
        restarting = false;
        start();
      } else if (code === 2) resolve(code);
      else console.error('watchkeeper: stopped with an error; it starts again when a file changes');
    });
  };
  const restart = () => {
    // A change just before the end: it would start a child that nobody ends.
    if (ending) return;
    console.error('watchkeeper: a file changed, starting again');
    if (child) {
      restarting = true;
      child.kill('SIGTERM');
    } else start();
  };
  const watchers = watchAll(restart);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ending = true;
      if (!child) resolve(0);
      // A terminal sends Ctrl-C to the child too, and a second one would cut its shutdown short.
      else if (signal === 'SIGTERM' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  start();
  const code = await promise;
  for (const watcher of watchers) watcher.close();
  return code;
}

function watchAll(changed: () => void): FSWatcher[] {
  let settling: NodeJS.Timeout | undefined;
  // Editors write a file in several steps: one start for all of them.
  const soon = () => {
    clearTimeout(settling);
    settling = setTimeout(changed, SETTLE_MILLISECONDS);
  };
  return WATCHED.map((folder) => watch(join(root, folder), { recursive: true }, soon));
}
