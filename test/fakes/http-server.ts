import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What a fake does instead of its answer: never answer, cut the connection, or answer what is said here. */
export type Instead =
  | 'timeout'
  | 'cut'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown };

/**
 * How a request fails: before it has any effect, or `after` its effect, which the caller then knows nothing of; or its
 * answer is only `late` by so many milliseconds.
 */
export type Failure = Instead | { readonly after: Instead } | { readonly late: number };

/**
 * Awaited at each boundary of a request, named 'before POST /path' and 'after POST /path': when it has come and before
 * it has an effect, and once more before its answer goes out. One that never resolves is a crash at that point.
 */
export type Seam = (boundary: string) => Promise<void>;

/** What happens to the requests that come in at one door. */
export interface DoorOptions {
  readonly seam?: Seam;
  /** Decides for each request whether and how it fails; failures of `failNext` come first. */
  readonly fault?: (request: Request) => Failure | undefined;
}

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

/** Another address of the same server, such as for one process of several. */
export interface Door {
  /** Such as http://127.0.0.1:40123, without a slash at its end. */
  readonly url: string;
  /** Cuts all connections that came in here, and takes no more. */
  readonly close: () => Promise<void>;
}

/** A local server for one test or one demo. */
export interface FakeServer extends Door {
  /** All requests that came, answered or not. */
  readonly requests: readonly Request[];
  /** The next requests fail, one for each failure. */
  readonly failNext: (...failures: readonly Failure[]) => void;
  /** Opens another address: what stands in the server is the same, seam and faults are its own. */
  readonly door: (options?: DoorOptions) => Promise<Door>;
}

type Answering = (request: Request) => Answer | Promise<Answer>;

/** Listens on a free port of the loopback address. */
export async function startServer(answer: Answering, options: DoorOptions = {}): Promise<FakeServer> {
  const failures: Failure[] = [];
  const requests: Request[] = [];
  const doors = new Set<Door>();

  const open = async ({ seam, fault }: DoorOptions = {}): Promise<Door> => {
    const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
      const request = await read(incoming);
      requests.push(request);
      const failure = failures.shift() ?? fault?.(request);
      const boundary = `${request.method} ${request.path.split('?')[0]}`;
      await seam?.(`before ${boundary}`);
      if (failure !== undefined && isInstead(failure)) return end(incoming, response, failure);
      const answered = await answer(request);
      await seam?.(`after ${boundary}`);
      if (failure !== undefined && 'late' in failure) await wait(failure.late);
      end(incoming, response, failure !== undefined && 'after' in failure ? failure.after : answered);
    };
    const door = await listen((incoming, response) => {
      // A request that breaks off on its way in is nobody's.
      handle(incoming, response).catch(() => incoming.socket.destroy());
    });
    doors.add(door);
    return door;
  };

  const front = await open(options);
  return {
    url: front.url,
    requests,
    failNext: (...next) => void failures.push(...next),
    door: open,
    close: async () => void (await Promise.all([...doors].map((door) => door.close()))),
  };
}

function isInstead(failure: Failure): failure is Instead {
  return typeof failure === 'string' || 'status' in failure;
}

async function listen(
  listener: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<Door> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function end(incoming: IncomingMessage, response: ServerResponse, how: Instead): void {
  if (how === 'timeout') return;
  if (how === 'cut') incoming.socket.destroy();
  else send(response, how);
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
