import { filler } from './spans.ts';
import { surprise } from './surprise.ts';

/** How a value stood in the text: between quotes or brackets that close, or bare. */
export type Dress = 'quoted' | 'bare';

/* Words that stand for a value, or say what kind of value or outcome it is, and are no value themselves. */
const standIns = new Set(
  (
    'string str text char bytes int integer number float bool boolean object any void unknown array list map ' +
    'null none nil nan true false undefined empty default yes no on off ok and or not is was the for from with in of to if ' +
    'required optional missing invalid incorrect valid wrong failed failure expired denied error success rejected ' +
    'accepted set unset hidden secure secured masked redacted removed filtered encrypted sensitive protected private ' +
    'provided given present absent found changed updated generated created enabled disabled prompt interactive stdin ' +
    'env environment file vault keyring keychain basic bearer digest token tokens password passwd passphrase pass ' +
    'secret secrets key apikey pwd auth login user username test testing tests foo bar baz foobar changeme change-me ' +
    'example dummy placeholder sample demo fake todo tbd xxx xyz abc yyy zzz value values name const let var function ' +
    'return new await async self this type final static public readonly override pending unavailable unspecified'
  ).split(' '),
);

const instructions =
  /your[_-]?(?:api|access|auth|secret|token|key|password|own)|(?:put|insert|paste|add|enter)[_-]your|[_-]here(?![a-z])/i;
const placeholderWords =
  /example|placeholder|change.?me|your[_-]?|[_-]here|insert|replace|dummy|redacted|masked|foobar|sample|<[a-z]|my[_-]/i;
