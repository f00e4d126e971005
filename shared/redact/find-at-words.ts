import { findAssignment } from './assignments.ts';
import { findClusterSecret, manifestAround } from './cluster-secrets.ts';
import { findCurlUser, findPasswordOption } from './commands.ts';
import { escapeCharacters } from './escapes.ts';
import { findAuthorization, findBearer, findCookies } from './headers.ts';
import { findPrivateKey, findPrivateKeyTail } from './private-keys.ts';
import { wordFinder } from './scan.ts';
import { insidePlaceholder, type Span } from './spans.ts';
import { findInUrl, findWebhook, webhookHosts } from './urls.ts';

const mostNested = 32;

/** What to do where a word stands; answers how far the text has been read. */
type Look = (search: Search, start: number, end: number) => number;

interface Search {
  readonly text: string;
  readonly spans: Span[];
  /** Ends of what was read as one command, header, key or manifest, by what it was. */
  readonly read: Map<string, number>;
  fromContainer: boolean;
}

const looks = new Map<string, Look>([
  ...['passw', 'passphrase', 'passcode', 'pass', 'pwd', 'token', 'key', 'cred', 'jwt', 'sig'].map(
    (word): [string, Look] => [word, lookAtName],
  ),
  ['secret', lookAtSecret],
  ['session', lookAtName],
  ['psk', lookAtName],
  ['bundle_', lookAtName],
  ['auth', lookAtAuth],
  ['bearer', ({ text, spans }, _, end) => add(spans, findBearer(text, end), end)],
  [
    'cookie',
    (search, start, end) =>
      once(search, 'cookie', start, () => addAll(search.spans, findCookies(search.text, end), end)),
  ],
  ['://', ({ text, spans }, start, end) => add(spans, findInUrl(text, end), start)],
  ...webhookHosts.map((host): [string, Look] => [
    host,
    ({ text, spans }, start, end) => add(spans, findWebhook(text, end), start),
  ]),
  ['%3a%2f%2f', (_search, _start, end) => end],
  [':\\/\\/', (_search, _start, end) => end],
  [
    '-----begin',
    (search, start, end) =>
      once(search, 'key', start, () => add(search.spans, findPrivateKey(search.text, start), end)),
  ],
  ['-----end', ({ text, spans }, start, end) => add(spans, findPrivateKeyTail(text, start), end)],
  [
    'curl',
    (search, start, end) =>
      once(search, 'curl', start, () => addAll(search.spans, findCurlUser(search.text, start), end)),
  ],
  [' -p', ({ text, spans }, start) => add(spans, findPasswordOption(text, start), start)],
  ...['stdout p ', 'stdout f ', 'stderr p ', 'stderr f '].map((word): [string, Look] => [
    word,
    lookAtContainer,
  ]),
]);
const words = [...escapeCharacters, ...looks.keys()];
const lookAt = words.map((word) => looks.get(word));
const finder = wordFinder(words);

/** What was found beside telling words. */
export interface FoundAtWords {
  readonly spans: Span[];
  /** Where words stand that tell of a secret, and where characters that begin an escape do; both in rising order. */
  readonly places: number[];
  readonly escapes: number[];
  /** A container runtime wrote the text. */
  readonly fromContainer: boolean;
}

/** Finds the secrets that words tell of: assignments, headers, commands, URLs, keys, manifests. */
export function findAtWords(text: string, codes: Uint16Array): FoundAtWords {
  const search: Search = { text, spans: [], read: new Map(), fromContainer: false };
  const places: number[] = [];
  const escapes: number[] = [];
  let quiet = 0;
  let nested = 0;
  finder.each(codes, (index, end) => {
    if (index < escapeCharacters.length) {
      escapes.push(end - 1);
      return;
    }
    const start = end - (words[index] ?? '').length;
    nested = start < quiet ? nested + 1 : 0;
    if (nested > mostNested) {
      return;
    }
    const seen = lookAt[index]?.(search, start, end) ?? end;
    if (seen !== start) {
      places.push(start);
      quiet = Math.max(quiet, seen);
    }
  });
  return { spans: search.spans, places, escapes, fromContainer: search.fromContainer };
}

/** Answers `start` where the word is not part of a name that is assigned. */
function lookAtName(search: Search, start: number, end: number): number {
  const { text, spans, read } = search;
  if (start < (read.get('name') ?? 0)) {
    return start;
  }
  const { span, resume, nameEnd } = findAssignment(text, start, end);
  read.set('name', nameEnd);
  if (resume === start || insidePlaceholder(text, start)) {
    return start;
  }
  return add(spans, span, resume);
}

function lookAtSecret(search: Search, start: number, end: number): number {
  addClusterSecrets(search, start, end);
  return lookAtName(search, start, end);
}

function lookAtAuth(search: Search, start: number, end: number): number {
  const { text, spans } = search;
  const header = isLetterO(text.charCodeAt(end)) ? /^orization/i.exec(text.slice(end, end + 9)) : null;
  if (header && !insidePlaceholder(text, start)) {
    return add(spans, findAuthorization(text, end + header[0].length), end);
  }
  return lookAtName(search, start, end);
}

function isLetterO(code: number): boolean {
  return (code | 32) === 111;
}

function lookAtContainer(search: Search, _start: number, end: number): number {
  search.fromContainer = true;
  return end;
}

function add(spans: Span[], span: Span | undefined, end: number): number {
  if (span === undefined) {
    return end;
  }
  spans.push(span);
  return span.end;
}

function addAll(spans: Span[], found: readonly Span[], end: number): number {
  spans.push(...found);
  return Math.max(end, ...found.map((span) => span.end));
}

function once({ read }: Search, what: string, start: number, action: () => number): number {
  if (start < (read.get(what) ?? 0)) {
    return start;
  }
  const end = action();
  read.set(what, end);
  return end;
}

const kindField = /kind\\{0,7}["']?\s{0,4}:\s{0,4}\\{0,7}["']?$/i;

function addClusterSecrets({ text, spans, read }: Search, start: number, end: number): void {
  if (start < (read.get('manifest') ?? 0)) {
    return;
  }
  if (!kindField.test(text.slice(Math.max(0, start - 24), start)) || /\w/.test(text[end] ?? '')) {
    return;
  }
  const bounds = manifestAround(text, start);
  read.set('manifest', bounds.end);
  // Kinds are written with a capital; a small letter may be another program's field.
  spans.push(...findClusterSecret(text, bounds, text[start] === 'S' ? 4 : 10));
}
