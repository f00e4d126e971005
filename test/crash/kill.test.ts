import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../shared/run/stamp.ts';
import { writeStructured } from '../../shared/run/wire.ts';
import { type Running, startWatchkeeper } from '../command.ts';
import type { Door, FakeServer, Seam } from '../fakes/http-server.ts';
import { JIRA_EMAIL, JIRA_PROJECT, JIRA_TOKEN, startJiraServer } from '../fakes/jira-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlackServer } from '../fakes/slack-server.ts';
import { jiraEffects } from './scenarios/jira-sink.ts';
import { reportOf } from './scenarios/reports.ts';
import { slackEffects } from './scenarios/slack-sink.ts';

/** Long enough that a slow machine ends its work within it, short enough to wait for. */
const LEASE_SECONDS = 3;
/** slack-sink waits 20 s before it takes a request that was cut for lost. */
const PATIENCE_MILLISECONDS = 60_000;

interface Served {
  readonly server: FakeServer;
  readonly effects: () => readonly string[];
  readonly settings: (url: string) => Readonly<Record<string, string>>;
}

const sinks: readonly { readonly name: string; readonly outside: () => Promise<Served> }[] = [
  {
    name: 'slack-sink',
    outside: async () => {
      const slack = await startSlackServer();
      return {
        server: slack,
        effects: () => slackEffects(slack),
        settings: (url) => ({ SLACK_TOKEN, SLACK_CHANNEL, SLACK_API_URL: `${url}/api/` }),
      };
    },
  },
  {
    name: 'jira-sink',
    outside: async () => {
      const jira = await startJiraServer();
      return {
        server: jira,
        effects: () => jiraEffects(jira),
        settings: (url) => ({
          ...{ JIRA_HOST: url, JIRA_EMAIL, JIRA_TOKEN, JIRA_PROJECT, JIRA_SEARCH_LAG_SECONDS: '1' },
        }),
      };
    },
  },
];

/** Where processes of a sink come and go: one outside, one ledger in a file. */
interface Place {
  readonly name: string;
  readonly served: Served;
  readonly ledger: string;
  readonly ends: Ends;
}

/** A sink in a process of its own, and the one address at which it meets the outside. */
interface Process {
  readonly post: (event: Event) => Promise<number>;
  readonly kill: () => Promise<void>;
}

/** What has to be ended when one test is over; each has its own, since they run at the same time. */
type Ends = (() => Promise<unknown>)[];

async function startSink(place: Place, seam: Seam): Promise<Process> {
  const { name, served, ledger, ends } = place;
  const door: Door = await served.server.door({ seam });
  const running: Running = startWatchkeeper(['serve', name], {
    env: {
      ...served.settings(door.url),
      ...{ HOST: '127.0.0.1', PORT: '0', LEDGER: `sqlite:${ledger}` },
      ...{ LEDGER_LEASE_SECONDS: String(LEASE_SECONDS), DEADLINE_SECONDS: String(LEASE_SECONDS - 0.5) },
    },
  });
  const kill = async () => {
    running.kill('SIGKILL');
    await running.ended;
    await door.close();
  };
  ends.push(kill);
  const { address } = JSON.parse(await running.line(/"listening"/)) as { address: string };
  return {
    kill,
    post: async (event) => {
      const { headers, body } = writeStructured(event);
      const answer = await fetch(address, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: Buffer.from(body),
      }).catch(() => undefined);
      await answer?.arrayBuffer().catch(() => undefined);
      return answer?.status ?? 0;
    },
  };
}

/** One kill: at boundary number `boundary` of the requests that an event leads to, the first of them being 1. */
interface Kill {
  readonly event: Event;
  /** The first report of the same failure, where the event is another run of it. */
  readonly earlier?: Event;
  readonly boundary: number;
}

/** Each kill has a failure of its own, so that all of them are taken up again at the same time. */
const kills: readonly Kill[] = [1, 2, 3, 4].flatMap((boundary) => {
  const first = `fp-${String(boundary).padStart(16, '0')}`;
  const again = `fp-${String(boundary + 10).padStart(16, '0')}`;
  return [
    { boundary, event: reportOf(`first-${boundary}`, {}, first) },
    {
      boundary,
      earlier: reportOf(`earlier-${boundary}`, {}, again),
      event: reportOf(`again-${boundary}`, {}, again),
    },
  ];
});

describe.concurrent('kill -9 of a real process with a ledger in a file', () => {
  it.each(sinks)(
    '$name does each thing once wherever it is killed',
    { timeout: 120_000 },
    async ({ name, outside }) => {
      const ends: Ends = [];
      try {
        await killEverywhere(name, outside, ends);
      } finally {
        for (const end of ends.reverse()) await end();
      }
    },
  );
});

async function killEverywhere(name: string, outside: () => Promise<Served>, ends: Ends): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-kill-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  const placeOf = async (file: string): Promise<Place> => {
    const served = await outside();
    ends.push(served.server.close);
    return { name, served, ledger: join(folder, file), ends };
  };
  const whole = await placeOf('whole.db');
  await deliverAll(
    whole,
    kills.flatMap(({ earlier, event }) => (earlier ? [earlier, event] : [event])),
  );
  const place = await placeOf('killed.db');
  await deliverAll(
    place,
    kills.flatMap(({ earlier }) => (earlier ? [earlier] : [])),
  );
  for (const kill of kills) await killAt(place, kill);
  const survivor = await startSink(place, goOn);
  await Promise.all(
    kills.map(({ event }) =>
      expect.poll(() => survivor.post(event), { interval: 250, timeout: PATIENCE_MILLISECONDS }).toBe(202),
    ),
  );
  await survivor.kill();
  expect(place.served.effects().toSorted()).toEqual(whole.served.effects().toSorted());
}

const goOn: Seam = () => Promise.resolve();

/** Delivers events to one process, none of which is killed. */
async function deliverAll(place: Place, events: readonly Event[]): Promise<void> {
  const sink = await startSink(place, goOn);
  for (const event of events) expect(await sink.post(event)).toBe(202);
  await sink.kill();
}

/** Delivers an event to a new process, and kills that at the boundary. */
async function killAt(place: Place, { event, boundary }: Kill): Promise<void> {
  let crossed = 0;
  const reached = Promise.withResolvers<void>();
  const sink = await startSink(place, async () => {
    crossed += 1;
    if (crossed < boundary) return;
    reached.resolve();
    // Nothing comes of a request of the dead.
    await new Promise(() => {});
  });
  const answered = sink.post(event);
  await reached.promise;
  await sink.kill();
  expect(await answered).toBe(0);
}
