import {
  endOfName,
  findValuePlace,
  mayBeAssigned,
  readValue,
  skipBack,
  startOfName,
  tableOf,
  type Value,
  type ValuePlace,
} from './assignment-syntax.ts';
import { classifyName, namesVendor, type SecretName } from './secret-names.ts';
import { isPlaceholder, isReference, isStandIn, looksRandom } from './secret-values.ts';
import type { Reading, Span } from './spans.ts';

/* "PASS: TestName" and "pass: 12" are what tests came to. */
const testResult = /^pass$/i;

/** What a name is assigned; nothing is read where nothing is assigned to it. */
export interface Assignment {
  readonly nameEnd: number;
  readonly reading?: Reading;
}

/** Names that were classified before, by how they are written. */
export type KnownNames = Map<string, SecretName | undefined>;

/** Finds the value of an assignment to the secret-like name around `from`…`to`, in any notation. */
export function findAssignment(text: string, from: number, to: number, known: KnownNames): Assignment {
  const nameEnd = endOfName(text, to);
  const nothing = { nameEnd };
  const may = mayBeAssigned(text, nameEnd);
  if (may !== true) {
    return may ? { nameEnd, reading: { spans: [], readTo: nameEnd } } : nothing;
  }
  const nameStart = startOfName(text, from);
  const name = text.slice(nameStart, nameEnd);
  if (testResult.test(name) && text[nameEnd] === ':') {
    return nothing;
  }
  const secret = classify(name, known);
  if (secret === undefined) {
    return nothing;
  }
  if (secret.kind === 'signature' && !/[?&]/.test(text[nameStart - 1] ?? '')) {
    return nothing;
  }
  const place = findValuePlace(text, nameStart, nameEnd, secret.last);
  if (place === undefined) {
    // What follows may be an operator once it is decoded.
    return /[\\%]/.test(text[nameEnd] ?? '') ? { nameEnd, reading: { spans: [], readTo: nameEnd } } : nothing;
  }
  const value = readValue(text, place.start, place.assigned && isEnvironmentLine(text, nameStart, name));
  if (value === undefined) {
    return { nameEnd, reading: { spans: [], readTo: place.start } };
  }
  const real =
    !isCoordinate(text, nameStart, place, value) && isSecret(text, nameStart, secret, place, value);
  const spans = real ? [spanOf(text, nameEnd, secret, value)] : [];
  return { nameEnd, reading: { spans, readTo: value.end } };
}

/** Says whether name and value are parts of what Maven calls coordinates: group:artifact:jar:version. */
function isCoordinate(text: string, nameStart: number, place: ValuePlace, value: Value): boolean {
  return (
    value.dress === 'bare' &&
    text[place.start - 1] === ':' &&
    (text[nameStart - 1] === ':' || /[.:]/.test(text.slice(value.start, value.end)))
  );
}

function classify(name: string, known: KnownNames): SecretName | undefined {
  const before = known.get(name);
  if (before !== undefined || known.has(name)) {
    return before;
  }
  const secret = classifyName(name);
  known.set(name, secret);
  return secret;
}

function spanOf(text: string, nameEnd: number, { kind }: SecretName, { start, end, dress }: Value): Span {
  // "password": 1234 in JSON needs quotes around what replaces the number.
  const bare = dress === 'bare' && text[nameEnd] === '"' && /^[-0-9.]{1,64}$/.test(text.slice(start, end));
  return { start, end, kind, ...(bare && { bare }) };
}

const environmentLine = /(?:^|\n)[ \t]{0,8}(?:export |ENV |set |-e )?$/;

function isEnvironmentLine(text: string, nameStart: number, name: string): boolean {
  return !/[a-z]/.test(name) && environmentLine.test(text.slice(Math.max(0, nameStart - 16), nameStart));
}

const shortestToken = 8;
const shortestKey = 24;
const shortestPassword = 3;

