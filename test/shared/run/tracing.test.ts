import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { startTracing } from '../../../shared/run/tracing.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A collector that writes down what it is sent. */
async function collector(): Promise<{
  url: string;
  requests: { path: string; type: string; body: Buffer }[];
}> {
  const requests: { path: string; type: string; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      requests.push({ path, type: headers['content-type'] ?? '', body: Buffer.concat(parts) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe('tracing', () => {
  it('sends the spans of the process to the collector before it ends', async () => {
    const { url, requests } = await collector();
    const tracing = await startTracing(`${url}/`, 'build-triage');
    trace.getTracer('watchkeeper').startSpan('chat some-model').end();
    await tracing.shutdown();
    expect(requests).toMatchObject([{ path: '/v1/traces', type: 'application/x-protobuf' }]);
    expect(requests[0]?.body.toString('latin1')).toMatch(/build-triage[\s\S]*chat some-model/);
  });

  it('lets the process end where nobody listens', async () => {
    const tracing = await startTracing('http://127.0.0.1:9', 'build-triage');
    trace.getTracer('watchkeeper').startSpan('chat some-model').end();
    await expect(tracing.shutdown(20)).resolves.toBeUndefined();
  });
});
