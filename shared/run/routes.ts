import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { reasonOf } from './reason.ts';

const TEXT = 'text/plain; charset=utf-8';

/** Hands bodies of every content type, and of none, to handlers as the bytes that came. */
export function takeAnyBody(http: FastifyInstance): void {
  http.removeAllContentTypeParsers();
  // '*' would do, but Fastify searches for it anew with each request; types that are named are found at once.
  for (const type of ['application/json', 'application/cloudevents+json', '*']) {
    http.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  }
}

/** Answers what Fastify itself refuses, and whatever else is thrown, with one short line of text. */
export function answerErrorsShortly(http: FastifyInstance): void {
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOfError(error);
    const reason = status === 500 ? 'the request could not be handled' : error.message;
    if (status === 500) request.log.error({ err: error }, 'not handled');
    reply.code(status).type(TEXT).send(reasonOf(reason));
  });
  http.setNotFoundHandler((_request, reply) => {
    reply.code(404).type(TEXT).send('there is nothing at this path');
  });
}

/** Only Fastify's own errors choose a status: an error of someone else may have a `statusCode` by accident. */
export function statusOfError(error: FastifyError): number {
  const own = typeof error.code === 'string' && error.code.startsWith('FST_');
  return own && error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
}

/** Adds a path that takes POST: OPTIONS tells so, any other method is refused before its body is read. */
export function addPost(
  http: FastifyInstance,
  url: string,
  handler: (request: FastifyRequest, reply: FastifyReply) => void | Promise<void>,
): void {
  http.post(url, handler);
  http.options(url, (_request, reply) => {
    reply.header('allow', 'POST').send();
  });
  http.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
    url,
    onRequest: (_request, reply) => {
      reply.code(405).header('allow', 'POST').type(TEXT).send('only POST is taken here');
    },
    handler: () => undefined,
  });
}

/** Adds liveness and readiness under the paths that Knative functions use, and under the short ones. */
export function addHealth(http: FastifyInstance, ready: () => boolean): void {
  for (const url of ['/health/liveness', '/healthz']) {
    http.get(url, (_request, reply) => {
      reply.type(TEXT).send('alive');
    });
  }
  for (const url of ['/health/readiness', '/readyz']) {
    http.get(url, (_request, reply) => {
      reply
        .code(ready() ? 200 : 503)
        .type(TEXT)
        .send(ready() ? 'ready' : 'shutting down');
    });
  }
}
