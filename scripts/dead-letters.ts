import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startAllInOne } from '../shared/run/all-in-one.ts';

// Prints what the commands about dead letters say after an event that build-triage refuses; docs/embedded-broker.md
// quotes it.

const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-dead-letters-'));
const running = await startAllInOne({
  env: { LOG_LEVEL: 'silent' },
  log: pino({ level: 'silent' }),
  ...{ port: 0, host: '127.0.0.1', data: join(folder, 'data') },
});
await fetch(running.url, {
  method: 'POST',
  headers: { 'content-type': 'application/cloudevents+json' },
  body: JSON.stringify({
    ...{ specversion: '1.0', id: 'build-7', source: '/ci/example', type: 'dev.watchkeeper.build.failed.v1' },
    data: { note: 'a build without a name', token: 'a-made-up-token-4711' },
  }),
});
await running.broker.idle();
await running.close();

for (const args of [
  ['dead-letters', '--data', 'data'],
  ['dead-letters', 'show', '1', '--data', 'data'],
  ['replay', 'build-7', '--data', 'data'],
]) {
  const command = join(import.meta.dirname, '..', 'bin', 'watchkeeper.js');
  const { stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  const text = `${stdout}${stderr}`.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-01T12:00:00.000Z');
  console.log(`$ npx watchkeeper ${args.join(' ')}\n${text}`);
}
rmSync(folder, { recursive: true });
