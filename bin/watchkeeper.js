#!/usr/bin/env node
// Plain JavaScript for any Node: only Node 24 and newer can run the rest, which is TypeScript.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const own = join(root, 'node_modules', '.bin', 'node');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('../shared/run/cli.ts');
} else if (existsSync(own)) {
  // The development dependency "node" brings Node 24 along.
  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends Ctrl-C to the child too, and a second one would cut its shutdown short.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal).kill(process.pid, signal);
    process.exitCode = code ?? 1;
  });
} else {
  console.error(
    `watchkeeper needs Node 24 or newer; this is ${process.version}. Install Node 24, or run "npm ci" in the clone.`,
  );
  process.exitCode = 1;
}
