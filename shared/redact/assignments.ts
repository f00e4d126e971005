import { isPublishedExample } from './published-examples.ts';
import { classifyName, namesVendor, type SecretName } from './secret-names.ts';
import { type Dress, isPlaceholder, isReference, isStandIn, looksRandom } from './secret-values.ts';
import type { Span } from './spans.ts';

const escapeCode = 27;
const colon = 58;
/* "PASS: TestName" and "pass: 12" are what tests came to. */
const testResult = /^pass$/i;
const longestName = 64;
const longestValue = 4096;
const longestBareValue = 1024;

/* What may stand between a name and its value: a closing quote or bracket, a type, the operator. */
const operator =
  /(?:\\{0,7}["'`]|&quot;)?[\])}]{0,2}(?:[ \t]{1,4}(?:string|String|str|&str|char|\*|\[\]byte|text))?(?:[ \t]{0,16}(?::{0,3}=>?|[?+.|]=|={2,3}|=>|->|<-|:(?!:)|\|\||,)[ \t]{0,16}|(>)\s{0,64})/y;
const typed = /(?:string|String|str|&str|char|varchar|Option<String>|SecretStr)\??[ \t]{0,8}=[ \t]{0,8}/y;
/* A name and a value that are themselves values: - name: X / value: y, <add key="X" value="y"/>, {"Name": "X", "Value": "y"}. */
const valueField =
  /(?:\\{0,7}["'`])?[ \t]{0,16},?\s{0,64}(?:\\{0,7}["'])?value(?:\\{0,7}["'])?[ \t]{0,8}[:=][ \t]{0,8}/iy;
const spaced = /(?:[ \t]{1,8}|[ \t]{1,4}(?:is|was)[ \t:]{1,4})/y;
const opening = /(?:[bfru@$]|\[)?(\\{0,7})(["'`]|&quot;)/y;
const bareEnd = /[\s"'`,;&<>|)}\]\\]/g;
const lineValueEnd = /[\s"'`]/g;

interface Value {
  readonly start: number;
  readonly end: number;
  readonly dress: Dress;
}

/** What stands around a word that tells of a secret. */
export interface Assignment {
  /** The value, where it is a secret. */
  readonly span?: Span;
  readonly nameEnd: number;
  /** How far the text has been read; the place of the word itself where nothing is assigned. */
  readonly resume: number;
}

/** Finds the value of an assignment to the secret-like name around `from`…`to`, in any notation. */
export function findAssignment(text: string, from: number, to: number): Assignment {
  const nameEnd = growRight(text, to);
  const nothing = { nameEnd, resume: from };
  const follower = text.charCodeAt(nameEnd);
  if (follower === escapeCode) {
    return { nameEnd, resume: nameEnd };
  }
  if (followers[follower] !== 1) {
    return nothing;
  }
  const nameStart = growLeft(text, from);
  const name = text.slice(nameStart, nameEnd);
  if (follower === colon && testResult.test(name)) {
    return nothing;
  }
  const secret = classifyName(name);
  if (secret === undefined || (secret.kind === 'signature' && !/[?&]/.test(text[nameStart - 1] ?? ''))) {
    return nothing;
  }
  const at = valueStart(text, nameStart, nameEnd, secret);
  if (at === undefined) {
    // What follows may be an operator once it is decoded.
    return /[\\%]/.test(text[nameEnd] ?? '') ? { nameEnd, resume: nameEnd } : nothing;
  }
  const value = readValue(text, at.start, {
    wholeLine: at.assigned && isEnvironmentLine(text, nameStart, name),
  });
  if (value === undefined) {
    return { nameEnd, resume: at.start };
  }
  const written = text.slice(value.start, value.end);
  const how = {
    ...at,
    followed: isFollowedByProse(text, value),
    entry: isEntry(text, nameStart, value),
  };
  if (!isSecret(secret, written, value.dress, how) || isPublishedExample(written)) {
    return { nameEnd, resume: value.end };
  }
  const bare = value.dress === 'bare' && /^[-0-9.]+$/.test(written) && text[nameEnd] === '"';
  const span = { start: value.start, end: value.end, kind: secret.kind, ...(bare && { bare }) };
  return { span, nameEnd, resume: value.end };
}

/* Characters of names; and what may follow a name that is assigned to: blank, quote, bracket, operator, escape. */
const nameCharacters = tableOf(/[A-Za-z0-9_.$-]/);
const followers = tableOf(/[ \t\r\n"'`\\%\])}&:=?+.|>,<-]/);

function tableOf(members: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (members.test(String.fromCharCode(code)) ? 1 : 0));
}

function growLeft(text: string, from: number): number {
  const least = Math.max(0, from - longestName);
  let at = from;
  while (at > least && nameCharacters[text.charCodeAt(at - 1)] === 1) {
    at--;
  }
  return at;
}

function growRight(text: string, to: number): number {
  const most = Math.min(text.length, to + longestName);
  let at = to;
  while (at < most && nameCharacters[text.charCodeAt(at)] === 1) {
    at++;
  }
  while (at > to && (text[at - 1] === '.' || text[at - 1] === '$')) {
    at--;
  }
  return at;
}

interface ValuePlace {
  readonly start: number;
  /** There was an operator, not only a blank. */
  readonly assigned: boolean;
  /** The operator was a colon and a blank, as in prose and YAML. */
  readonly colon: boolean;
}

function valueStart(
  text: string,
  nameStart: number,
  nameEnd: number,
  secret: SecretName,
): ValuePlace | undefined {
  valueField.lastIndex = nameEnd;
  const field = valueField.exec(text);
  if (field) {
    return { start: valueField.lastIndex, assigned: true, colon: false };
  }
  operator.lastIndex = nameEnd;
  const found = operator.exec(text);
  if (found) {
    const [whole, element] = found;
    const start = operator.lastIndex;
    const quoted = /^\\{0,7}["'`&]/.test(whole);
    if (element !== undefined && text[nameStart - 1] !== '<' && !quoted) {
      return undefined;
    }
    if (/,\s{0,16}$/.test(whole) && !quoted) {
      return undefined;
    }
    typed.lastIndex = start;
    const skip = whole.includes(':') && typed.test(text) ? typed.lastIndex : start;
    return { start: skip, assigned: true, colon: /:\s{1,16}$/.test(whole) && !quoted };
  }
  const flag = text[nameStart] === '-';
  spaced.lastIndex = nameEnd;
  return (flag || secret.last) && spaced.test(text)
    ? { start: spaced.lastIndex, assigned: flag, colon: false }
    : undefined;
}

function isEnvironmentLine(text: string, nameStart: number, name: string): boolean {
  if (/[a-z]/.test(name)) {
    return false;
  }
  const before = text.slice(Math.max(0, nameStart - 12), nameStart);
  return /(?:^|\n)[ \t]{0,8}(?:export |ENV |set |-e )?$/.test(before) || nameStart === 0;
}

function readValue(text: string, at: number, { wholeLine }: { wholeLine: boolean }): Value | undefined {
  opening.lastIndex = at;
  const opened = opening.exec(text);
  if (opened) {
    const start = opening.lastIndex;
    const close = `${opened[1]}${opened[2]}`;
    const limit = text.slice(start, start + longestValue);
    let end = limit.indexOf(close);
    while (end > 0 && opened[1] === '' && limit[end - 1] === '\\' && limit[end - 2] !== '\\') {
      end = limit.indexOf(close, end + 1);
    }
    if (end > 0) {
      return { start, end: start + end, dress: 'quoted' };
    }
    return end === 0 ? undefined : readBare(text, start, bareEnd);
  }
  return readBare(text, at, wholeLine ? lineValueEnd : bareEnd);
}

function readBare(text: string, start: number, ends: RegExp): Value | undefined {
  const part = text.slice(start, start + longestBareValue);
  ends.lastIndex = 0;
  let found = ends.exec(part);
  while (found && found[0] === '\\' && /[A-Z]/.test(part[found.index + 1] ?? '')) {
    found = ends.exec(part);
  }
  let end = found?.index ?? part.length;
  const equals = part.slice(0, end).search(/[A-Za-z]=(?!=|$)/);
  if (equals !== -1 && /^[A-Za-z_.-]{1,40}$/.test(part.slice(0, equals + 1))) {
    end = equals + 1;
  }
  return end === 0 ? undefined : { start, end: start + end, dress: 'bare' };
}

/** Says whether other words follow the value on its line, as they do in a sentence. */
function isFollowedByProse(text: string, value: Value): boolean {
  return /^[ \t]{1,4}[A-Za-z(]/.test(text.slice(value.end, value.end + 6));
}

/** Says whether a name and its value fill their line. */
function isEntry(text: string, nameStart: number, value: Value): boolean {
  const before = text.slice(Math.max(0, nameStart - 32), nameStart);
  return (
    /(?:^|\n)[ \t]{0,24}(?:- )?$/.test(before) &&
    /^[ \t\r]{0,8}(?:\n|$)/.test(text.slice(value.end, value.end + 9))
  );
}

interface Circumstances {
  readonly assigned: boolean;
  readonly colon: boolean;
  readonly followed: boolean;
  /** Name and value are all there is on their line, as in a file of settings. */
  readonly entry: boolean;
}

function isSecret(secret: SecretName, value: string, dress: Dress, how: Circumstances): boolean {
  if (isPlaceholder(value) || isReference(value, dress) || isStandIn(value)) {
    return false;
  }
  if (secret.class === 'password' && how.assigned) {
    return isPassword(value, dress, how);
  }
  if (secret.class === 'key') {
    return (
      value.length >= 24 &&
      looksRandom(value) &&
      !/^[0-9a-f]+$/i.test(value) &&
      !/^[0-9a-f-]{36}$/i.test(value)
    );
  }
  return looksRandom(value) && (how.assigned || /^(?=(?:[^0-9]{0,64}[0-9]){3})[\w~-]{20,512}$/.test(value));
}

function isPassword(value: string, dress: Dress, how: Circumstances): boolean {
  if (value.length < 3 || /^[a-z]{0,12}(?:passw(?:or)?d|secret|token)s?$/i.test(value)) {
    return false;
  }
  if (dress === 'quoted') {
    return value.split(/\s/, 5).length < 5;
  }
  if (how.colon && !how.entry && (how.followed || /^[a-z]+[.,:!]?$/i.test(value))) {
    return false;
  }
  return !/^[0-9]{1,3}$/.test(value);
}

const shortestKey = 16;
const longestKey = 128;
const quotes = tableOf(/["'`\\]/);
const blanks = tableOf(/[ \t]/);
const signs = tableOf(/[=:>]/);

/** Finds a random value, the run `start`…`end`, that is assigned to a name with a service in it: cloudflare: "…". */
export function findVendorKey(text: string, start: number, end: number): Span | undefined {
  if (end - start < shortestKey || end - start > longestKey) {
    return undefined;
  }
  const operatorEnd = skipBack(text, skipBack(text, start, quotes), blanks);
  const operatorStart = skipBack(text, operatorEnd, signs);
  if (operatorStart === operatorEnd) {
    return undefined;
  }
  const nameEnd = skipBack(text, skipBack(text, operatorStart, blanks), quotes);
  const name = text.slice(growLeft(text, nameEnd), nameEnd);
  if (!namesVendor(name)) {
    return undefined;
  }
  const value = text.slice(start, end);
  // Digests and UUIDs stay: 40 and 64 hexadecimal digits name commits and contents.
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f-]{36}|[0-9]+)$/i.test(value) || value.includes('.')) {
    return undefined;
  }
  return looksRandom(value) && !isPlaceholder(value) ? { start, end, kind: 'vendor-key' } : undefined;
}

const longestSkip = 8;

function skipBack(text: string, from: number, what: Uint8Array): number {
  const least = Math.max(0, from - longestSkip);
  let at = from;
  while (at > least && what[text.charCodeAt(at - 1)] === 1) {
    at--;
  }
  return at;
}
