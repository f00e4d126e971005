import { readFileSync } from 'node:fs';
import { HttpMethod, KubeConfig, RequestContext } from '@kubernetes/client-node';
import { fetch, type Response } from 'undici';
import { PermanentError, RetryLaterError } from '../errors.ts';
import type { ClusterObject } from '../events/kubernetes.ts';
import { objectSchema } from '../events/kubernetes.ts';
import { bounded, type OpenedLog } from '../logs.ts';

/** The part of a cluster that agents read. */
export interface Cluster {
  /** The log of one container; `missing` where the pod, the container or the right to read it is not there. */
  readonly podLog: (
    place: { readonly namespace: string; readonly pod: string; readonly container: string },
    signal: AbortSignal,
  ) => Promise<OpenedLog>;
  /** Objects by label, or one sentence on why they cannot be had. */
  readonly list: (
    what: {
      readonly apiVersion: string;
      readonly plural: string;
      readonly namespace: string;
      readonly labels: string;
    },
    signal: AbortSignal,
  ) => Promise<{ readonly items: readonly ClusterObject[] } | { readonly missing: string }>;
}

/** Where the API server is: found as kubectl finds it, or named by a URL (and a file with a token). */
export interface ClusterPlace {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly limitBytes: number;
}

/** Connects to a cluster without asking it anything yet. */
export function connectCluster(place: ClusterPlace): Cluster {
  const config = kubeConfig(place);
  return {
    podLog: async ({ namespace, pod, container }, signal) => {
      const path = `/api/v1/namespaces/${segment(namespace)}/pods/${segment(pod)}/log`;
      const answer = await get(config, `${path}?container=${encodeURIComponent(container)}`, signal);
      const what = `the log of container ${container} of pod ${namespace}/${pod}`;
      if ('missing' in answer) return { missing: `${what} was not read: ${answer.missing}` };
      if (answer.status !== 200 || answer.body === null) {
        return { missing: `${what} was not read: ${await refusal(answer, 'get', 'pods/log')}` };
      }
      return readableLog(answer.body, what, place.limitBytes);
    },
    list: async ({ apiVersion, plural, namespace, labels }, signal) => {
      const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const query = `labelSelector=${encodeURIComponent(labels)}&limit=100`;
      const answer = await get(config, `${root}/namespaces/${segment(namespace)}/${plural}?${query}`, signal);
      const what = `${plural} of ${namespace} with ${labels}`;
      if ('missing' in answer) return { missing: `${what} were not read: ${answer.missing}` };
      if (answer.status !== 200) {
        return { missing: `${what} were not read: ${await refusal(answer, 'list', plural)}` };
      }
      const body = (await answer.json()) as { items?: unknown[] };
      const items = (body.items ?? []).flatMap((item) => {
        // Items of a list come without the type of their own that a single object has.
        const read = objectSchema.safeParse({ apiVersion, kind: plural, ...(item as object) });
        return read.success ? [read.data] : [];
      });
      return { items };
    },
  };
}

// What a kubelet writes into a 200 where the log should be, once the runtime has removed it
// (kubernetes/kubernetes pkg/kubelet: kuberuntime_container.go GetContainerLogs, kuberuntime/logs ReadLogs).
const KUBELET_EXCUSE =
  /^(?:unable to retrieve container logs for |failed to try resolving symlinks in path )/;

/** The log, unless all that came is the kubelet's excuse for having none. */
async function readableLog(
  body: AsyncIterable<Uint8Array>,
  what: string,
  limitBytes: number,
): Promise<OpenedLog> {
  const chunks = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  const start = first.done ? '' : Buffer.from(first.value.subarray(0, 1_024)).toString();
  if (KUBELET_EXCUSE.test(start) && !start.trimEnd().includes('\n')) {
    await chunks.return?.();
    return { missing: `${what} was not read: the node says: ${start.trim().slice(0, 200)}` };
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return bounded(all(), limitBytes);
}

function kubeConfig(place: ClusterPlace): KubeConfig | undefined {
  const config = new KubeConfig();
  if (place.url === undefined) {
    config.loadFromDefault();
    // Without any configuration the client falls back to a local port that nobody meant.
    return config.getCurrentCluster()?.server === 'http://localhost:8080' ? undefined : config;
  }
  const { protocol, hostname } = new URL(place.url);
  if (protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
    throw new PermanentError('KUBERNETES_API must be https; plain http is for loopback only');
  }
  const token = place.tokenFile === undefined ? undefined : readFileSync(place.tokenFile, 'utf8').trim();
  // The client wants to hear that there is no TLS to verify, which is so on loopback alone.
  config.loadFromClusterAndUser(
    { name: 'cluster', server: place.url.replace(/\/$/, ''), skipTLSVerify: protocol === 'http:' },
    token === undefined ? { name: 'user' } : { name: 'user', token },
  );
  return config;
}

function segment(name: string): string {
  return encodeURIComponent(name);
}

async function get(
  config: KubeConfig | undefined,
  path: string,
  signal: AbortSignal,
): Promise<Response | { missing: string }> {
  const server = config?.getCurrentCluster()?.server;
  if (config === undefined || server === undefined) {
    return { missing: 'no cluster is configured (no kubeconfig, not in a pod, KUBERNETES_API not set)' };
  }
  const context = new RequestContext(server + path, HttpMethod.GET);
  await config.applySecurityAuthentication(context);
  const dispatcher = context.getDispatcher();
  try {
    return await fetch(server + path, {
      headers: context.getHeaders(),
      signal,
      redirect: 'error',
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RetryLaterError('the API server did not answer', { retryAfterSeconds: 5, cause: error });
  }
}

/** One sentence on a refusal; what may pass by itself (429, 5xx) is thrown as RetryLaterError. */
async function refusal(answer: Response, verb: string, resource: string): Promise<string> {
  const message = await statusMessage(answer);
  // 500 is what the API server says when the kubelet cannot give the log (any more): it would say so again.
  if (answer.status === 429 || answer.status > 500) {
    throw new RetryLaterError(`the API server answered ${answer.status}: ${message}`, {
      retryAfterSeconds: Number(answer.headers.get('retry-after') ?? 5) || 5,
    });
  }
  if (answer.status === 403) return `not permitted: it needs the verb ${verb} on ${resource} (${message})`;
  if (answer.status === 404) return `it is gone (${message})`;
  return `the API server answered ${answer.status} (${message})`;
}

async function statusMessage(answer: Response): Promise<string> {
  const body = (await answer.text().catch(() => '')).slice(0, 4_096);
  try {
    const status = JSON.parse(body) as { message?: unknown };
    if (typeof status.message === 'string') return status.message.slice(0, 300);
  } catch {
    // Not a Status object: a proxy in between, perhaps.
  }
  return body.slice(0, 300) || 'no reason given';
}
