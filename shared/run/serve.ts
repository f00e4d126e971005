import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { SettingsError } from '../config.ts';
import type { IntakeRequest } from '../function.ts';
import type { Connected } from '../invoke.ts';
import type { Answer } from './answer.ts';
import { deliver } from './deliver.ts';
import type { Sink } from './forward.ts';
import { type ConnectedIntake, takeIn } from './intake.ts';
import { headerOf } from './message.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { type OpenDeliveries, openDeliveries } from './open-deliveries.ts';
import { addHealth, addPost, answerErrorsShortly, takeAnyBody } from './routes.ts';

/** A function or an intake and its path: '/' in a container, '/functions/NAME' where all run in one process. */
export interface Mount {
  readonly at: string;
  readonly target: Connected | ConnectedIntake;
}

/** What an app is put together from. */
export interface AppOptions {
  readonly mounts: readonly Mount[];
  /** Largest body in bytes; of a larger one no more than this is read, and it is answered with 413. */
  readonly bodyLimitBytes: number;
  /** Where results go that do not fit into the reply; an intake cannot do without. */
  readonly sink?: Sink | undefined;
  /** Where the functions count what is their own; /metrics tells it with the rest. A fresh one where it is left out. */
  readonly registry?: Registry;
}

/** An app without a process: it listens, or is tested by `http.inject`, and ends by `drain`. */
export interface App {
  /** Bodies of all content types arrive as Buffers; further routes may be added (routes.ts) before it listens. */
  readonly http: FastifyInstance;
  /**
   * Ends the app: readiness goes 503, open deliveries may finish for `milliseconds`, those still open then are
   * aborted, and the port is closed. Resolves to false where some had to be aborted.
   */
  readonly drain: (milliseconds: number) => Promise<boolean>;
}

/** Time for what was aborted to answer before its connection is cut. */
const GRACE_MILLISECONDS = 1_000;

/** Puts an app together: each mount takes POST, beside /health/liveness, /health/readiness and /metrics. */
export function createApp(options: AppOptions): App {
  const http = Fastify({
    bodyLimit: options.bodyLimitBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
  });
  const shutdown = new AbortController();
  let draining = false;
  const open = openDeliveries();
  const metrics = createMetrics(open.count, options.registry ?? new Registry());
  takeAnyBody(http);
  answerErrorsShortly(http);
  addHealth(http, () => !draining);
  http.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  const around: Around = {
    open,
    metrics,
    sink: options.sink,
    shutdown: shutdown.signal,
    draining: () => draining,
  };
  for (const mount of options.mounts) addMount(http, mount, around);
  return {
    http,
    drain: async (milliseconds) => {
      draining = true;
      const finished = await open.idle(milliseconds);
      shutdown.abort(new Error('the process is shutting down'));
      if (!finished) await open.idle(GRACE_MILLISECONDS);
      const closed = http.close();
      if (!finished) http.server.closeAllConnections();
      await closed;
      return finished;
    },
  };
}

interface Around {
  readonly open: OpenDeliveries;
  readonly metrics: Metrics;
  readonly sink: Sink | undefined;
  readonly shutdown: AbortSignal;
  readonly draining: () => boolean;
}

function addMount(http: FastifyInstance, { at, target }: Mount, around: Around): void {
  const { name } = target.definition;
  const handle = handlerOf(target, around);
  const path = target.definition.kind === 'intake' ? target.definition.path : '';
  const url = `${at}/${path}`.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  addPost(http, url, async (request, reply) => {
    const begin = performance.now();
    around.open.begin();
    try {
      const { answer, type } = await handle(request);
      around.metrics.ended(name, type, answer.outcome);
      send(reply, answer, around.draining());
    } finally {
      around.open.end();
      around.metrics.took(name, (performance.now() - begin) / 1_000);
    }
    return reply;
  });
  // What Fastify refuses by itself, such as a body that is too large, counts too.
  http.addHook('onError', async (request) => {
    if (request.routeOptions.url !== url) return;
    around.metrics.ended(name, 'other', 'refused');
  });
}

function handlerOf(
  target: Mount['target'],
  around: Around,
): (request: FastifyRequest) => Promise<{ readonly answer: Answer; readonly type: string }> {
  if (!isIntake(target)) {
    return (request) => deliver(target, { headers: request.headers, body: bodyOf(request) }, around);
  }
  const { sink, shutdown } = around;
  if (!sink)
    throw new SettingsError(`${target.definition.name} is an intake: set K_SINK, where its events go`);
  return async (request) => {
    const answer = await takeIn(target, intakeRequestOf(request), { sink, shutdown });
    return { answer, type: 'other' };
  };
}

function isIntake(target: Mount['target']): target is ConnectedIntake {
  return target.definition.kind === 'intake';
}

function bodyOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
}

function intakeRequestOf(request: FastifyRequest): IntakeRequest {
  const url = new URL(request.url, 'http://intake.invalid');
  const headers: Record<string, string | undefined> = {};
  for (const name of Object.keys(request.headers)) headers[name] = headerOf(request.headers, name);
  return {
    method: request.method,
    path: url.pathname,
    headers,
    query: Object.fromEntries(url.searchParams),
    body: bodyOf(request),
  };
}

function send(reply: FastifyReply, answer: Answer, last: boolean): void {
  if (last) reply.header('connection', 'close');
  reply.code(answer.status).headers(answer.headers).send(answer.body);
}
