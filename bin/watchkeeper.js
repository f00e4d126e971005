#!/usr/bin/env node
// Plain JavaScript for any Node: only Node 24 and newer can run the rest, which is TypeScript.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const own = join(root, 'node_modules', '.bin', 'node');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('../shared/run/cli.ts');
} else if (existsSync(own)) {
  // The development dependency "node" brings Node 24 along.
  const run = spawnSync(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (run.signal) process.kill(process.pid, run.signal);
  process.exitCode = run.status ?? 1;
} else {
  console.error(
    `watchkeeper needs Node 24 or newer; this is ${process.version}. Install Node 24, or run "npm ci" in the clone.`,
  );
  process.exitCode = 1;
}
