import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayReach, networkList } from '../../../shared/adapters/addresses.ts';
import { type LinkRules, openLink, refusedLink } from '../../../shared/adapters/log-link.ts';
import { RetryLaterError } from '../../../shared/errors.ts';

let server: Server;
let rules: LinkRules;
let base: string;
const asked: string[] = [];

beforeAll(async () => {
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    asked.push(request.url ?? '');
    const answers: Record<string, () => void> = {
      '/log': () => response.writeHead(200, { 'content-type': 'text/plain' }).end('one\ntwo\n'),
      '/log.gz': () =>
        response.writeHead(200, { 'content-type': 'application/gzip' }).end(gzipSync('one\ntwo\n')),
      '/bomb.gz': () =>
        response
          .writeHead(200, { 'content-type': 'application/gzip' })
          .end(gzipSync(Buffer.alloc(5_000_000))),
      '/login': () =>
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>error: please sign in</html>'),
      '/json': () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"error":"no"}'),
      '/gone': () => response.writeHead(404, { 'content-type': 'text/plain' }).end('error: not found'),
      '/busy': () => response.writeHead(503, { 'retry-after': '7' }).end('error: busy'),
      '/moved': () => response.writeHead(302, { location: '/log' }).end(),
      '/away': () => response.writeHead(302, { location: 'https://elsewhere.example/log' }).end(),
      '/metadata': () => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
      '/circle': () => response.writeHead(302, { location: '/circle' }).end(),
    };
    (answers[request.url ?? ''] ?? (() => response.writeHead(500).end()))();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `https://localhost:${(server.address() as AddressInfo).port}`;
  rules = {
    hosts: ['localhost'],
    networks: networkList(['127.0.0.0/8', '::1']),
    limitBytes: 1_000_000,
    timeoutMilliseconds: 5_000,
    ca: certificate.cert,
  };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function textOf(link: string, changed: Partial<LinkRules> = {}): Promise<string> {
  const opened = await openLink(link, { ...rules, ...changed }, new AbortController().signal);
  if ('missing' in opened) return `missing: ${opened.missing}`;
  const parts: Uint8Array[] = [];
  for await (const part of opened.bytes) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return opened.shortfall() === undefined ? text : `${text.length} characters, ${opened.shortfall()}`;
}

describe('a log behind a link', () => {
  it.each(['/log', '/log.gz', '/moved'])('is read: %s', async (path) => {
    expect(await textOf(base + path)).toBe('one\ntwo\n');
  });

  it.each([
    ['/login', /a document of type text\/html/],
    ['/json', /a document of type application\/json/],
    ['/gone', /status 404/],
    ['/circle', /more than 5 redirects/],
    ['/away', /elsewhere\.example is not in LOG_LINK_HOSTS/],
    ['/metadata', /the link is http, only https is followed/],
  ])('is missing, and the answer is never read as a log: %s', async (path, said) => {
    expect(await textOf(base + path)).toMatch(said);
  });

  it('is asked for again later when the server is busy', async () => {
    const busy = openLink(`${base}/busy`, rules, new AbortController().signal);
    await expect(busy).rejects.toMatchObject({ retryAfterSeconds: 7 });
    await expect(busy).rejects.toBeInstanceOf(RetryLaterError);
  });

  it('is cut at the limit, also when it only grows by being inflated', async () => {
    expect(await textOf(`${base}/bomb.gz`)).toMatch(/^1000000 characters, only the first 1000000 bytes/);
  });

  it('is not asked for when its name leads to an address that is not public', async () => {
    const before = asked.length;
    expect(await textOf(`${base}/log`, { networks: networkList([]) })).toMatch(/not a public address/);
    expect(asked.length).toBe(before);
  });

  it('is missing when the certificate is not trusted', async () => {
    const { ca: _, ...without } = rules;
    const opened = await openLink(`${base}/log`, without, new AbortController().signal);
    expect('missing' in opened && opened.missing).toMatch(/did not answer/);
  });
});

describe('a link is followed only', () => {
  it.each([
    ['http://ci.example/log', ['ci.example'], /only https/],
    ['file:///etc/passwd', ['ci.example'], /only https/],
    ['https://user:pass@ci.example/log', ['ci.example'], /a user name or a password/],
    ['https://other.example/log', ['ci.example'], /not in LOG_LINK_HOSTS/],
    ['https://ci.example.evil.test/log', ['ci.example', '.ci.example'], /not in LOG_LINK_HOSTS/],
    ['https://169.254.169.254/latest', ['169.254.169.254'], /not a public address/],
    ['https://[::1]/log', ['[::1]'], /not a public address/],
    ['https://2130706433/log', ['127.0.0.1'], /not a public address/],
  ])('to where the settings allow: %s', (link, hosts, why) => {
    expect(refusedLink(new URL(link), { hosts, networks: networkList([]) })).toMatch(why);
  });

  it.each([
    ['https://ci.example/log', ['ci.example']],
    ['https://ci.example:8443/log', ['ci.example:8443']],
    ['https://logs.ci.example/log', ['.ci.example']],
  ])('and there it is: %s', (link, hosts) => {
    expect(refusedLink(new URL(link), { hosts, networks: networkList([]) })).toBeUndefined();
  });
});

describe('an address', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '169.254.169.254',
    '192.168.1.1',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '100.64.0.1',
    '0.0.0.0',
  ])('that is not public is not reached: %s', (address) => {
    expect(mayReach(address, networkList([]))).toBe(false);
  });

  it.each(['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    'that is public is reached: %s',
    (address) => {
      expect(mayReach(address, networkList([]))).toBe(true);
    },
  );

  it('that is not public is reached where its network is listed', () => {
    expect(mayReach('10.1.2.3', networkList(['10.1.0.0/16']))).toBe(true);
  });

  it('list that holds something else is refused', () => {
    expect(() => networkList(['intranet'])).toThrow(/intranet is not an address/);
  });
});
