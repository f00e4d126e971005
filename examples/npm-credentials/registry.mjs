// Stands for the private registry of @billing: it wants a token, and the build has none.
import { createServer } from 'node:http';

createServer((request, response) => {
  response.writeHead(401, { 'www-authenticate': 'Bearer realm="packages"', 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: 'authentication required to read @billing/templates' }));
}).listen(4873, '127.0.0.1');
