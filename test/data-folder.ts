import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** The folder of outside data called `name`, or undefined where this machine has none: those tests are then skipped by name. */
export function dataFolder(name: string): string | undefined {
  const base = process.env.WATCHKEEPER_BENCH_DATA ?? join(root, '..', 'shared', 'data');
  const folder = join(base, name);
  if (existsSync(folder)) return folder;
  // In CI nothing is skipped: a missing folder is a broken run, not a smaller one.
  if (process.env.CI === 'true')
    throw new Error(`${folder} is missing: set WATCHKEEPER_BENCH_DATA to the folder that holds it`);
  return undefined;
}
