import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The folder of outside data called `name`, or undefined where this machine has none: those tests are then skipped by name. */
export function dataFolder(name: string): string | undefined {
  const base = process.env.WATCHKEEPER_BENCH_DATA ?? join(root, '..', 'shared', 'data');
  const folder = join(base, name);
  return existsSync(folder) ? folder : undefined;
}
