import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FOREIGN_SAMPLE_BYTES, foreignFormat } from './foreign.ts';

const READ_BYTES = 256 * 1024;

/** Bytes as they come, in pieces of any size. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A source that cannot be read as a log; the message is a sentence's end for a person: "NAME …". */
export class UnreadableLogError extends Error {
  override readonly name = 'UnreadableLogError';
}

/** How far a compressed log may grow. */
export interface InflateOptions {
  /** More than this many bytes after inflating are refused with UnreadableLogError; 8 GiB where it is not said. */
  readonly maxInflatedBytes?: number;
}

/** Streams the bytes of a file, inflated where they are gzip (whatever the file is called); a directory or a missing file throws what the system says. */
export async function* bytesOfFile(path: string, options: InflateOptions = {}): AsyncGenerator<Uint8Array> {
  yield* inflated(createReadStream(path, { highWaterMark: READ_BYTES }), options);
}

/** Passes bytes on as they are, or inflated where they begin as gzip does; memory stays flat. */
export async function* inflated(
  source: ByteSource,
  options: InflateOptions = {},
): AsyncGenerator<Uint8Array> {
  const { start, bytes } = await withStart(source, 3);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b && start[2] === 0x08;
  yield* isGzip ? gunzip(bytes, options) : bytes;
}

async function* gunzip(source: ByteSource, options: InflateOptions): AsyncGenerator<Uint8Array> {
  const most = options.maxInflatedBytes ?? 8 * 1024 ** 3;
  const packed = Readable.from(source);
  const gunzipStream = createGunzip({ chunkSize: READ_BYTES });
  packed.on('error', (error) => gunzipStream.destroy(error));
  let sofar = 0;
  try {
    for await (const piece of packed.pipe(gunzipStream)) {
      sofar += piece.length;
      if (sofar > most) throw new UnreadableLogError(`inflates to more than ${most} bytes`);
      yield piece;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new UnreadableLogError(`is a damaged gzip file (${error.message} after ${sofar} bytes)`, {
      cause: error,
    });
  } finally {
    packed.destroy();
    gunzipStream.destroy();
  }
}

function isZlibError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

/** What stands at the start of a source, and the source with nothing missing. */
export interface ExaminedLog {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly empty: boolean;
  /** What the source is when it is no log, as in "NAME is a zip archive"; undefined for text. */
  readonly foreign: string | undefined;
}

/** Looks at the first bytes of a source, to tell an empty or binary one before it is read as a log. */
export async function examineLog(source: ByteSource): Promise<ExaminedLog> {
  const { start, bytes } = await withStart(source, FOREIGN_SAMPLE_BYTES);
  return { bytes, empty: start.length === 0, foreign: foreignFormat(start) };
}

/** Takes pieces until `size` bytes are there (or all); `bytes` gives them again, and what follows. */
async function withStart(
  source: ByteSource,
  size: number,
): Promise<{ start: Uint8Array; bytes: AsyncGenerator<Uint8Array> }> {
  const pieces = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const taken: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < size && !ended) {
    const next = await pieces.next();
    if (next.done === true) {
      ended = true;
    } else {
      taken.push(next.value);
      length += next.value.length;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* taken;
      while (!ended) {
        const next = await pieces.next();
        if (next.done === true) ended = true;
        else yield next.value;
      }
    } finally {
      await pieces.return?.();
    }
  }
  return { start: Buffer.concat(taken), bytes: all() };
}
