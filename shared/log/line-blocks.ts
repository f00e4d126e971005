import { isAscii } from 'node:buffer';

const LF = 10;
/** A block below this is decoded as it is. */
const SMALL_BYTES = 4096;
/** How far a cut moves to stand between two words: half a token must not pass for something else. */
const WORD_BYTES = 1024;

/** A block of whole lines, without its last LF; `ascii` promises that no character is above U+007F. */
export type TakeBlock = (text: string, ascii: boolean) => void;

/**
 * Cuts UTF-8 bytes that come in pieces of any size into blocks of whole lines and decodes them; what is not UTF-8 becomes U+FFFD.
 * A line of more than `maxLineBytes` keeps both ends and says how many characters are gone.
 */
export function lineBlocks(
  maxLineBytes: number,
  take: TakeBlock,
): { push: (piece: Uint8Array) => void; end: () => void } {
  const open = openLine(maxLineBytes);

  /** Text of one byte a character is half as large and cleaned faster: a block is halved until its few other lines stand alone. */
  function decode(bytes: Uint8Array): void {
    const ascii = isAscii(bytes);
    const middle = ascii || bytes.length < SMALL_BYTES ? -1 : bytes.lastIndexOf(LF, bytes.length >> 1);
    if (middle >= 0) {
      decode(bytes.subarray(0, middle));
      decode(bytes.subarray(middle + 1));
      return;
    }
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    take(buffer.toString(ascii ? 'latin1' : 'utf8'), ascii);
  }
  /** Adds to the open line from `at` and closes it where its LF is; gives where to go on. */
  function addToOpenLine(piece: Uint8Array, at: number): number {
    const end = piece.indexOf(LF, at);
    if (end < 0) {
      open.add(piece.subarray(at));
      return piece.length;
    }
    open.add(piece.subarray(at, end));
    decode(open.close());
    return end + 1;
  }
  return {
    push(piece) {
      let at = open.size() > 0 ? addToOpenLine(piece, 0) : 0;
      while (at < piece.length) {
        // A block is at most as long as a line may be, so that no line in it needs a cut.
        const end = piece.subarray(at, at + maxLineBytes + 1).lastIndexOf(LF);
        if (end < 0) {
          at = addToOpenLine(piece, at);
        } else {
          decode(piece.subarray(at, at + end));
          at += end + 1;
        }
      }
    },
    end() {
      if (open.size() > 0) decode(open.close());
    },
  };
}

interface OpenLine {
  readonly add: (piece: Uint8Array) => void;
  readonly close: () => Uint8Array;
  readonly size: () => number;
}

/** The line whose end has not come yet: all of its bytes, or both ends of them once it is too long. */
function openLine(maxLineBytes: number): OpenLine {
  const endBytes = Math.ceil(maxLineBytes / 2);
  let head: Uint8Array[] = [];
  let headSize = 0;
  let tail: Uint8Array[] = [];
  let tailSize = 0;
  let size = 0;
  let droppedCharacters = 0;

  function addToTail(piece: Uint8Array): void {
    tail.push(piece);
    tailSize += piece.length;
    for (let first = tail[0]; first !== undefined && tailSize - first.length >= endBytes; first = tail[0]) {
      droppedCharacters += charactersIn(first);
      tailSize -= first.length;
      tail.shift();
    }
  }
  function add(piece: Uint8Array): void {
    size += piece.length;
    // A copy, because a piece may be a view of a buffer that is read into again.
    const copy = Buffer.from(piece);
    const toHead = Math.min(copy.length, endBytes - headSize);
    if (toHead > 0) {
      head.push(copy.subarray(0, toHead));
      headSize += toHead;
    }
    if (toHead < copy.length) addToTail(copy.subarray(toHead));
  }
  function close(): Uint8Array {
    const start = Buffer.concat(head);
    const end = Buffer.concat(tail);
    const line =
      size <= maxLineBytes ? Buffer.concat([start, end]) : bothEnds(start, end, endBytes, droppedCharacters);
    head = [];
    tail = [];
    headSize = 0;
    tailSize = 0;
    size = 0;
    droppedCharacters = 0;
    return line;
  }
  return { add, close, size: () => size };
}

function bothEnds(start: Uint8Array, end: Uint8Array, endBytes: number, dropped: number): Uint8Array {
  const headEnd = wordEnd(start);
  const tailStart = wordStart(end, Math.max(0, end.length - endBytes));
  const gone = dropped + charactersIn(start.subarray(headEnd)) + charactersIn(end.subarray(0, tailStart));
  return Buffer.concat([
    start.subarray(0, headEnd),
    Buffer.from(`[... ${gone} characters cut ...]`),
    end.subarray(tailStart),
  ]);
}

/** Where the last whole word ends, or the last whole character where there is no blank near the end. */
function wordEnd(bytes: Uint8Array): number {
  const lowest = Math.max(0, bytes.length - WORD_BYTES);
  for (let at = bytes.length; at > lowest; at -= 1) {
    if (isBlank(bytes[at - 1])) return at;
  }
  let at = bytes.length;
  while (at > 0 && bytes.length - at < 3 && isContinuation(bytes[at - 1])) at -= 1;
  return at > 0 && (bytes[at - 1] ?? 0) >= 0xc0 ? at - 1 : bytes.length;
}

/** Where the first whole word begins, or the first whole character. */
function wordStart(bytes: Uint8Array, from: number): number {
  const highest = Math.min(bytes.length, from + WORD_BYTES);
  for (let at = from; at < highest; at += 1) {
    if (isBlank(bytes[at])) return at;
  }
  let at = from;
  while (at < bytes.length && isContinuation(bytes[at])) at += 1;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 0b10;
}

function charactersIn(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) {
    if (byte >> 6 !== 0b10) count += 1;
  }
  return count;
}
