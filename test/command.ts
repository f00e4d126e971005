import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The repository. */
export const root: string = join(import.meta.dirname, '..');

/** How the command is started. */
export interface CommandOptions {
  /** Written to standard input, which is empty otherwise. */
  readonly input?: string | Uint8Array;
  /** The environment beside PATH and HOME: nothing of the outside's own gets in. */
  readonly env?: Readonly<Record<string, string>>;
  /** A copy of the repository to run in; the repository itself where it is left out. */
  readonly folder?: string;
  /** True for a Node that says it is 20, as a machine may have it. */
  readonly oldNode?: boolean;
}

/** How a command ended, and all that it printed. */
export interface Ended {
  /** The exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `watchkeeper ARGS` in a process of its own until it ends. */
export async function watchkeeper(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return ended(start(args, options));
}

/** A command that goes on until it is told to end. */
export interface Running {
  /** Resolves to the next line of standard output that fits; rejects when the process ends without it. */
  readonly line: (pattern: RegExp) => Promise<string>;
  /** The same for standard error. */
  readonly error: (pattern: RegExp) => Promise<string>;
  /** The lines of standard output so far. */
  readonly lines: () => readonly string[];
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
}

/** Starts `watchkeeper ARGS` as a process that goes on. */
export function startWatchkeeper(args: readonly string[], options: CommandOptions = {}): Running {
  const child = start(args, options);
  const end = ended(child);
  const out = follow(child.stdout, end);
  const error = follow(child.stderr, end);
  return {
    line: out.next,
    error: error.next,
    lines: () => out.lines,
    kill: (signal) => child.kill(signal),
    ended: end,
  };
}

interface Followed {
  readonly lines: readonly string[];
  readonly next: (pattern: RegExp) => Promise<string>;
}

function follow(stream: Readable | null, end: Promise<Ended>): Followed {
  const lines: string[] = [];
  let given = 0;
  let rest = '';
  let look: () => void = () => undefined;
  stream?.setEncoding('utf8').on('data', (piece: string) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    look();
  });
  return {
    lines,
    next: (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      look = () => {
        const index = lines.findIndex((line, at) => at >= given && pattern.test(line));
        if (index < 0) return;
        given = index + 1;
        look = () => undefined;
        resolve(lines[index] ?? '');
      };
      look();
      end.then((all) => reject(new Error(`ended without ${pattern}:\n${all.stdout}${all.stderr}`)), reject);
      return promise;
    },
  };
}

// Halves the time that a process takes to start; a copy of the repository takes its own away with it.
function cacheOf(folder: string): string {
  return folder === root ? join(root, 'node_modules', '.cache', 'watchkeeper-tests') : join(folder, '.cache');
}

// All else is what a Node 20 does: it cannot be had everywhere the tests run.
const PRETEND_OLD =
  "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.0'}})";

function start(
  args: readonly string[],
  { input, env, folder = root, oldNode }: CommandOptions,
): ChildProcess {
  const { PATH = '', HOME = '' } = process.env;
  const node = oldNode ? ['--import', PRETEND_OLD] : [];
  const child = spawn(process.execPath, [...node, join(folder, 'bin', 'watchkeeper.js'), ...args], {
    cwd: folder,
    env: { PATH, HOME, NODE_COMPILE_CACHE: cacheOf(folder), ...env },
    stdio: 'pipe',
  });
  // A command that does not read its input closes it, which is no fault of the test.
  child.stdin.on('error', () => undefined).end(input);
  return child;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  const [stdout, stderr, code] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    promise,
  ]);
  return { code, stdout, stderr };
}
