import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { smallTown } from '../../../clone.ts';
import { type Running, startWatchkeeper, watchkeeper } from '../../../command.ts';

const TYPE = 'test.counted.v1';
const PATHS = ['/takes', '/flaky', '/refuses', '/letters'] as const;
type Path = (typeof PATHS)[number];

/** Counts what arrives where; `at` is called with the path before each answer, `after` when it has been written. */
async function startRecorder() {
  const arrived: Record<Path, string[]> = { '/takes': [], '/flaky': [], '/refuses': [], '/letters': [] };
  const told = { at: (_path: Path): void => {}, after: (_path: Path): void => {} };
  let look = (): void => {};
  const http = createServer((request, response) => {
    request.resume().on('end', () => {
      const path = request.url as Path;
      const id = String(request.headers['ce-id']);
      const again = arrived[path].includes(id);
      arrived[path].push(id);
      told.at(path);
      if (path === '/refuses') response.statusCode = 422;
      if (path === '/flaky' && !again) response.statusCode = 503;
      response.end(() => told.after(path));
      look();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const until = (done: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => done() && resolve();
      look();
    });
  return { arrived, told, url, until };
}

function triggersTo(url: string): string {
  return ['takes', 'flaky', 'refuses']
    .map((name) =>
      JSON.stringify({
        apiVersion: 'eventing.knative.dev/v1',
        kind: 'Trigger',
        metadata: { name },
        spec: {
          broker: 'default',
          filters: [{ exact: { type: TYPE } }],
          subscriber: { uri: `${url}/${name}` },
          delivery: {
            ...{ retry: 5, backoffPolicy: 'linear', backoffDelay: 'PT0.05S' },
            deadLetterSink: { uri: `${url}/letters` },
          },
        },
      }),
    )
    .join('\n---\n');
}

/** Where a process is killed: with the nth of these since it was started. */
const KILLS = [
  { by: 'sent', nth: 3 },
  { by: 'accepted', nth: 1 },
  { by: 'accepted', nth: 12 },
  { by: 'arrived', path: '/takes', nth: 7 },
  { by: 'answered', path: '/takes', nth: 4 },
  { by: 'arrived', path: '/flaky', nth: 9 },
  { by: 'answered', path: '/refuses', nth: 2 },
  { by: 'arrived', path: '/letters', nth: 3 },
  { by: 'answered', path: '/letters', nth: 5 },
] as const;

it('brings every event that got 202 to each Trigger, dead letters included, however often it is killed', async () => {
  const { folder, remove } = await smallTown();
  onTestFinished(remove);
  const recorder = await startRecorder();
  await writeFile(join(folder, 'test', 'fakes', 'manifests', 'counted.yaml'), triggersTo(recorder.url));
  const data = join(folder, 'data');
  const accepted: string[] = [];
  let sent = 0;
  let running: Running | undefined;
  onTestFinished(async () => {
    running?.kill('SIGKILL');
    await running?.ended;
  });

  const start = async (): Promise<{ running: Running; url: string }> => {
    running = startWatchkeeper(['dev', '--no-reload', '--port', '0', '--data', data], { folder });
    const url = (await running.line(/^broker at /)).split(' ')[2] ?? '';
    return { running, url };
  };
  const send = async (url: string): Promise<void> => {
    sent += 1;
    const id = `e${sent}`;
    const body = JSON.stringify({ specversion: '1.0', id, source: '/count', type: TYPE, data: { id } });
    const headers = { 'content-type': 'application/cloudevents+json' };
    // What is cut off was promised nothing.
    const status = await fetch(url, { method: 'POST', headers, body }).then(
      (answer) => answer.status,
      () => undefined,
    );
    if (status === 202) accepted.push(id);
  };

  for (const kill of KILLS) {
    const { running, url } = await start();
    const killed = Promise.withResolvers<void>();
    let seen = 0;
    const count = (by: string, path?: Path): void => {
      if (by !== kill.by || ('path' in kill && path !== kill.path)) return;
      seen += 1;
      if (seen < kill.nth) return;
      running.kill('SIGKILL');
      killed.resolve();
    };
    recorder.told.at = (path) => count('arrived', path);
    recorder.told.after = (path) => count('answered', path);
    for (let burst = 0; burst < 15; burst += 1) {
      void send(url).then(() => count('accepted'));
      count('sent');
    }
    await killed.promise;
    await running.ended;
  }

  recorder.told.at = () => {};
  recorder.told.after = () => {};
  await start();
  const missing = (path: Path) => accepted.filter((id) => !recorder.arrived[path].includes(id));
  // The flaky one refuses the first attempt at each.
  const onlyOnce = () =>
    accepted.filter(
      (id) => recorder.arrived['/flaky'].indexOf(id) === recorder.arrived['/flaky'].lastIndexOf(id),
    );
  await recorder.until(() => PATHS.every((path) => missing(path).length === 0) && onlyOnce().length === 0);
  // Sure are the 1 and the 12 of the rounds that end with an acceptance; how many others bring is up to the machine.
  expect(accepted.length).toBeGreaterThanOrEqual(13);
  const listed = async () => {
    const { stdout } = await watchkeeper(['dead-letters', '--json', '--data', data], { folder });
    const letters = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { trigger: string; attributes: { id: string } });
    return letters.filter(({ trigger }) => trigger === 'refuses').map(({ attributes }) => attributes.id);
  };
  // Written down a moment after its dead letter was taken.
  let ids = await listed();
  while (accepted.some((id) => !ids.includes(id))) ids = await listed();
  expect(new Set(ids).size).toBe(ids.length);
}, 120_000);
