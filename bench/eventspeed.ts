import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { drive } from './eventspeed/load.ts';

const WARM_UP_EVENTS = 20_000;
// Many short rounds: what else the machine does then hits both sides of most of them alike.
const ROUNDS = 41;
const EVENTS_A_ROUND = 1_000;
const CONNECTIONS = 16;

const SIDES = ['ours', 'unclaimed', 'faas'] as const;
type Round = Record<(typeof SIDES)[number], number>;

/**
 * Events a CPU second through a function with a trivial handler, each event claimed in a ledger in memory: against
 * faas-js-runtime in a process of its own, and against the same function without claims in the same process, driven in
 * turns by the same closed loop, so that what else the machine does hits all. A ratio is the median of the rounds' ratios.
 */
export const benchmark: Benchmark = {
  data: [],
  run: async ({ note, verbose }) => {
    const servers = { ours: await startServer('ours'), faas: await startServer('faas') };
    const drives: Record<(typeof SIDES)[number], (count: number) => Promise<number>> = {
      ours: (count) => servers.ours.eventsPerCpuSecond(count, '/'),
      unclaimed: (count) => servers.ours.eventsPerCpuSecond(count, '/unclaimed'),
      faas: (count) => servers.faas.eventsPerCpuSecond(count, '/'),
    };
    try {
      // What the just-in-time compiler does first belongs to none.
      for (const side of SIDES) await drives[side](WARM_UP_EVENTS);
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const measured: Round = { ours: 0, unclaimed: 0, faas: 0 };
        for (const side of turned(SIDES, round)) {
          measured[side] = await drives[side](EVENTS_A_ROUND);
        }
        rounds.push(measured);
        if (verbose) note(SIDES.map((side) => `${side} ${measured[side].toFixed(0)}`).join(', '));
      }
      return {
        'eventspeed.ratio': median(rounds.map((round) => round.unclaimed / round.faas)),
        'eventspeed.withLedger': median(rounds.map((round) => round.ours / round.unclaimed)),
        'eventspeed.ratioWithLedger': median(rounds.map((round) => round.ours / round.faas)),
        'eventspeed.perCpuSecond': median(rounds.map((round) => round.unclaimed)),
        'eventspeed.withLedgerPerCpuSecond': median(rounds.map((round) => round.ours)),
        'eventspeed.faasPerCpuSecond': median(rounds.map((round) => round.faas)),
      };
    } finally {
      for (const server of Object.values(servers)) server.child.disconnect();
    }
  },
};

/** The sides in another order each round: what follows upon what must not matter. */
function turned<Side>(sides: readonly Side[], round: number): Side[] {
  const first = round % sides.length;
  const order = [...sides.slice(first), ...sides.slice(0, first)];
  return round % 2 === 0 ? order : order.reverse();
}

interface Server {
  readonly child: ChildProcess;
  readonly eventsPerCpuSecond: (count: number, path: string) => Promise<number>;
}

async function startServer(name: string): Promise<Server> {
  const port = await freePort();
  const child = fork(join(import.meta.dirname, 'eventspeed', `${name}.ts`), {
    env: { ...process.env, PORT: String(port) },
    execArgv: [],
  });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`the server ${name} ended with ${code}`);
  });
  exited.catch(() => undefined);
  const usage = async () => {
    const [microseconds] = await Promise.race([once(child, 'message'), exited]);
    return Number(microseconds);
  };
  await usage();
  const ask = () => {
    const answer = usage();
    child.send('usage');
    return answer;
  };
  const requests = requestsTo(port);
  return {
    child,
    eventsPerCpuSecond: async (count, path) => {
      const before = await ask();
      await Promise.race([drive(port, requests(path), { count, connections: CONNECTIONS }), exited]);
      return count / (((await ask()) - before) / 1_000_000);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Binary events as a Broker delivers them, each with another id and 4 KB of JSON. */
function requestsTo(port: number): (path: string) => () => Buffer {
  const item = { article: 'a-4711', count: 2, note: 'as ordered before, "fragile", to the back door' };
  const body = JSON.stringify({ customer: 'c-1', items: Array.from({ length: 46 }, () => item) });
  const head = [
    `Host: 127.0.0.1:${port}`,
    'User-Agent: Go-http-client/1.1',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Ce-Id: 7f0d0b4e-6d0c-4b29-9bd2-000000000000',
    'Ce-Knativearrivaltime: 2026-06-18T09:30:00.123456789Z',
    'Ce-Source: /example/shop',
    'Ce-Specversion: 1.0',
    'Ce-Subject: order-17',
    'Ce-Time: 2026-06-18T09:30:00.5Z',
    'Ce-Type: com.example.order.placed.v1',
    'Content-Type: application/json',
    'Kn-Namespace: example',
    'Prefer: reply',
    'Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    'Accept-Encoding: gzip',
  ].join('\r\n');
  let sent = 0;
  return (path) => {
    const request = Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n\r\n${body}`);
    const at = request.indexOf('000000000000');
    return () => {
      sent += 1;
      const next = Buffer.from(request);
      next.write(String(sent).padStart(12, '0'), at, 'latin1');
      return next;
    };
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
