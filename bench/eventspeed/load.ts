import { connect, type Socket } from 'node:net';

/** Sends `count` requests, made one by one, over `connections` kept-alive connections, each waiting for its answer before it sends again; throws at any answer but 2xx. */
export async function drive(
  port: number,
  next: () => Buffer,
  { count, connections }: { readonly count: number; readonly connections: number },
): Promise<void> {
  let left = count;
  const take = () => {
    left -= 1;
    return left >= 0;
  };
  await Promise.all(Array.from({ length: connections }, () => loop(port, next, take)));
}

async function loop(port: number, next: () => Buffer, take: () => boolean): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  try {
    await ended(socket, next, take);
  } finally {
    socket.destroy();
  }
}

function ended(socket: Socket, next: () => Buffer, take: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = '';
    const send = () => {
      if (take()) socket.write(next());
      else resolve();
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      if (!/^HTTP\/1\.1 2/.test(received)) reject(new Error(`answered: ${received.slice(0, 300)}`));
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      received = '';
      send();
    });
  });
}
