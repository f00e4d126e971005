import { createServer } from 'node:http';

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  if (request.url === '/healthz') return response.end('ok');
  if (request.url === '/stock/4711') return response.end(JSON.stringify({ article: 4711, left: 12 }));
  // POST /orders waits for the warehouse and never answers: nobody listens there.
});
setTimeout(() => server.listen(8391, '127.0.0.1', () => console.log('listening on 127.0.0.1:8391')), 700);
