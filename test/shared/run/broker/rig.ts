import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import Fastify from 'fastify';
import { pino } from 'pino';
import {
  type BrokerOptions,
  createBroker,
  type EmbeddedBroker,
} from '../../../../shared/run/broker/broker.ts';
import { addIngress } from '../../../../shared/run/broker/ingress.ts';
import { parseManifests } from '../../../../shared/run/broker/manifests.ts';
import type { Step } from '../../../../shared/run/broker/steps.ts';

/** A request as a subscriber got it; header values one character a byte. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Respond = (response: ServerResponse, request: Arrived, number: number) => void;

/** A local HTTP server whose paths answer as `on` says, with 200 and nothing where it says nothing. */
export async function startSubscriber(server: { readonly maxHeaderSize?: number } = {}) {
  const arrived: Arrived[] = [];
  const responds = new Map<string, Respond>();
  let seen: (() => void)[] = [];
  const http: Server = createServer(server, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const found = {
        method: request.method ?? '',
        path,
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      arrived.push(found);
      for (const resolve of seen.splice(0)) resolve();
      const respond = responds.get(path);
      if (respond) respond(response, found, arrived.filter((other) => other.path === path).length);
      else response.end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const base = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
  const at = (path: string): Arrived[] => arrived.filter((request) => request.path === path);
  return {
    base,
    arrived,
    at,
    on: (path: string, respond: Respond) => responds.set(path, respond),
    /** Resolves when so many requests have come to the path. */
    async has(path: string, count: number): Promise<void> {
      while (at(path).length < count) await new Promise<void>((resolve) => seen.push(resolve));
    },
    reset(): void {
      arrived.length = 0;
      responds.clear();
      seen = [];
    },
    close: () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

export type Subscriber = Awaited<ReturnType<typeof startSubscriber>>;

/** A destination at a path of the subscriber. */
export const to = (path: string) => ({ ref: { kind: 'Service', name: 'subscriber' }, uri: path });

/** The manifests of one Broker rig/default and these Triggers, each the `spec` without its broker. */
export function manifestsOf(triggers: Readonly<Record<string, object>>, delivery?: object) {
  const documents = [
    {
      apiVersion: 'eventing.knative.dev/v1',
      kind: 'Broker',
      metadata: { name: 'default', namespace: 'rig' },
      spec: delivery === undefined ? {} : { delivery },
    },
    ...Object.entries(triggers).map(([name, spec]) => ({
      apiVersion: 'eventing.knative.dev/v1',
      kind: 'Trigger',
      metadata: { name, namespace: 'rig' },
      spec: { broker: 'default', ...spec },
    })),
  ];
  // JSON is YAML too.
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  return parseManifests([{ name: 'rig.yaml', text }]);
}

/** A broker that delivers to the subscriber, tells its steps, and waits no real time. */
export function rigBroker(
  subscriber: Subscriber,
  triggers: Readonly<Record<string, object>>,
  options: Partial<BrokerOptions> & { readonly delivery?: object } = {},
) {
  const steps: Step[] = [];
  const { delivery, observe, ...rest } = options;
  const broker = createBroker({
    manifests: manifestsOf(triggers, delivery),
    resolve: () => subscriber.base,
    log: pino({ level: 'silent' }),
    observe: (step) => {
      steps.push(step);
      observe?.(step);
    },
    sleep: async () => {},
    ...rest,
  });
  return {
    broker,
    steps,
    named: <Name extends Step['step']>(name: Name) =>
      steps.filter((step): step is Extract<Step, { step: Name }> => step.step === name),
    send: (attributes: Readonly<Record<string, string>> = {}, body: string | Uint8Array = '{"d":1}') =>
      broker.ingress({
        namespace: 'rig',
        broker: 'default',
        headers: {
          'ce-specversion': '1.0',
          'ce-id': '1',
          'ce-source': '/rig',
          'ce-type': 'rig.a',
          'content-type': 'application/json',
          ...attributes,
        },
        body: Buffer.from(body),
      }),
  };
}

/** The broker's ingress on a port of its own. */
export async function listen(broker: EmbeddedBroker) {
  const app = Fastify({ http: { maxHeaderSize: 1_048_576 } });
  addIngress(app, broker);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    app,
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    port: (app.server.address() as AddressInfo).port,
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** Sends the bytes as they are and gives the head and the body of the answer, as far as it comes with the head. */
export function exchange(
  port: number,
  bytes: Uint8Array,
): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const [head = '', body] = text.split('\r\n\r\n', 2);
      if (body === undefined) return;
      socket.destroy();
      resolve({ status: Number(head.split(' ')[1]), head, body });
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('closed without an answer')));
  });
}
