import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, request as forward, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, ModelServerError } from '../../../../shared/model/server.ts';
import { type FakeModelServer, startModelServer } from '../../../fakes/model-server.ts';
import { connectFor, somePrompt } from './settings-for.ts';

let folder: string;
const closing: (() => Promise<void>)[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-transport-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function complete(server: ModelServer): Promise<unknown> {
  return server.complete(somePrompt, 'prompt', new AbortController().signal);
}

async function failureOf(completing: Promise<unknown>): Promise<ModelServerError> {
  const error: unknown = await completing.catch((thrown: unknown) => thrown);
  if (error instanceof ModelServerError) return error;
  throw new Error('it did not fail with a ModelServerError', { cause: error });
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}

async function fakeModel(credential?: () => string): Promise<FakeModelServer> {
  const fake = await startModelServer({
    api: 'openai',
    answer: () => 'yes',
    ...(credential === undefined ? {} : { credential }),
  });
  closing.push(fake.close);
  return fake;
}

describe('a token from a file', () => {
  it('is read again when its file has changed', async () => {
    let right = 'first';
    const fake = await fakeModel(() => right);
    const file = fileOf('rotated', 'first\n');
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: fake.baseUrl,
      MODEL_TOKEN_FILE: file,
    });
    await complete(server);
    right = 'second';
    writeFileSync(file, 'second\n');
    utimesSync(file, new Date(1_000), new Date(2_000));
    await complete(server);
    expect(fake.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('is read again after a 401 though its file looks unchanged, and the request is sent once more', async () => {
    let right = 'first';
    const fake = await fakeModel(() => right);
    const file = fileOf('same-time', 'first');
    utimesSync(file, 1, 1);
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: fake.baseUrl,
      MODEL_TOKEN_FILE: file,
    });
    await complete(server);
    right = 'second';
    writeFileSync(file, 'second');
    utimesSync(file, 1, 1);
    await complete(server);
    expect(fake.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('that is wrong and stays so is shown once', async () => {
    const fake = await fakeModel();
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: fake.baseUrl,
      MODEL_TOKEN_FILE: fileOf('wrong', 'wrong-token'),
    });
    const error = await failureOf(complete(server));
    expect(error.kind).toBe('unauthorized');
    expect(error.message).not.toContain('wrong-token');
    expect(fake.requests).toHaveLength(1);
  });

  it.each([
    ['is gone', undefined],
    ['is empty', ''],
    ['has several lines', 'a\nb'],
  ])('that %s fails without a request', async (name, text) => {
    const fake = await fakeModel();
    const file = fileOf(`token that ${name}`, 'test-key');
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: fake.baseUrl,
      MODEL_TOKEN_FILE: file,
    });
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    expect((await failureOf(complete(server))).kind).toBe('unauthorized');
    expect(fake.requests).toHaveLength(0);
  });
});

interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of its own. */
async function authority(name: string): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function signed(ca: Pair, name: string): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

const reply = JSON.stringify({ choices: [{ message: { content: 'yes' }, finish_reason: 'stop' }] });

/** A TLS server that wants a client certificate, and the names of the clients that it let in. */
async function tlsModel(ca: Pair, name: string): Promise<{ port: number; clients: string[] }> {
  const own = await signed(ca, name);
  const clients: string[] = [];
  const server = createTlsServer(
    { ...own, ca: ca.cert, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const peer: Partial<PeerCertificate> = (request.socket as TLSSocket).getPeerCertificate();
      clients.push(String(peer.subject?.CN));
      response.setHeader('content-type', 'application/json').end(reply);
    },
  );
  return { port: await listening(server), clients };
}

