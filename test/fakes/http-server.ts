import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fake may do instead of answering: never answer, cut the connection, or answer what is said here. */
export type Failure =
  | 'timeout'
  | 'cut'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

/** A local server for one test or one demo. */
export interface FakeServer {
  /** Such as http://127.0.0.1:40123, without a slash at its end. */
  readonly url: string;
  /** All requests that came, answered or not. */
  readonly requests: readonly Request[];
  /** The next requests fail, one for each failure. */
  readonly failNext: (...failures: readonly Failure[]) => void;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of the loopback address. */
export async function startServer(answer: (request: Request) => Answer): Promise<FakeServer> {
  const failures: Failure[] = [];
  const requests: Request[] = [];
  const server = createServer((incoming, response) => {
    void read(incoming).then((request) => {
      requests.push(request);
      const failure = failures.shift();
      if (failure === 'timeout') return;
      if (failure === 'cut') {
        incoming.socket.destroy();
        return;
      }
      send(response, failure ?? answer(request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    failNext: (...next) => void failures.push(...next),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: Buffer.concat(pieces).toString('utf8'),
  };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(text);
}
