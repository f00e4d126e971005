import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { vi } from 'vitest';

/** A stream that is a terminal as far as colours go: whether it has any is up to NO_COLOR and its like, as on a real one. */
export function terminal(): NodeJS.WriteStream {
  const { getColorDepth } = WriteStream.prototype;
  return Object.assign(new PassThrough(), { isTTY: true, getColorDepth }) as unknown as NodeJS.WriteStream;
}

/** A stream that is no terminal, such as a pipe or a file. */
export function plainStream(): NodeJS.WriteStream {
  return new PassThrough() as unknown as NodeJS.WriteStream;
}

/** Gives the test the environment of a terminal with colours, whatever the tests run in; undone by `vi.unstubAllEnvs`. */
export function stubTerminal(env: Record<string, string> = {}): void {
  for (const name of ['CI', 'COLORTERM', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'NO_COLOR', 'TMUX']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('TERM', 'xterm-256color');
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}
