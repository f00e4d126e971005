import { lookup } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Agent, fetch, type Response } from 'undici';
import { RetryLaterError } from '../errors.ts';
import { bounded, type OpenedLog } from '../logs.ts';
import { mayReach } from './addresses.ts';

/** Which links may be followed, and how much is read from them. */
export interface LinkRules {
  /** Host names, `host:port`, or `.example.com` for all below it. */
  readonly hosts: readonly string[];
  /** Networks that are not public and may be reached all the same. */
  readonly networks: BlockList;
  readonly limitBytes: number;
  readonly timeoutMilliseconds: number;
  /** PEM of a certificate authority of the user's own. */
  readonly ca?: string;
}

const MOST_REDIRECTS = 5;

/** Why a link may not be followed, or undefined where it may. The address behind its name is checked when it is connected. */
export function refusedLink(url: URL, rules: Pick<LinkRules, 'hosts' | 'networks'>): string | undefined {
  if (url.protocol !== 'https:') return `the link is ${url.protocol.slice(0, -1)}, only https is followed`;
  if (url.username !== '' || url.password !== '') return 'the link holds a user name or a password';
  const listed = rules.hosts.some(
    (host) =>
      host === url.host || host === url.hostname || (host.startsWith('.') && url.hostname.endsWith(host)),
  );
  if (!listed) return `the host ${url.host} is not in LOG_LINK_HOSTS`;
  const address = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !mayReach(address, rules.networks)) {
    return `${address} is not a public address and not in LOG_LINK_NETWORKS`;
  }
  return undefined;
}

/** Opens the log behind a link; whatever is not a log (an error, a page to log in, a host off the list) is `missing`. */
export async function openLink(link: string, rules: LinkRules, signal: AbortSignal): Promise<OpenedLog> {
  const dispatcher = new Agent({
    connect: { lookup: guardedLookup(rules.networks), ...(rules.ca === undefined ? {} : { ca: rules.ca }) },
  });
  const within = AbortSignal.any([signal, AbortSignal.timeout(rules.timeoutMilliseconds)]);
  let url = new URL(link);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const refused = refusedLink(url, rules);
    if (refused) return { missing: `the log behind the link was not read: ${refused}` };
    const answer = await get(url, dispatcher, within);
    if ('missing' in answer) return answer;
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status > 399 || location === null) return logOf(answer, url, rules);
    await answer.body?.cancel();
    url = new URL(location, url);
  }
  return { missing: `the log behind the link was not read: more than ${MOST_REDIRECTS} redirects` };
}

async function get(
  url: URL,
  dispatcher: Agent,
  signal: AbortSignal,
): Promise<Response | { missing: string }> {
  try {
    return await fetch(url, {
      dispatcher,
      signal,
      redirect: 'manual',
      headers: { accept: 'text/plain, */*;q=0.5' },
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return { missing: `the log behind the link was not read: ${url.host} did not answer (${why})` };
  }
}

// A page or a JSON object on a 200 is a log-in form or an error of the server, not a log.
const NOT_A_LOG = /^(?:text\/html|application\/xhtml\+xml|application\/(?:[\w.-]{1,50}\+)?json)\b/i;

async function logOf(answer: Response, url: URL, rules: LinkRules): Promise<OpenedLog> {
  const type = answer.headers.get('content-type') ?? '';
  const isLog = answer.status === 200 && answer.body !== null && !NOT_A_LOG.test(type);
  if (!isLog || answer.body === null) {
    await answer.body?.cancel();
    if (answer.status === 429 || answer.status === 503) {
      throw new RetryLaterError(`${url.host} answered ${answer.status}`, {
        retryAfterSeconds: Number(answer.headers.get('retry-after') ?? 10) || 10,
      });
    }
    const what =
      answer.status === 200 ? `a document of type ${type.slice(0, 60)}` : `status ${answer.status}`;
    return { missing: `the log behind the link was not read: ${url.host} answered with ${what}` };
  }
  const body: AsyncIterable<Uint8Array> = answer.body;
  return bounded(/^application\/(?:x-)?gzip\b/i.test(type) ? inflated(body) : body, rules.limitBytes);
}

function inflated(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  // A fault on either side ends both; whoever reads the inflated side hears of it.
  pipeline(Readable.from(body), gunzip, () => undefined);
  return gunzip;
}

// The name is resolved once and the socket goes to that very address, so it cannot change in between (DNS rebinding).
function guardedLookup(networks: BlockList): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const found = Array.isArray(addresses) ? addresses : [];
      const refused = found.find(({ address }) => !mayReach(address, networks));
      if (error) callback(error, '', 4);
      else if (refused || found.length === 0) {
        const what = refused
          ? `${refused.address} is not a public address and not in LOG_LINK_NETWORKS`
          : 'no address';
        callback(Object.assign(new Error(`${hostname}: ${what}`), { code: 'EACCES' }), '', 4);
      } else if (options.all) callback(null, found);
      else callback(null, found[0]?.address ?? '', found[0]?.family ?? 4);
    });
  };
}
