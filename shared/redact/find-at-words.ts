import { findAssignment, type KnownNames } from './assignments.ts';
import { findClusterSecret } from './cluster-secrets.ts';
import { commandsWithPassword, findCurlUser, findPasswordOption } from './commands.ts';
import { type Effort, grant, spend } from './effort.ts';
import { escapeCharacters } from './escapes.ts';
import { findAuthorization, findBearer, findCookies } from './headers.ts';
import { findPrivateKey, findPrivateKeyTail } from './private-keys.ts';
import { wordFinder } from './scan.ts';
import type { Reading, Span } from './spans.ts';
import { findInUrl, findWebhook, webhookHosts } from './urls.ts';

/** What to do where a word stands; undefined where it tells nothing there. */
type Look = (search: Search, start: number, end: number) => Reading | undefined;

interface Search {
  readonly text: string;
  readonly names: KnownNames;
  /** How far was read already, by what was read: a command within a command is not looked at again. */
  readonly read: Map<string, number>;
  fromContainer: boolean;
  marked: boolean;
}

const namesOfSecrets = [
  'passw',
  'passphrase',
  'passcode',
  'pass',
  'pwd',
  'psk',
  'token',
  'key',
  'cred',
  'jwt',
  'sig',
  'session',
  'bundle_',
];
const hiddenUrls = ['%3a%2f%2f', ':\\/\\/'];
const containerTags = ['stdout p ', 'stdout f ', 'stderr p ', 'stderr f ', '{"log":"'];

const looks = new Map<string, Look>([
  ...namesOfSecrets.map((word): [string, Look] => [word, lookAtName]),
  ['secret', lookAtSecret],
  ['auth', lookAtAuth],
  ['bearer', ({ text }, _, end) => findBearer(text, end)],
  ['cookie', once('cookie', ({ text }, _, end) => findCookies(text, end))],
  ['curl', once('curl', ({ text }, start) => findCurlUser(text, start))],
  ...commandsWithPassword.map((word): [string, Look] => [word, lookAtCommand]),
  [' -p', ({ text, read }, start) => findPasswordOption(text, start, read.get('command') ?? start + 1)],
  ['-----begin', once('key', ({ text }, start) => findPrivateKey(text, start))],
  ['-----end', ({ text }, start) => findPrivateKeyTail(text, start)],
  ['://', ({ text }, _, end) => findInUrl(text, end)],
  ...webhookHosts.map((host): [string, Look] => [
    host,
    once('webhook', ({ text }, start, end) => findWebhook(text, start, end)),
  ]),
  ...hiddenUrls.map((word): [string, Look] => [word, (_search, _start, end) => ({ spans: [], readTo: end })]),
  ...containerTags.map((word): [string, Look] => [word, lookAtContainer]),
  ['[redacted:', lookAtMark],
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
  /** An earlier pass left placeholders in the text. */
  readonly marked: boolean;
}

/**
 * Finds the secrets that words tell of: assignments, headers, commands, URLs, keys, manifests. A line that would take too
 * much effort is withheld from there on.
 */
export function findAtWords(text: string, codes: Uint16Array, effort: Effort): FoundAtWords {
  const search: Search = { text, names: new Map(), read: new Map(), fromContainer: false, marked: false };
  const spans: Span[] = [];
  const places: number[] = [];
  const escapes: number[] = [];
  let granted = 0;
  let withheldTo = 0;
  finder.each(codes, (index, end) => {
    if (index < escapeCharacters.length) {
      escapes.push(end - 1);
      return;
    }
    const start = end - (words[index] ?? '').length;
    if (start < withheldTo) {
      return;
    }
    const reading = lookAt[index]?.(search, start, end);
    if (reading === undefined) {
      return;
    }
    places.push(start);
    spans.push(...reading.spans);
    grant(effort, end - granted);
    granted = end;
    spend(effort, reading.readTo - start);
    if (effort.left < 0) {
      withheldTo = endOfLine(text, end);
      spans.push({ start, end: withheldTo, kind: 'unreadable' });
    }
  });
  return { spans, places, escapes, fromContainer: search.fromContainer, marked: search.marked };
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed === -1 ? text.length : feed;
}

function lookAtName({ text, names, read }: Search, start: number, end: number): Reading | undefined {
  if (start < (read.get('name') ?? 0)) {
    return undefined;
  }
  const { nameEnd, reading } = findAssignment(text, start, end, names);
  read.set('name', nameEnd);
  return reading;
}

function lookAtSecret(search: Search, start: number, end: number): Reading | undefined {
  const manifest = findClusterSecret(search.text, start, end, search.read.get('manifest') ?? 0);
  if (manifest) {
    search.read.set('manifest', manifest.readTo);
  }
  const name = lookAtName(search, start, end);
  return manifest && name
    ? { spans: [...manifest.spans, ...name.spans], readTo: Math.max(manifest.readTo, name.readTo) }
    : (manifest ?? name);
}

const letterO = 111;

function lookAtAuth(search: Search, start: number, end: number): Reading | undefined {
  const { text } = search;
  const header =
    (text.charCodeAt(end) | 32) === letterO ? /^orization/i.exec(text.slice(end, end + 9)) : null;
  return header ? lookAtHeader(search, start, end + header[0].length) : lookAtName(search, start, end);
}

const lookAtHeader = once('header', ({ text }, _start, end) => findAuthorization(text, end));

function lookAtCommand({ read }: Search, _start: number, end: number): undefined {
  read.set('command', end);
}

function lookAtContainer(search: Search): undefined {
  search.fromContainer = true;
}

function lookAtMark(search: Search): undefined {
  search.marked = true;
}

/** The same look, but not within what it read before. */
function once(what: string, look: Look): Look {
  return (search, start, end) => {
    if (start < (search.read.get(what) ?? 0)) {
      return undefined;
    }
    const reading = look(search, start, end);
    search.read.set(what, reading?.readTo ?? end);
    return reading;
  };
}
