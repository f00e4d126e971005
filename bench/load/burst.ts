import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { createLedger } from '../../shared/ledger/keep.ts';
import { memoryStore } from '../../shared/ledger/memory-store.ts';
import { sqliteStore } from '../../shared/ledger/sqlite-store.ts';
import { startAllInOne } from '../../shared/run/all-in-one.ts';
import type { Step } from '../../shared/run/broker/steps.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { JIRA_EMAIL, JIRA_PROJECT, JIRA_TOKEN } from '../../test/fakes/jira-server.ts';
import { SLACK_CHANNEL, SLACK_TOKEN } from '../../test/fakes/slack-server.ts';
import { type Accounted, account, type Outside } from './account.ts';
import { type ScaledClock, scaledClock } from './scaled-clock.ts';

/** One burst. */
export interface Burst {
  readonly events: number;
  /** Runs in which each failure comes. */
  readonly runs: number;
  /** Share of the requests to Slack and Jira that fail. */
  readonly faults: number;
  readonly seed: number;
  /** How much faster than the real clock waits, leases and the clocks of the servers go. */
  readonly speed: number;
  /** A folder in which the broker and the ledger keep; in memory where it is left out. */
  readonly data?: string;
}

export interface BurstResult extends Accounted {
  readonly seconds: number;
  readonly peakRssMebibytes: number;
  /** What is still held when all is done, the garbage collected, more than before the burst: the ledger, in memory. */
  readonly heldMebibytes: number;
  /** Times that the producer was told to come again. */
  readonly refused: number;
}

/** The lease in seconds of the scaled clock: longer than DEADLINE_SECONDS in it, shorter than the Trigger's waits. */
const LEASE_SECONDS = 150;
const DEADLINE_SECONDS = 2;
/** Requests that the producer has open at the same time. */
const SENDERS = 64;

const log = [
  '> tsc --build packages/checkout',
  "packages/checkout/src/line.ts:12:5 - error TS2353: Object literal may only specify known properties, and 'unitPrice' does not exist in type 'Line'.",
  'Found 1 error.',
  'npm error Lifecycle script `build` failed with error: code 2',
].join('\n');

/** Sends a burst of failed builds through broker, build-triage and both sinks, and accounts for every event. */
export async function runBurst(burst: Burst): Promise<BurstResult> {
  const since = Date.now();
  const clock = scaledClock(since, burst.speed);
  const outside = await startOutside([since, burst.speed, burst.seed, burst.faults]);
  try {
    return await sendAll(burst, clock, outside);
  } finally {
    await outside.end();
  }
}

async function sendAll(burst: Burst, clock: ScaledClock, outside: Started): Promise<BurstResult> {
  const steps: Step[] = [];
  const store =
    burst.data === undefined ? memoryStore(clock.now) : sqliteStore(join(burst.data, 'burst.db'), clock.now);
  const ledger = createLedger(store, { leaseSeconds: LEASE_SECONDS, keepSeconds: 72 * 3_600 });
  const running = await startAllInOne({
    env: {
      ...{ SLACK_TOKEN, SLACK_CHANNEL, SLACK_API_URL: `${outside.slack}/api/` },
      ...{ JIRA_HOST: outside.jira, JIRA_EMAIL, JIRA_TOKEN, JIRA_PROJECT },
      ...{ DEADLINE_SECONDS: String(DEADLINE_SECONDS), LEDGER_LEASE_SECONDS: String(LEASE_SECONDS) },
      LOG_LEVEL: 'silent',
    },
    log: pino({ level: 'silent' }),
    ...{ port: 0, host: '127.0.0.1', ledger, speed: burst.speed },
    ...(burst.data === undefined ? {} : { data: burst.data }),
    observe: (step) => {
      // Without its event, which would be held for the account alone.
      if (ENDS.has(step.step)) steps.push({ ...step, event: {} } as Step);
    },
  });
  const memory = sampleMemory();
  const begun = performance.now();
  try {
    const events = Array.from({ length: burst.events }, (_, index) => eventOf(index, burst));
    const refused = await produce(events, `${running.url}/watchkeeper/default`, clock);
    await running.broker.idle();
    const seconds = (performance.now() - begun) / 1_000;
    return { ...memory.end(), ...account(burst, steps, await outside.told()), seconds, refused };
  } finally {
    memory.stop();
    await running.close();
    await ledger.close();
  }
}

/** Where an event's way ends, or goes on as another event. */
const ENDS: ReadonlySet<Step['step']> = new Set(['received', 'delivered', 'dead-lettered', 'lost', 'cut']);

/** Each failure is in a namespace of its own; its runs come one round after the other. */
function eventOf(index: number, { events, runs }: Burst): Event {
  const failures = Math.ceil(events / runs);
  return {
    specversion: '1.0',
    id: `build-${index}`,
    source: '/ci/load',
    type: 'dev.watchkeeper.build.failed.v1',
    datacontenttype: 'application/json',
    data: {
      outcome: 'failed',
      build: { name: `shop-${Math.floor(index / failures) + 1}`, namespace: `team-${index % failures}` },
      exitCode: 2,
      log: { inline: log },
    },
  };
}

/** Sends all events as fast as they are taken; one that is refused with 503 is sent again. Gives the number of refusals. */
async function produce(events: readonly Event[], url: string, clock: ScaledClock): Promise<number> {
  const left = [...events].reverse();
  let refused = 0;
  const send = async (): Promise<void> => {
    for (let event = left.pop(); event !== undefined; event = left.pop()) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json' },
        body: JSON.stringify(event),
      });
      await answer.arrayBuffer();
      if (answer.status === 202) continue;
      if (answer.status !== 503) throw new Error(`the broker answers ${answer.status}`);
      refused += 1;
      left.push(event);
      await wait(clock.realMilliseconds(5_000));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  return refused;
}

const MEBIBYTE = 1_048_576;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function sampleMemory() {
  const before = heapAfterCollection();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  return {
    stop: () => clearInterval(timer),
    end: () => ({
      peakRssMebibytes: Math.round(peak / MEBIBYTE),
      heldMebibytes: Math.round((heapAfterCollection() - before) / MEBIBYTE),
    }),
  };
}

interface Started {
  readonly slack: string;
  readonly jira: string;
  readonly told: () => Promise<Outside>;
  readonly end: () => Promise<void>;
}

/** Starts Slack and Jira in a process of their own. */
async function startOutside(args: readonly number[]): Promise<Started> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(import.meta.dirname, 'outside.ts'), ...args.map(String)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  if (child.stdout) createInterface(child.stdout).once('line', resolve);
  child.once('exit', () => reject(new Error('the servers of Slack and Jira ended')));
  const { slack, jira, told } = JSON.parse(await promise) as Record<'slack' | 'jira' | 'told', string>;
  return {
    ...{ slack, jira },
    told: async () => (await (await fetch(told)).json()) as Outside,
    end: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