describe('mutual TLS', () => {
  let ca: Pair;
  let caFile: string;
  beforeAll(async () => {
    ca = await authority('the authority of the user');
    caFile = fileOf('ca.crt', ca.cert);
  });

  async function client(name: string, issuer: Pair): Promise<Readonly<Record<string, string>>> {
    const { cert, key } = await signed(issuer, name);
    return {
      MODEL_CLIENT_CERT_FILE: fileOf(`${name}.crt`, cert),
      MODEL_CLIENT_KEY_FILE: fileOf(`${name}.key`, key),
    };
  }

  function connected(port: number, env: Readonly<Record<string, string>>): Promise<ModelServer> {
    const url = `https://127.0.0.1:${port}/v1`;
    return connectFor({ MODEL_PROVIDER: 'openai', MODEL_BASE_URL: url, ...env });
  }

  it("reaches a server of the user's authority with a certificate of it, without any key", async () => {
    const { port, clients } = await tlsModel(ca, 'model.example');
    const server = await connected(port, { MODEL_CA_FILE: caFile, ...(await client('watchkeeper', ca)) });
    expect(await complete(server)).toMatchObject({ text: 'yes' });
    expect(clients).toEqual(['watchkeeper']);
  });

  it('takes a renewed certificate from its file', async () => {
    const { port, clients } = await tlsModel(ca, 'model.example');
    const files = await client('before', ca);
    const server = await connected(port, { MODEL_CA_FILE: caFile, ...files });
    await complete(server);
    const renewed = await signed(ca, 'after');
    writeFileSync(files.MODEL_CLIENT_CERT_FILE ?? '', renewed.cert);
    writeFileSync(files.MODEL_CLIENT_KEY_FILE ?? '', renewed.key);
    utimesSync(files.MODEL_CLIENT_KEY_FILE ?? '', 5, 5);
    await complete(server);
    expect(clients).toEqual(['before', 'after']);
  });

  it('is refused without a certificate, and with one of another authority', async () => {
    const { port, clients } = await tlsModel(ca, 'model.example');
    const other = await client('stranger', await authority('another authority'));
    for (const env of [{ MODEL_CA_FILE: caFile }, { MODEL_CA_FILE: caFile, ...other }]) {
      // Node's server hangs up without a word, which looks like any cut connection; alerts are in failure.test.ts.
      expect((await failureOf(complete(await connected(port, env)))).kind).toBe('unreachable');
    }
    expect(clients).toEqual([]);
  });

  it("does not trust a server that the user's authority has not signed", async () => {
    const { port, clients } = await tlsModel(ca, 'model.example');
    const stranger = await authority('another authority');
    for (const env of [{}, { MODEL_CA_FILE: fileOf('other.crt', stranger.cert) }]) {
      const error = await failureOf(complete(await connected(port, env)));
      expect(error.kind).toBe('rejected');
      expect(error.message).toContain('certificate is not trusted');
    }
    expect(clients).toEqual([]);
  });

  it('does not trust a certificate of the authority for another name', async () => {
    const { port } = await tlsModel(ca, 'model.example');
    const url = `https://localhost:${port}/v1`;
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: url,
      MODEL_CA_FILE: caFile,
      ...(await client('watchkeeper', ca)),
    });
    expect((await failureOf(complete(server))).message).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('goes through a proxy unbroken: the proxy sees a name and bytes', async () => {
    const { port, clients } = await tlsModel(ca, 'model.example');
    const proxy = await startProxy(port);
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: 'https://model.example/v1',
      MODEL_CA_FILE: caFile,
      HTTPS_PROXY: proxy.url.replace('http://', 'http://me:secret@'),
      NO_PROXY: 'other.example',
      ...(await client('watchkeeper', ca)),
    });
    expect(await complete(server)).toMatchObject({ text: 'yes' });
    expect(clients).toEqual(['watchkeeper']);
    expect(proxy.seen).toEqual([
      { line: 'CONNECT model.example:443', login: `Basic ${Buffer.from('me:secret').toString('base64')}` },
    ]);
  });
});

interface Proxy {
  readonly url: string;
  readonly seen: { readonly line: string; readonly login: string | undefined }[];
}

/** A proxy on loopback that takes every name to one port of this host; it answers 407 where that port is 0. */
async function startProxy(target: number): Promise<Proxy> {
  const seen: Proxy['seen'] = [];
  const server = createHttpServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, login: request.headers['proxy-authorization'] });
    if (target === 0) return void response.writeHead(407).end();
    const { pathname } = new URL(request.url ?? '');
    const { method, headers } = request;
    const onward = forward({ port: target, host: '127.0.0.1', path: pathname, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request, socket: Socket, head) => {
    seen.push({ line: `CONNECT ${request.url}`, login: request.headers['proxy-authorization'] });
    if (target === 0) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const onward = connectSocket(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, seen };
}

describe('a proxy', () => {
  it('is asked for a plain http server inside the cluster', async () => {
    const fake = await fakeModel();
    const proxy = await startProxy(Number(new URL(fake.url).port));
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: 'http://llama.models.svc:8080/v1',
      MODEL_API_KEY: 'test-key',
      MODEL_PLAIN_HTTP_HOSTS: 'llama.models.svc',
      HTTP_PROXY: proxy.url,
    });
    expect(await complete(server)).toMatchObject({ text: 'yes' });
    expect(proxy.seen.map(({ line }) => line)).toEqual([
      'POST http://llama.models.svc:8080/v1/chat/completions',
    ]);
  });

  it('is not asked for loopback', async () => {
    const fake = await fakeModel();
    const proxy = await startProxy(0);
    const server = await connectFor({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: fake.baseUrl,
      MODEL_API_KEY: 'test-key',
      HTTP_PROXY: proxy.url,
      HTTPS_PROXY: proxy.url,
    });
    expect(await complete(server)).toMatchObject({ text: 'yes' });
    expect(proxy.seen).toEqual([]);
  });

  it('that refuses us is named by no password', async () => {
    const { host } = new URL((await startProxy(0)).url);
    const proxy = `http://me:very-secret@${host}`;
    const env = {
      MODEL_PROVIDER: 'openai',
      MODEL_API_KEY: 'test-key',
      HTTP_PROXY: proxy,
      HTTPS_PROXY: proxy,
    };
    for (const url of ['http://model.svc/v1', 'https://model.svc/v1']) {
      const server = await connectFor({ ...env, MODEL_BASE_URL: url, MODEL_PLAIN_HTTP_HOSTS: 'model.svc' });
      const error = await failureOf(complete(server));
      expect(['unauthorized', 'unreachable']).toContain(error.kind);
      expect(error.message).not.toContain('secret');
    }
  });
});
