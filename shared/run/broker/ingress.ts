import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EmbeddedBroker } from './broker.ts';

const ALLOWED = 'POST, OPTIONS';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
const PATHS = [
  '/:namespace',
  '/:namespace/',
  '/:namespace/:broker',
  '/:namespace/:broker/',
  '/:namespace/:broker/*',
];

/**
 * Lets an app take events for the broker: at POST /NAMESPACE/BROKER as Knative's ingress does (its answers have no
 * body), and, unlike Knative, at POST / for the default Broker. Static routes of the app win over these. How long a
 * body may be is up to the app.
 */
export function addIngress(app: FastifyInstance, broker: Pick<EmbeddedBroker, 'ingress'>): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    // A Content-Type that is none makes Fastify answer 415, Knative 400.
    scope.setErrorHandler<FastifyError>((error, _request, reply) =>
      error.statusCode === 415 ? reply.code(400).header('allow', ALLOWED).send() : reply.send(error),
    );
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { status, retryAfterSeconds } = await answerTo(request, reply, scope.prefix, broker);
      if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
      return reply.code(status).send();
    };
    scope.route({ method: ['POST', 'OPTIONS'], url: '/', handler });
    for (const url of PATHS) {
      scope.route({ method: METHODS, url, handler });
    }
  });
}

async function answerTo(
  request: FastifyRequest,
  reply: FastifyReply,
  prefix: string,
  broker: Pick<EmbeddedBroker, 'ingress'>,
): Promise<{ readonly status: number; readonly retryAfterSeconds?: number }> {
  reply.header('allow', ALLOWED);
  if (request.method === 'OPTIONS') {
    reply.header('webhook-allowed-origin', '*').header('webhook-allowed-rate', '*');
    return { status: 200 };
  }
  if (request.method !== 'POST') return { status: 405 };
  const message = {
    headers: request.headers,
    body: request.body instanceof Uint8Array ? request.body : Buffer.alloc(0),
  };
  // The query is part of the last segment, as in Knative (recorded: m-path-query).
  const path = (request.raw.url ?? '').slice(prefix.length).replace(/\/$/, '');
  if (path === '') return broker.ingress(message);
  const [, namespace, name, ...more] = path.split('/');
  if (namespace === undefined || name === undefined || more.length > 0) return { status: 400 };
  return broker.ingress({ ...message, namespace, broker: name });
}
