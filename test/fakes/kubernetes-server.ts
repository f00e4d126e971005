import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one container's log request is answered with. */
export type ContainerLog =
  | { readonly text: string }
  | { readonly waiting: true }
  | { readonly status: 403 | 429 | 500 | 503 }
  | { readonly breaksOffAfter: string };

/** What stands in the server: pods with their containers' logs, and objects by 'apiVersion/plural'. */
export interface ClusterContent {
  readonly token?: string;
  /** By 'namespace/pod', then by container. */
  readonly pods?: Readonly<Record<string, Readonly<Record<string, ContainerLog>>>>;
  /** By 'v1/pods' or 'tekton.dev/v1/taskruns', all namespaces together. */
  readonly objects?: Readonly<Record<string, readonly KubernetesObject[]>>;
  /** 'verb resource', such as 'list pods', that the token may not do. */
  readonly forbidden?: readonly string[];
}

/** The part of an object that the server reads itself. */
export interface KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

/** A running server; `requests` are the paths that were asked for. */
export interface KubernetesServer {
  readonly url: string;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

// Answers and refusals follow the API server: staging/src/k8s.io/apiserver (Status objects, 401, 403, 404, 405) and
// pkg/registry/core/pod/strategy.go LogLocation (400 for a container that is not there, not chosen or not started).
/** Starts an API server on loopback that answers pod logs and lists, and refuses what the real one refuses. */
export async function startKubernetesServer(content: ClusterContent): Promise<KubernetesServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(content, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(content: ClusterContent, request: IncomingMessage, response: ServerResponse): ServerResponse {
  const url = new URL(request.url ?? '/', 'http://server.invalid');
  if (content.token !== undefined && request.headers.authorization !== `Bearer ${content.token}`) {
    return status(response, 401, 'Unauthorized', 'Unauthorized');
  }
  if (request.method !== 'GET') {
    return status(
      response,
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
    );
  }
  const log = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/.exec(url.pathname);
  if (log) return podLog(content, `${log[1]}/${log[2]}`, url, response);
  const list = /^\/(?:api|apis)\/((?:[a-z0-9.-]+\/)?v[0-9][a-z0-9]*)\/namespaces\/([^/]+)\/([a-z]+)$/.exec(
    url.pathname,
  );
  if (list) return objectList(content, `${list[1]}/${list[3]}`, list[2] ?? '', url, response);
  return status(response, 404, 'NotFound', 'the server could not find the requested resource');
}

function podLog(content: ClusterContent, pod: string, url: URL, response: ServerResponse): ServerResponse {
  const name = pod.split('/')[1];
  if (content.forbidden?.includes('get pods/log')) {
    return status(
      response,
      403,
      'Forbidden',
      `pods "${name}" is forbidden: User "system:serviceaccount:watchkeeper:build-triage" cannot get resource "pods/log" in API group "" in the namespace "${pod.split('/')[0]}"`,
    );
  }
  for (const parameter of url.searchParams.keys()) {
    // PodLogOptions (core/v1); anything else is a mistake of ours.
    const known = [
      'container',
      'follow',
      'previous',
      'sinceSeconds',
      'sinceTime',
      'timestamps',
      'tailLines',
      'limitBytes',
      'stream',
      'pretty',
    ];
    if (!known.includes(parameter))
      return status(response, 400, 'BadRequest', `unknown parameter ${parameter}`);
  }
  const containers = content.pods?.[pod];
  if (!containers) return status(response, 404, 'NotFound', `pods "${name}" not found`);
  const names = Object.keys(containers);
  const container = url.searchParams.get('container') ?? (names.length === 1 ? names[0] : undefined);
  if (container === undefined) {
    return status(
      response,
      400,
      'BadRequest',
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    );
  }
  const found = containers[container];
  if (!found)
    return status(response, 400, 'BadRequest', `container ${container} is not valid for pod ${name}`);
  if ('waiting' in found) {
    return status(
      response,
      400,
      'BadRequest',
      `container "${container}" in pod "${name}" is waiting to start: ContainerCreating`,
    );
  }
  if ('status' in found) {
    const reasons = {
      403: 'Forbidden',
      429: 'TooManyRequests',
      500: 'InternalError',
      503: 'ServiceUnavailable',
    };
    if (found.status === 429) response.setHeader('retry-after', '1');
    return status(response, found.status, reasons[found.status], `the log of ${name} cannot be given now`);
  }
  response.writeHead(200, { 'content-type': 'text/plain' });
  if ('text' in found) {
    return response.end(found.text);
  }
  response.write(found.breaksOffAfter, () => response.destroy());
  return response;
}

function objectList(
  content: ClusterContent,
  kind: string,
  namespace: string,
  url: URL,
  response: ServerResponse,
): ServerResponse {
  const resource = kind.split('/').at(-1) ?? '';
  if (content.forbidden?.includes(`list ${resource}`)) {
    return status(
      response,
      403,
      'Forbidden',
      `${resource} is forbidden: User "system:serviceaccount:watchkeeper:build-triage" cannot list resource "${resource}"`,
    );
  }
  const objects = content.objects?.[kind];
  // A kind without a CustomResourceDefinition is a path that is not there.
  if (!objects) return status(response, 404, 'NotFound', 'the server could not find the requested resource');
  const wanted = (url.searchParams.get('labelSelector') ?? '').split(',').filter(Boolean);
  if (wanted.some((term) => !/^[A-Za-z0-9./_-]+=[A-Za-z0-9._-]*$/.test(term))) {
    return status(response, 400, 'BadRequest', `unable to parse requirement: ${wanted.join(',')}`);
  }
  const items = objects.filter(
    ({ metadata }) =>
      metadata.namespace === namespace &&
      wanted.every((term) => metadata.labels?.[term.split('=')[0] ?? ''] === term.split('=')[1]),
  );
  return json(response, 200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items });
}

function status(response: ServerResponse, code: number, reason: string, message: string): ServerResponse {
  return json(response, code, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
}

function json(response: ServerResponse, code: number, body: unknown): ServerResponse {
  response.writeHead(code, { 'content-type': 'application/json' });
  return response.end(JSON.stringify(body));
}
