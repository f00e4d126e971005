import { encodingOf, tarHeaderBytes } from './encoding.ts';

/** Bytes of a file's start that `foreignFormat` needs to judge it. */
export const FOREIGN_SAMPLE_BYTES = 8192;

const MAGIC: readonly (readonly [string, readonly number[]])[] = [
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a gzip file', [0x1f, 0x8b, 0x08]],
  ['a bzip2 file', [0x42, 0x5a, 0x68, -1, 0x31, 0x41, 0x59, 0x26]],
  ['an xz file', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['a zstd file', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
  ['a Java class', [0xca, 0xfe, 0xba, 0xbe]],
  ['a WebAssembly module', [0x00, 0x61, 0x73, 0x6d]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
  ['a GIF picture', [0x47, 0x49, 0x46, 0x38]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
];

/**
 * Names what a file is when it is no log ("a zip archive", "binary data"), from its first bytes; undefined for text of any encoding.
 * A few NUL bytes and broken UTF-8 are still text: logs have them.
 */
export function foreignFormat(start: Uint8Array): string | undefined {
  for (const [name, magic] of MAGIC) {
    if (start.length >= magic.length && magic.every((byte, at) => byte === -1 || byte === start[at]))
      return name;
  }
  if (encodingOf(start) !== 'utf8') return undefined;
  // A tar of one log is read as that log; the padding of a very small one is no sign of anything.
  const tarHeader = tarHeaderBytes(start);
  const sample = withoutPadding(start.subarray(tarHeader, FOREIGN_SAMPLE_BYTES), tarHeader > 0);
  let nuls = 0;
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) nuls += 1;
    else if (byte < 32 && !isLogControl(byte)) controls += 1;
  }
  // Compressed and machine data have about one such byte in ten; the worst terminal output stays far below.
  return nuls > sample.length * 0.1 || controls > sample.length * 0.04 ? 'binary data' : undefined;
}

function withoutPadding(bytes: Uint8Array, padded: boolean): Uint8Array {
  let end = bytes.length;
  while (padded && end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** Bell, backspace, tab, LF, form feed, CR and ESC are what terminals are sent. */
function isLogControl(byte: number): boolean {
  return (byte >= 7 && byte <= 13) || byte === 27;
}
