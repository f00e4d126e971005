const LF = 10;
const CHUNK_BYTES = 64 * 1024;

/** Which lines of a log are kept as they are: all of its head and tail, or of those between only what looks like failures. */
export type Part = 'ends' | 'between';

/** Takes bytes in their order; the part changes only after an LF. */
export type TakePart = (bytes: Uint8Array, part: Part) => void;

/**
 * Parts a stream of UTF-8 into its head, its tail and what is between. Bytes after the head wait until they are known not to be of
 * the tail, in buffers that are used again: what is waiting costs its size and nothing else.
 */
export function headAndTail(
  bounds: { readonly headBytes: number; readonly tailBytes: number },
  take: TakePart,
): { push: (piece: Uint8Array) => void; end: () => void } {
  const waiting = byteQueue();
  let headLeft = bounds.headBytes;
  let inHead = true;

  return {
    push(piece) {
      let rest = piece;
      if (inHead) {
        // The head goes on to the end of its last line.
        const end = headLeft >= rest.length ? -1 : rest.indexOf(LF, Math.max(0, headLeft));
        headLeft -= rest.length;
        if (end < 0) return take(rest, 'ends');
        take(rest.subarray(0, end + 1), 'ends');
        rest = rest.subarray(end + 1);
        inHead = false;
      }
      waiting.push(rest);
      while (waiting.size() - CHUNK_BYTES >= bounds.tailBytes) {
        waiting.shift((bytes) => take(bytes, 'between'));
      }
    },
    end() {
      let between = waiting.size() - bounds.tailBytes;
      while (waiting.size() > 0) {
        waiting.shift((bytes) => {
          if (between <= 0) return take(bytes, 'ends');
          const end = between > bytes.length ? -1 : bytes.indexOf(LF, between - 1);
          // Without a line end the line goes on, and between reaches into the next chunk.
          between = end < 0 ? Math.max(1, between - bytes.length) : 0;
          if (end < 0) return take(bytes, 'between');
          take(bytes.subarray(0, end + 1), 'between');
          take(bytes.subarray(end + 1), 'ends');
        });
      }
    },
  };
}

interface ByteQueue {
  readonly push: (piece: Uint8Array) => void;
  /** Hands the oldest chunk on; its buffer is used again afterwards. */
  readonly shift: (take: (bytes: Uint8Array) => void) => void;
  readonly size: () => number;
}

function byteQueue(): ByteQueue {
  let chunks: Uint8Array[] = [];
  let free: Uint8Array | undefined;
  /** Bytes used of the last chunk; all others are full. */
  let used = CHUNK_BYTES;
  let size = 0;

  return {
    push(piece) {
      for (let at = 0; at < piece.length; ) {
        if (used === CHUNK_BYTES) {
          chunks.push(free ?? new Uint8Array(CHUNK_BYTES));
          free = undefined;
          used = 0;
        }
        const part = piece.subarray(at, at + CHUNK_BYTES - used);
        chunks.at(-1)?.set(part, used);
        used += part.length;
        at += part.length;
      }
      size += piece.length;
    },
    shift(take) {
      const oldest = chunks[0];
      if (oldest === undefined) return;
      const length = chunks.length === 1 ? used : CHUNK_BYTES;
      chunks = chunks.slice(1);
      if (chunks.length === 0) used = CHUNK_BYTES;
      size -= length;
      take(oldest.subarray(0, length));
      free = oldest;
    },
    size: () => size,
  };
}
