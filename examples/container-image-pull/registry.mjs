// Stands for the platform's image registry: it is there, but the tag is not.
import { createServer } from 'node:http';

createServer((request, response) => {
  if (request.url === '/v2/') return response.end('{}');
  response.writeHead(404, { 'content-type': 'application/json' });
  const error = { code: 'MANIFEST_UNKNOWN', message: 'manifest unknown', detail: { Tag: '24.3-slim' } };
  response.end(JSON.stringify({ errors: [error] }));
}).listen(5081, '127.0.0.1');
