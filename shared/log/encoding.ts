/** Bytes of the start that are looked at before an encoding is chosen. */
const SAMPLE_BYTES = 1024;

/** The three encodings that build tools write; anything else is read as UTF-8 with U+FFFD for what is not. */
export type Encoding = 'utf8' | 'utf16le' | 'utf16be';

/** Tells the encoding of a log by its byte order mark, or by the NUL that every other byte of ASCII in UTF-16 is. */
export function encodingOf(start: Uint8Array): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf16be';
  const pairs = Math.floor(Math.min(start.length, SAMPLE_BYTES) / 2);
  if (pairs < 2) return 'utf8';
  let first = 0;
  let second = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    if (start[at] === 0 && start[at + 1] !== 0) first += 1;
    if (start[at + 1] === 0 && start[at] !== 0) second += 1;
  }
  const most = pairs * 0.7;
  const few = pairs * 0.05;
  if (second >= most && first <= few) return 'utf16le';
  if (first >= most && second <= few) return 'utf16be';
  return 'utf8';
}

/** Turns bytes in pieces of any size into UTF-8; the cut between two pieces never shows in the result. */
export function utf8Bytes(): { push: (piece: Uint8Array) => Uint8Array[]; end: () => Uint8Array[] } {
  let sample: Uint8Array[] = [];
  let sampled = 0;
  let transcode: ((piece: Uint8Array, last: boolean) => Uint8Array) | undefined;

  function decide(start: Uint8Array, last: boolean): Uint8Array[] {
    transcode = transcoder(encodingOf(start));
    sample = [];
    return [transcode(start.subarray(tarHeaderBytes(start)), last)];
  }
  return {
    push(piece) {
      if (transcode !== undefined) return [transcode(piece, false)];
      if (sampled === 0 && piece.length >= SAMPLE_BYTES) return decide(piece, false);
      sample.push(Buffer.from(piece));
      sampled += piece.length;
      return sampled >= SAMPLE_BYTES ? decide(Buffer.concat(sample), false) : [];
    },
    end: () =>
      transcode === undefined ? decide(Buffer.concat(sample), true) : [transcode(new Uint8Array(0), true)],
  };
}

/** The size of the header that a tar archive puts in front of its first file, which then is one log with one strange first line. */
export function tarHeaderBytes(start: Uint8Array): number {
  return Buffer.from(start.subarray(257, 262)).toString('latin1') === 'ustar' ? 512 : 0;
}

function transcoder(encoding: Encoding): (piece: Uint8Array, last: boolean) => Uint8Array {
  if (encoding === 'utf8') return (piece) => piece;
  const decoder = new TextDecoder(encoding === 'utf16le' ? 'utf-16le' : 'utf-16be');
  return (piece, last) => Buffer.from(decoder.decode(piece, { stream: !last }), 'utf8');
}
