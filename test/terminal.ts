import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';

/** A stream that is a terminal as far as colours go: whether it has any is up to NO_COLOR and its like, as on a real one. */
export function terminal(): NodeJS.WriteStream {
  const { getColorDepth } = WriteStream.prototype;
  return Object.assign(new PassThrough(), { isTTY: true, getColorDepth }) as unknown as NodeJS.WriteStream;
}

/** A stream that is no terminal, such as a pipe or a file. */
export function plainStream(): NodeJS.WriteStream {
  return new PassThrough() as unknown as NodeJS.WriteStream;
}