function isSecret(
  text: string,
  nameStart: number,
  secret: SecretName,
  place: ValuePlace,
  value: Value,
): boolean {
  const written = text.slice(value.start, value.end);
  if (secret.class === 'password' && place.assigned) {
    return (
      written.length >= shortestPassword &&
      isPassword(text, nameStart, place, value, written) &&
      isReal(written, value)
    );
  }
  if (secret.class === 'password' && saidPassword.test(written) && isSaid(text, nameStart, value)) {
    return isReal(written, value);
  }
  if (written.length < shortestToken || !looksRandom(written) || !isReal(written, value)) {
    return false;
  }
  if (secret.class === 'key') {
    // Digests and UUIDs stay.
    return written.length >= shortestKey && !/^[0-9a-f-]{1,4096}$/i.test(written);
  }
  // After a blank alone, as in "token 3f9a…", the value has to be one word with some digits.
  return place.assigned || /^(?=(?:[^0-9]{0,64}[0-9]){3})[\w~-]{20,512}$/.test(written);
}

/** Says whether a sentence tells the password, and not something of it. */
function isSaid(text: string, nameStart: number, { start }: Value): boolean {
  return (
    /(?:^|[ \t])(?:is|was)[ \t:]{1,4}["']?$/.test(text.slice(Math.max(0, start - 12), start)) ||
    /(?:^|\s)(?:using|with) $/i.test(text.slice(Math.max(0, nameStart - 8), nameStart))
  );
}

/* "The password is …", "using password …": only what no word of a sentence looks like. */
const saidPassword = /^(?=[^0-9]{0,63}[0-9])(?=[^a-z]{0,63}[a-z])(?=[^A-Z]{0,63}[A-Z])[^\s.:/()]{8,64}$/;

function isReal(written: string, { dress }: Value): boolean {
  return !isStandIn(written) && !isPlaceholder(written) && !isReference(written, dress);
}

const sentence = 5;

function isPassword(
  text: string,
  nameStart: number,
  place: ValuePlace,
  value: Value,
  written: string,
): boolean {
  if (/^[a-z]{0,12}(?:passw(?:or)?d|secret|token)s?$/i.test(written)) {
    return false;
  }
  if (value.dress === 'quoted') {
    return written.split(/\s/, sentence).length < sentence;
  }
  if (place.colon && (isFollowedByProse(text, value) || /^[a-z]{1,64}[.,:!]?$/i.test(written))) {
    return isEntry(text, nameStart, value);
  }
  return !/^[0-9]{1,3}$/.test(written);
}

/** Says whether other words follow the value on its line, as they do in a sentence. */
function isFollowedByProse(text: string, value: Value): boolean {
  return /^[ \t]{1,4}[A-Za-z(]/.test(text.slice(value.end, value.end + 6));
}

/** Says whether a name and its value fill their line, as in a file of settings. */
function isEntry(text: string, nameStart: number, value: Value): boolean {
  const before = text.slice(Math.max(0, nameStart - 32), nameStart);
  return (
    /(?:^|\n)[ \t]{0,24}(?:- )?$/.test(before) &&
    /^[ \t\r]{0,8}(?:\n|$)/.test(text.slice(value.end, value.end + 9))
  );
}

const shortestVendorKey = 16;
const longestVendorKey = 128;
const longestSkip = 8;
const quotes = tableOf(/["'`\\]/);
const blanks = tableOf(/[ \t]/);
const signs = tableOf(/[=:>]/);

/** Finds a random value, the run `start`…`end`, that is assigned to a name with a service in it: cloudflare: "…". */
export function findVendorKey(text: string, start: number, end: number): Span | undefined {
  if (end - start < shortestVendorKey || end - start > longestVendorKey) {
    return undefined;
  }
  const quote = skipBack(text, start, quotes, longestSkip);
  const signEnd = skipBack(text, quote, blanks, longestSkip);
  const signStart = skipBack(text, signEnd, signs, longestSkip);
  if (signStart === signEnd) {
    return undefined;
  }
  const blank = skipBack(text, signStart, blanks, longestSkip);
  const nameEnd = skipBack(text, blank, quotes, longestSkip);
  if (!namesVendor(text.slice(startOfName(text, nameEnd), nameEnd))) {
    return undefined;
  }
  const value = text.slice(start, end);
  // Digests and UUIDs stay: 40 and 64 hexadecimal digits name commits and contents.
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f-]{36}|[0-9]{1,128})$/i.test(value) || value.includes('.')) {
    return undefined;
  }
  return looksRandom(value) && !isPlaceholder(value) ? { start, end, kind: 'vendor-key' } : undefined;
}
