import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import { networkList } from '../addresses.ts';
import type { ModelSettings } from './settings.ts';

/** Where a model server is and how it is reached, all settings checked. */
export interface ModelPlace {
  readonly model: string;
  /** Without a slash at its end; its host is the only one that is asked. */
  readonly baseUrl: string;
  /** The header that carries the credential; the server is asked without one where there is none. */
  readonly credential?: Credential;
  readonly tls: TlsFiles;
  /** The proxy's URL, which may hold a password; not set where the server is reached directly. */
  readonly proxy?: string;
}

/** A credential is `prefix` and then a key, or what stands in a file now. */
export type Credential = {
  readonly header: 'x-api-key' | 'authorization';
  readonly prefix: '' | 'Bearer ';
} & ({ readonly key: string } | { readonly file: string });

/** PEM files; certificate and key come together. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export type Provider = NonNullable<ModelSettings['MODEL_PROVIDER']>;

const VENDORS: Readonly<Record<Provider, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com/v1',
};

/** Brings the settings together, or says what does not fit, one sentence a problem and no secret in any. */
export function modelPlace(
  config: ModelSettings,
  provider: Provider,
): ModelPlace | { readonly problems: readonly string[] } {
  const url = new URL(config.MODEL_BASE_URL ?? VENDORS[provider]);
  const problems = [
    ...nameProblems(config),
    ...urlProblems(url, config),
    ...credentialProblems(config),
    ...fileProblems(config),
    ...networkProblems(config.NO_PROXY),
  ];
  if (problems.length > 0) return { problems };
  const credential = credentialOf(config, provider);
  const proxy = proxyOf(url, config);
  return {
    model: config.MODEL_NAME ?? '',
    baseUrl: baseUrlOf(url, provider),
    ...(credential === undefined ? {} : { credential }),
    tls: {
      ...(config.MODEL_CA_FILE === undefined ? {} : { ca: config.MODEL_CA_FILE }),
      ...(config.MODEL_CLIENT_CERT_FILE === undefined ? {} : { cert: config.MODEL_CLIENT_CERT_FILE }),
      ...(config.MODEL_CLIENT_KEY_FILE === undefined ? {} : { key: config.MODEL_CLIENT_KEY_FILE }),
    },
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function nameProblems(config: ModelSettings): string[] {
  return config.MODEL_NAME === undefined ? ['MODEL_NAME has to be set beside MODEL_PROVIDER'] : [];
}

function urlProblems(url: URL, config: ModelSettings): string[] {
  const problems: string[] = [];
  if (url.username !== '' || url.password !== '') {
    problems.push(
      'MODEL_BASE_URL: credentials do not belong into a URL; set MODEL_API_KEY or MODEL_TOKEN_FILE',
    );
  }
  if (url.search !== '' || url.hash !== '')
    problems.push('MODEL_BASE_URL: it may have no query and no fragment');
  const listed = config.MODEL_PLAIN_HTTP_HOSTS.some((host) => host.toLowerCase() === url.hostname);
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !listed) {
    problems.push(
      `MODEL_BASE_URL: plain http would show prompts and credentials to the network; use https, or list ${url.hostname} in MODEL_PLAIN_HTTP_HOSTS if it is inside the cluster`,
    );
  }
  return problems;
}

function credentialProblems(config: ModelSettings): string[] {
  const { MODEL_API_KEY: key, MODEL_TOKEN_FILE: file, MODEL_CLIENT_CERT_FILE: cert } = config;
  if (key !== undefined && file !== undefined) return ['MODEL_API_KEY and MODEL_TOKEN_FILE: set one of them'];
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    return ['MODEL_API_KEY: it has characters that no key has, such as a blank or a line break'];
  }
  if (config.MODEL_BASE_URL === undefined && key === undefined && file === undefined && cert === undefined) {
    return ["MODEL_API_KEY has to be set, or MODEL_TOKEN_FILE: the vendor's API takes no one without"];
  }
  return [];
}

const FILES = [
  'MODEL_TOKEN_FILE',
  'MODEL_CA_FILE',
  'MODEL_CLIENT_CERT_FILE',
  'MODEL_CLIENT_KEY_FILE',
] as const;

function fileProblems(config: ModelSettings): string[] {
  const problems = FILES.flatMap((setting) => {
    const file = config[setting];
    return file === undefined || isReadable(file)
      ? []
      : [`${setting}: there is no file ${file} that can be read`];
  });
  if ((config.MODEL_CLIENT_CERT_FILE === undefined) !== (config.MODEL_CLIENT_KEY_FILE === undefined)) {
    problems.push('MODEL_CLIENT_CERT_FILE and MODEL_CLIENT_KEY_FILE: set both or neither');
  }
  return problems;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function networkProblems(noProxy: readonly string[]): string[] {
  return noProxy.flatMap((entry) => {
    if (!entry.includes('/')) return [];
    try {
      networkList([entry]);
      return [];
    } catch {
      return [`NO_PROXY: ${entry} is not a network such as 10.96.0.0/12`];
    }
  });
}

function credentialOf(config: ModelSettings, provider: Provider): Credential | undefined {
  const { MODEL_API_KEY: key, MODEL_TOKEN_FILE: file } = config;
  if (file !== undefined) return { header: 'authorization', prefix: 'Bearer ', file };
  if (key === undefined) return undefined;
  // https://platform.claude.com/docs/en/api/overview#authentication
  if (provider === 'anthropic') return { header: 'x-api-key', prefix: '', key };
  return { header: 'authorization', prefix: 'Bearer ', key };
}

/** Anthropic's SDK adds /v1 itself, OpenAI's does not: a URL with or without it does for the first. */
function baseUrlOf(url: URL, provider: Provider): string {
  const base = url.href.replace(/\/+$/, '');
  return provider === 'anthropic' ? base.replace(/\/v1$/, '') : base;
}

function proxyOf(url: URL, config: ModelSettings): string | undefined {
  const proxy = url.protocol === 'https:' ? config.HTTPS_PROXY : config.HTTP_PROXY;
  return proxy === undefined || goesDirect(url, config.NO_PROXY) ? undefined : proxy;
}

/**
 * Whether NO_PROXY (or being on this host) takes a URL past the proxy. Entries as Go reads them
 * (golang.org/x/net/http/httpproxy): `*`, a host with all below it, `.domain` for those below only, an address, a
 * network in CIDR form, each name or address with a port or without.
 */
export function goesDirect(url: URL, noProxy: readonly string[]): boolean {
  const host = bare(url.hostname);
  if (isLoopback(host)) return true;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return noProxy.some((entry) => {
    if (entry === '*') return true;
    if (entry.includes('/')) return isInNetwork(host, entry);
    const { name, port: only } = splitPort(entry.toLowerCase());
    if (only !== undefined && only !== port) return false;
    if (name.startsWith('.') || name.startsWith('*.')) return host.endsWith(name.replace(/^\*/, ''));
    return host === name || (isIP(name) === 0 && host.endsWith(`.${name}`));
  });
}

function isInNetwork(host: string, network: string): boolean {
  const family = isIP(host);
  return family !== 0 && networkList([network]).check(host, family === 6 ? 'ipv6' : 'ipv4');
}

function splitPort(entry: string): { name: string; port?: string } {
  const found = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry);
  if (found?.[1] === undefined || found[2] === undefined) return { name: bare(entry) };
  return { name: bare(found[1]), port: found[2] };
}

/** A host as it is compared: an IPv6 address without its brackets, a name without the dot of the root. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  // Not what ends in .localhost: not every resolver keeps that on this host (RFC 6761 §6.3).
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
