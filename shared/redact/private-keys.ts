import type { Span } from './spans.ts';

const begin = /-----BEGIN[ A-Z0-9]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
const end = /-----END[ A-Z0-9]{0,60}PRIVATE KEY(?: BLOCK)?-----/y;
const longestKey = 16_384;
const mostLines = 200;
/* RFC 7468, section 3: lines of 64 characters of base64, the last one shorter; CI puts its own marks before them. */
const keyLine = /(?:^|[\s|>"'])[A-Za-z0-9+/]{16,128}={0,2}["',\\]{0,4}\r?$/;

/** Finds the private key that begins with the dashes at `at`; one that is cut off ends with its last line of base64. */
export function findPrivateKey(text: string, at: number): Span | undefined {
  begin.lastIndex = at;
  if (!begin.test(text)) {
    return undefined;
  }
  const body = begin.lastIndex;
  const window = text.slice(body, body + longestKey);
  const close = window.indexOf('-----END');
  if (close !== -1) {
    end.lastIndex = body + close;
    const closed = end.test(text) ? end.lastIndex : body + close;
    return holdsKey(window.slice(0, close)) ? { start: at, end: closed, kind: 'private-key' } : undefined;
  }
  const stop = endOfKeyLines(text, body);
  return holdsKey(text.slice(body, stop)) ? { start: at, end: stop, kind: 'private-key' } : undefined;
}

function holdsKey(body: string): boolean {
  return (body.match(/[A-Za-z0-9+/]{16,128}/g) ?? []).join('').length >= 40;
}

function endOfKeyLines(text: string, from: number): number {
  let stop = from;
  for (let line = 0; line < mostLines; line++) {
    const feed = text.indexOf('\n', stop + 1);
    const next = feed === -1 ? text.length : feed;
    const written = text.slice(stop === from ? stop : stop + 1, Math.min(next, stop + 512));
    if (line > 0 && !keyLine.test(written) && written.trim() !== '' && !/^[A-Z][\w-]{1,30}: /.test(written)) {
      return stop;
    }
    stop = next;
    if (feed === -1) {
      return stop;
    }
  }
  return stop;
}

/** Finds the rest of a private key that ends with the dashes at `at` and whose beginning is cut off. */
export function findPrivateKeyTail(text: string, at: number): Span | undefined {
  end.lastIndex = at;
  if (!end.test(text)) {
    return undefined;
  }
  const stop = end.lastIndex;
  let start = at;
  for (let line = 0; line < mostLines; line++) {
    const feed = text.lastIndexOf('\n', start - 2);
    const written = text.slice(Math.max(feed + 1, start - 512), Math.max(start - 1, 0));
    if (start === 0 || !keyLine.test(written)) {
      break;
    }
    start = feed + 1;
  }
  return start < at ? { start, end: stop, kind: 'private-key' } : undefined;
}
