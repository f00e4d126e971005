import { isPlaceholder, isStandIn, looksRandom } from './secret-values.ts';
import type { Reading } from './spans.ts';

/* RFC 9110, section 11.6.2: credentials = auth-scheme, blanks, token68 or parameters. */
const sign =
  /(?:\\{0,7}["'`]|&quot;)?[\])]{0,2}[ \t]{0,4}(?:=>?|:|,)[ \t]{0,8}(?:[bfru]?\\{0,7}["'`])?[ \t]{0,4}/y;
const scheme =
  /(?:Bearer|Basic|Token|Digest|ApiKey|Api-Key|Api-Token|Key|JWT|OAuth|GenieKey|SSWS|Negotiate|NTLM|PVEAPIToken|Splunk|Sharekey)[ \t=:]{1,4}(?:token=)?\\{0,7}["']?/iy;
const credentials = /[\w+/~.*-][^\s"'`\\,;<>()\]}]{0,8191}/y;
const blank = /[ \t]{1,4}\\{0,7}["']?/y;

const shortestNamed = 6;
const shortestBearer = 12;

/** Finds the credentials after the word `authorization` that ends at `to`. */
export function findAuthorization(text: string, to: number): Reading | undefined {
  const start = matchEnd(sign, text, to);
  if (start === -1) {
    return undefined;
  }
  const named = matchEnd(scheme, text, start);
  return named === -1
    ? credentialsAt(text, start, 'authorization', looksCredible)
    : credentialsAt(text, named, 'authorization', (value) => value.length >= shortestNamed);
}

/** Finds the token after the word `bearer` that ends at `to`, in a header without its name or in prose. */
export function findBearer(text: string, to: number): Reading | undefined {
  const start = matchEnd(blank, text, to);
  if (start === -1) {
    return undefined;
  }
  return credentialsAt(
    text,
    start,
    'bearer',
    (value) => value.length >= shortestBearer && looksRandom(value),
  );
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** Without a scheme the header may be prose: only what looks random, or is a word and a random rest, counts. */
function looksCredible(value: string): boolean {
  return /[0-9]/.test(value) && (looksRandom(value) || /^[a-z0-9]{1,12}[~_.-]\S{8}/i.test(value));
}

function credentialsAt(text: string, start: number, kind: string, fits: (value: string) => boolean): Reading {
  const readTo = matchEnd(credentials, text, start);
  if (readTo === -1) {
    return { spans: [], readTo: start };
  }
  const value = text.slice(start, readTo);
  const parameter = /^(?:[a-z_]{1,24}=.|\{)|\($/i.test(value);
  const real = !parameter && fits(value) && !isStandIn(value) && !isPlaceholder(value);
  return { spans: real ? [{ start, end: readTo, kind }] : [], readTo };
}

const longestHeader = 8192;
/* Cookie and Set-Cookie: pairs of a name and a value; a value that looks random opens a session. */
const headerSign = /^["'\\]{0,4}[ \t]{0,2}:/;
const pair = /[\w.-]{1,64}=([^\s;"'\\]{12,4096})/g;

/** Finds the random values in the cookie header whose name ends at `to`. */
export function findCookies(text: string, to: number): Reading | undefined {
  if (!headerSign.test(text.slice(to, to + 8))) {
    return undefined;
  }
  const part = text.slice(to, to + longestHeader);
  const feed = part.indexOf('\n');
  const header = feed === -1 ? part : part.slice(0, feed);
  const spans = [...header.matchAll(pair)].flatMap((found) => {
    const value = found[1] ?? '';
    const start = to + found.index + found[0].length - value.length;
    const random = looksRandom(value.replace(/%[0-9A-F]{2}/gi, '-')) && !isPlaceholder(value);
    return random ? [{ start, end: start + value.length, kind: 'cookie' }] : [];
  });
  return { spans, readTo: to + header.length };
}
