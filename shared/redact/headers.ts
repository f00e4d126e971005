import { isPlaceholder, isStandIn, looksRandom } from './secret-values.ts';
import type { Span } from './spans.ts';

/* RFC 9110, section 11.6.2: credentials = auth-scheme, blanks, token68 or parameters. */
const headerOperator =
  /(?:\\{0,7}["'`]|&quot;)?[\])]{0,2}[ \t]{0,4}(?:=>?|:|,)[ \t]{0,8}(?:[bfru]?\\{0,7}["'`])?[ \t]{0,4}/y;
const scheme =
  /(?:Bearer|Basic|Token|Digest|ApiKey|Api-Key|Api-Token|Key|JWT|OAuth|GenieKey|SSWS|Negotiate|NTLM|PVEAPIToken|Splunk|Sharekey)[ \t=:]{1,4}(?:token=)?\\{0,7}["']?/iy;
const credentials = /[^\s"'`\\,;<>()\]}]{1,8192}/y;

/** Finds the credentials after the word `authorization` that ends at `to`. */
export function findAuthorization(text: string, to: number): Span | undefined {
  headerOperator.lastIndex = to;
  if (!headerOperator.test(text)) {
    return undefined;
  }
  scheme.lastIndex = headerOperator.lastIndex;
  const named = scheme.test(text);
  const start = named ? scheme.lastIndex : headerOperator.lastIndex;
  return credentialsAt(
    text,
    start,
    (value) => (named ? value.length >= 6 : looksCredible(value)),
    'authorization',
  );
}

/** Finds the token after the word `bearer` that ends at `to`, in a header without its name or in prose. */
export function findBearer(text: string, to: number): Span | undefined {
  const blank = /[ \t]{1,4}\\{0,7}["']?/y;
  blank.lastIndex = to;
  if (!blank.test(text)) {
    return undefined;
  }
  return credentialsAt(text, blank.lastIndex, (value) => value.length >= 12 && looksRandom(value), 'bearer');
}

function looksCredible(value: string): boolean {
  return (
    value.length >= 8 &&
    (looksRandom(value) || /^[a-z0-9]{1,12}[~_.-][^\s]{8,}$/i.test(value.slice(0, 64))) &&
    /[0-9]/.test(value)
  );
}

function credentialsAt(
  text: string,
  start: number,
  fits: (value: string) => boolean,
  kind: string,
): Span | undefined {
  credentials.lastIndex = start;
  if (!credentials.test(text)) {
    return undefined;
  }
  const end = credentials.lastIndex;
  const value = text.slice(start, end);
  if (
    isPlaceholder(value) ||
    isStandIn(value) ||
    /^[a-z_]{1,24}=/i.test(value) ||
    /^\{|\($/.test(value) ||
    !fits(value)
  ) {
    return undefined;
  }
  return { start, end, kind };
}

/* Cookie and Set-Cookie: name=value pairs; a value that looks random opens a session. */
const pairs = /[\w.-]{1,64}=([^\s;"'\\]{12,4096})/g;

/** Finds the random values in the cookie header whose name ends at `to`. */
export function findCookies(text: string, to: number): Span[] {
  if (!/^["'\\]{0,4}[ \t]{0,2}:/.test(text.slice(to, to + 8))) {
    return [];
  }
  const end = text.indexOf('\n', to);
  const header = text.slice(to, Math.min(end === -1 ? text.length : end, to + 8192));
  return [...header.matchAll(pairs)].flatMap((pair) => {
    const value = pair[1] ?? '';
    const start = to + pair.index + pair[0].length - value.length;
    return looksRandom(decodeURIComponentOr(value)) && !isPlaceholder(value)
      ? [{ start, end: start + value.length, kind: 'cookie' }]
      : [];
  });
}

function decodeURIComponentOr(value: string): string {
  return value.replace(/%[0-9A-F]{2}/gi, '-');
}
