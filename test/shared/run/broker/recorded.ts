import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded HTTP request; header names in lower case, values one character a byte. */
export interface RecordedRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Takes the bytes of a recorded request apart. */
export function readRequest(bytes: Buffer): RecordedRequest {
  const crlf = bytes.indexOf('\r\n\r\n');
  const end = crlf >= 0 ? crlf : bytes.indexOf('\n\n');
  const head = bytes.subarray(0, end).toString('latin1').split(/\r?\n/);
  const headers = head.slice(1).map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    line: head[0] ?? '',
    headers: Object.fromEntries(headers),
    body: bytes.subarray(end + (crlf >= 0 ? 4 : 2)),
  };
}

/** The rows of the first Markdown table after `heading`, each a list of its cells. */
export function tableAfter(text: string, heading: string): string[][] {
  const lines = text.slice(text.indexOf(heading)).split('\n');
  const start = lines.findIndex((line) => /^\|[-| ]+\|$/.test(line));
  const rows: string[][] = [];
  for (const line of lines.slice(start + 1)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .slice(1, line.lastIndexOf('|'))
        .split(' | ')
        .map((cell) => cell.trim()),
    );
  }
  return rows;
}

export function readText(folder: string | undefined, name: string): string {
  return folder === undefined ? '' : readFileSync(join(folder, name), 'utf8');
}