const reference =
  /^(?:\$[A-Za-z_{(0-9@!*]|%[A-Za-z_]{1,64}%|%[({]|\{\{|\{%|#\{|@\{|!(?:Ref|Sub|vault|secret)|<[^<>]{0,200}>?$|\[[A-Za-z _-]{1,64}\]?$|\{[A-Za-z_. ({-]{1,64}\}?$|\{\{|(?:vault|env|ref|ssm|arn|file|secretref|op|valueFrom)[:+])/;
const location = /^(?:~?\.{0,2}\/[\w.@-]{1,64}(?:\/|$)|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]{1,16}:\/\/)/;
const member = /^[A-Za-z_][A-Za-z_]{0,40}(?:(?:\.|->|::)[A-Za-z_]\w{0,40}){1,8}\]?$/;
/* Where programs and templates keep their values: var.db_password, secrets.TOKEN, process.env.TOKEN. */
const holder =
  /^(?:var|local|module|data|self|this|env|secrets|config|params|process|os|settings|props|args|options|opts|ctx|context|inputs|matrix|steps|github|vars)\.[A-Za-z_]/;
const call = /^[A-Za-z_][\w.]{0,80}[([]/;
const uuid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const hexGroups = /^[0-9a-f]{4,512}(?:[:-][0-9a-f]{4,512}){0,8}$/i;
const longHex = /(?<![0-9a-z])(?=[0-9]{0,19}[a-f])(?=[a-f]{0,19}[0-9])[0-9a-f]{20,512}(?![0-9a-z])/i;
/* Words do not have so many letters and digits in one. */
const longWord = /^(?=(?:[A-Za-z]{0,32}[0-9]){6})[0-9A-Za-z]{24,512}$/;
const alphabetRun = 8;

/** Says whether `value` only stands in for a secret: a mask, a template, `<your-token>`, a documentation example, a run of one letter or of the alphabet. */
export function isPlaceholder(value: string): boolean {
  if (reference.test(value) || value.includes(filler) || value.includes('EXAMPLE')) {
    return true;
  }
  if (/\*{3}|\.{3}$|^[.\s-]{0,8}$|…|•{2}/.test(value) || instructions.test(value) || isMonotonous(value)) {
    return true;
  }
  return placeholderWords.test(value) && surprise(value) < 5.2;
}

/** Says whether one character makes up half of `value`, one run a third of it, or it spells out the alphabet. */
function isMonotonous(value: string): boolean {
  const length = Math.min(value.length, 512);
  const counts = new Uint16Array(128);
  let most = 0;
  let run = 1;
  let longestRun = 1;
  let climb = 1;
  let longestClimb = 1;
  let previous = -1;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i) | 0x20;
    const slot = code & 127;
    counts[slot] = (counts[slot] ?? 0) + 1;
    most = Math.max(most, counts[slot] ?? 0);
    run = code === previous ? run + 1 : 1;
    climb = code === previous + 1 && code > 97 && code <= 122 ? climb + 1 : 1;
    longestRun = Math.max(longestRun, run);
    longestClimb = Math.max(longestClimb, climb);
    previous = code;
  }
  return (
    most * 2 > length ||
    (longestRun >= 5 && longestRun * 3 >= length) ||
    longestClimb >= alphabetRun ||
    (!uuid.test(value) && repeatsGroup(value))
  );
}

/** Says whether one group between hyphens stands three times, as in 1234-1234-1234. */
function repeatsGroup(value: string): boolean {
  const groups = value.slice(0, 128).split('-');
  return groups.some(
    (group, index) => group !== '' && group === groups[index + 1] && group === groups[index + 2],
  );
}

/* server-password: GITHUB_TOKEN names the variable that holds the password. */
const variableName =
  /^(?=[A-Z0-9_]{0,64}(?:TOKEN|PASS|PWD|SECRET|KEY|AUTH|CRED))[A-Z][A-Z0-9]{0,32}(?:_[A-Z0-9]{1,32}){1,8}$/;

/** Says whether `value` points elsewhere: a variable, a member, a call, a path, a URL. */
export function isReference(value: string, dress: Dress): boolean {
  if (location.test(value) || (variableName.test(value) && surprise(value) < 5.2)) {
    return true;
  }
  return (
    dress === 'bare' &&
    (holder.test(value) || call.test(value) || (member.test(value) && surprise(value) < 5.2))
  );
}

/** Says whether `value` is a word of the language or of prose that says something about a value. */
export function isStandIn(value: string): boolean {
  return standIns.has(value.toLowerCase().replace(/^[^a-z0-9]{1,4}|[^a-z0-9]{1,4}$/g, ''));
}

/** Says whether `value` looks drawn at random from letters and digits, as tokens and keys are; UUIDs and digests do too. */
export function looksRandom(value: string): boolean {
  const body = value.endsWith('=') ? value.replace(/={1,2}$/, '') : value;
  const length = body.length;
  const { letters, numerals, changes, blank } = composition(body);
  if (length < 8 || blank) {
    return false;
  }
  if (letters === 0) {
    return numerals >= 12 && numerals === length;
  }
  if (numerals >= 2 && letters >= 2 && (uuid.test(body) || hexGroups.test(body))) {
    return length >= 12;
  }
  if (numerals >= 4 && (longHex.test(body) || (letters >= 6 && longWord.test(body)))) {
    return true;
  }
  if (numerals === 0) {
    return length >= 14 && surprise(body) >= (length >= 20 ? 6.2 : 7);
  }
  if (length < 14) {
    return surprise(body) >= 6.6;
  }
  // The numbers of a version are no surprise.
  const bits = surprise(body.replace(versions, ''));
  return bits >= 5.4 || (bits >= 3.5 && changes >= 6 && changes * 5 >= length);
}

const versions = /(?<![A-Za-z0-9])v?[0-9]{1,8}(?:\.[0-9]{1,8}){1,4}(?![A-Za-z0-9])/g;
const mostCounted = 1024;

/** How many letters and digits `value` has, how often one follows the other, and whether it has a blank. */
function composition(value: string) {
  let letters = 0;
  let numerals = 0;
  let changes = 0;
  let blank = false;
  let previous = 0;
  for (let i = 0; i < Math.min(value.length, mostCounted); i++) {
    const code = value.charCodeAt(i);
    const lower = code | 32;
    const current = lower >= 97 && lower <= 122 ? 1 : code >= 48 && code <= 57 ? 2 : 0;
    letters += current === 1 ? 1 : 0;
    numerals += current === 2 ? 1 : 0;
    changes += current + previous === 3 ? 1 : 0;
    blank ||= code <= 32;
    previous = current;
  }
  return { letters, numerals, changes, blank };
}
