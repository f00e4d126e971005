import type { Reading } from './spans.ts';

const begin = /-----BEGIN[ A-Z0-9]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
const end = /-----END[ A-Z0-9]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
const kind = 'private-key';
const longestKey = 16_384;
const longestLine = 512;
const mostLines = 200;
const leastBase64 = 40;
/* RFC 7468, section 3: lines of 64 characters of base64, the last one shorter; CI puts its own marks before them. */
const keyLine = /^(?:[^"]{0,256}[\s|>'])?[A-Za-z0-9+/]{16,128}={0,2}[',\\]{0,4}\r?$/;
/* RFC 1421, section 4.4, and OpenPGP: headers such as "DEK-Info: AES-128-CBC,…". */
const header = /^[A-Z][\w-]{1,30}: /;

/** Finds the private key that begins with the dashes at `at`; one that is cut off ends with its last line of base64. */
export function findPrivateKey(text: string, at: number): Reading | undefined {
  begin.lastIndex = at;
  if (!begin.test(text)) {
    return undefined;
  }
  const from = begin.lastIndex;
  const body = text.slice(from, from + longestKey);
  // Base64 has no dashes: the next ones close the key, or show that it was cut off.
  const dashes = body.indexOf('-----');
  end.lastIndex = from + dashes;
  const closed = dashes !== -1 && end.test(text);
  const stop = closed ? dashes : endOfKeyLines(dashes === -1 ? body : body.slice(0, dashes));
  const key = body.slice(0, stop);
  const readTo = closed ? end.lastIndex : from + stop;
  if (!holdsKey(key)) {
    return { spans: [], readTo };
  }
  return { spans: [{ start: at, end: readTo, kind }], readTo };
}

function holdsKey(body: string): boolean {
  return (body.match(/[A-Za-z0-9+/]{16,128}/g) ?? []).join('').length >= leastBase64;
}

const restOfLine = /^(?:[A-Za-z0-9+/= \t\r]|\\[nr]){0,16384}/;

function endOfKeyLines(body: string): number {
  const [first = '', ...lines] = body.split('\n', mostLines);
  let stop = restOfLine.exec(first)?.[0].length ?? 0;
  if (stop < first.length) {
    return stop;
  }
  for (const line of lines) {
    if (!keyLine.test(line.slice(0, longestLine)) && line.trim() !== '' && !header.test(line)) {
      break;
    }
    stop += line.length + 1;
  }
  return stop;
}

/** Finds the rest of a private key that ends with the dashes at `at` and whose beginning is cut off. */
export function findPrivateKeyTail(text: string, at: number): Reading | undefined {
  end.lastIndex = at;
  if (!end.test(text)) {
    return undefined;
  }
  const readTo = end.lastIndex;
  const lines = text.slice(Math.max(0, at - longestKey), at).split('\n');
  const lineStart = at - (lines.pop() ?? '').length;
  let start = lineStart;
  for (
    let line = lines.pop();
    line !== undefined && keyLine.test(line.slice(0, longestLine));
    line = lines.pop()
  ) {
    start -= line.length + 1;
  }
  return { spans: start < lineStart ? [{ start, end: readTo, kind }] : [], readTo };
}
