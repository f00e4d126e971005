import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './command.ts';

/** A copy of parts of the repository in a folder of its own, where a test may add and change files. */
export interface Clone {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const ALWAYS = ['bin', 'shared', 'package.json', 'tsconfig.json'];

/** A clone whose functions and manifests are the small ones of test/fakes instead of the repository's own. */
export async function smallTown(): Promise<Clone> {
  const { folder, remove } = await clone(['test/fakes/functions', 'test/fakes/manifests']);
  await mkdir(join(folder, 'knative'));
  await symlink(join(folder, 'test', 'fakes', 'functions'), join(folder, 'functions'));
  await symlink(join(folder, 'test', 'fakes', 'manifests'), join(folder, 'knative', 'base'));
  return { folder, remove };
}

/** Copies what the command needs, and `parts` beside it; installed packages are linked, not copied. */
export async function clone(parts: readonly string[]): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-clone-'));
  await Promise.all(
    [...ALWAYS, ...parts].map((part) => cp(join(root, part), join(folder, part), { recursive: true })),
  );
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
