import type { Dress } from './secret-values.ts';

const longestName = 64;
const longestValue = 4096;
const longestBareValue = 1024;
const longestBlank = 16;

const escapeCode = 27;
const backslash = 92;

/** Marks the ASCII characters that `members` matches. */
export function tableOf(members: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (members.test(String.fromCharCode(code)) ? 1 : 0));
}

const nameCharacters = tableOf(/[A-Za-z0-9_.$-]/);
/* What may follow a name that is assigned to: a blank, a quote, a bracket, an operator, the beginning of an escape. */
const followers = tableOf(/[ \t\r\n"'`\\%\])}&:=?+|>,<]/);
const blanks = tableOf(/[ \t]/);
const quotes = tableOf(/["'`]/);
const closers = tableOf(/[\])}]/);
const bareEnds = tableOf(/[\s"'`,;&<>|)}\]]/);
const lineValueEnds = tableOf(/[\s"'`]/);

/** The first place from `from` on, at most `most` further, whose character is not one of `table`. */
export function skip(text: string, from: number, table: Uint8Array, most: number): number {
  const limit = Math.min(text.length, from + most);
  let at = from;
  while (at < limit && table[text.charCodeAt(at)] === 1) {
    at++;
  }
  return at;
}

/** The same backwards: the first place up to `from` with only characters of `table` between. */
export function skipBack(text: string, from: number, table: Uint8Array, most: number): number {
  const limit = Math.max(0, from - most);
  let at = from;
  while (at > limit && table[text.charCodeAt(at - 1)] === 1) {
    at--;
  }
  return at;
}

/** Where the name with a word that ends at `to` ends. */
export function endOfName(text: string, to: number): number {
  let at = skip(text, to, nameCharacters, longestName);
  while (at > to && (text[at - 1] === '.' || text[at - 1] === '$')) {
    at--;
  }
  return at;
}

/** Where the name with a word that begins at `from` begins. */
export function startOfName(text: string, from: number): number {
  return skipBack(text, from, nameCharacters, longestName);
}

/** Says whether a name that ends at `at` may be assigned to; an escape that follows may hide how. */
export function mayBeAssigned(text: string, at: number): boolean | 'once undressed' {
  const code = text.charCodeAt(at);
  return code === escapeCode
    ? 'once undressed'
    : followers[code] === 1 || text[at] === '.' || text[at] === '＝';
}

/** Where a value begins, and how it was bound to its name. */
export interface ValuePlace {
  readonly start: number;
  /** There was an operator, not only a blank. */
  readonly assigned: boolean;
  /** The operator was a colon and a blank, as in prose and YAML. */
  readonly colon: boolean;
}

/* The sign may be as HTML or wide characters write it. */
const sign = /:{0,3}=>?|＝|&(?:#61|#[xX]3[dD]|equals);|={2,3}|[?+.|]=|->|<-|:(?!:)|\|\||,|>/y;
/* Go and C write the type before the sign, TypeScript, Kotlin and Swift behind it. */
const typeBefore = /(?:string|String|str|&str|char|\*|\[\]byte|text)[ \t]{0,8}(?==)/y;
const typeBehind = /(?:string|String|str|&str|char|varchar|SecretStr)\??[ \t]{0,8}=[ \t]{0,8}/y;
/* A name and a value that are values themselves: - name: X / value: y, <add key="X" value="y"/>, {"Name": "X", "Value": "y"}. */
const valueField = /[ \t]{0,16},?\s{0,64}(?:\\{0,7}["'])?value(?:\\{0,7}["'])?[ \t]{0,8}[:=][ \t]{0,8}/iy;
/* What takes a name and its value as two words: docker run -e, and ENV in a Dockerfile. */
const variableOption = /(?:^|[\s"'])(?:-e|--env|--build-arg|ENV)[ \t]{1,2}$/;
const verb = /(?:is|was)[ \t:]{1,4}/y;

/** Finds where the value of the name `nameStart`…`nameEnd` begins; after a blank alone only where the name is a flag or `tells`. */
export function findValuePlace(
  text: string,
  nameStart: number,
  nameEnd: number,
  tells: boolean,
): ValuePlace | undefined {
  const quoteEnd = endOfQuote(text, nameEnd);
  const closed = skip(text, quoteEnd, closers, 2);
  const gap = skip(text, closed, blanks, longestBlank);
  const field = mayBeField(text, gap) ? matchEnd(valueField, text, quoteEnd) : -1;
  if (field !== -1) {
    return { start: field, assigned: true, colon: false };
  }
  const typeEnd = gap > closed ? matchEnd(typeBefore, text, gap) : -1;
  const signStart = typeEnd === -1 ? gap : typeEnd;
  const signEnd = matchEnd(sign, text, signStart);
  if (signEnd !== -1 && isSymbol(text, gap > closed, signStart)) {
    return undefined;
  }
  if (signEnd !== -1) {
    return placeBehind(text, { nameStart, quoted: quoteEnd > nameEnd, signStart, signEnd });
  }
  const flag =
    text[nameStart] === '-' || variableOption.test(text.slice(Math.max(0, nameStart - 12), nameStart));
  if (!(flag || tells) || gap === closed) {
    return undefined;
  }
  const verbEnd = matchEnd(verb, text, gap);
  return { start: verbEnd === -1 ? gap : verbEnd, assigned: flag, colon: false };
}

/** Ruby's and Elixir's `pass :params` passes a symbol. */
function isSymbol(text: string, apart: boolean, at: number): boolean {
  return apart && text[at] === ':' && /[A-Za-z_]/.test(text[at + 1] ?? '');
}

interface Sign {
  readonly nameStart: number;
  /** The name was quoted. */
  readonly quoted: boolean;
  readonly signStart: number;
  readonly signEnd: number;
}

function placeBehind(text: string, { nameStart, quoted, signStart, signEnd }: Sign): ValuePlace | undefined {
  const character = text[signStart];
  if (signEnd === signStart + 1 && character === '>') {
    // An element: its value may stand on the next line.
    const start = skip(text, signEnd, whitespace, longestName);
    return quoted || text[nameStart - 1] === '<' ? { start, assigned: true, colon: false } : undefined;
  }
  if (character === ',' && !quoted) {
    return undefined;
  }
  const start = pastLineEnd(text, skip(text, signEnd, blanks, longestBlank));
  const typed = character === ':' ? matchEnd(typeBehind, text, start) : -1;
  return {
    start: typed === -1 ? start : typed,
    assigned: true,
    colon: !quoted && start > signEnd && text[signEnd - 1] === ':',
  };
}

/** A backslash at the end of a line lets the value begin on the next one. */
function pastLineEnd(text: string, at: number): number {
  const feed = text[at + 1] === '\r' ? at + 2 : at + 1;
  return text[at] === '\\' && text[feed] === '\n' ? skip(text, feed + 1, blanks, longestBlank) : at;
}

const whitespace = tableOf(/\s/);

function endOfQuote(text: string, at: number): number {
  const quote = skipBackslashes(text, at);
  if (quotes[text.charCodeAt(quote)] === 1) {
    return quote + 1;
  }
  return text.startsWith('&quot;', at) ? at + 6 : at;
}

function skipBackslashes(text: string, at: number): number {
  let end = at;
  while (end < at + 7 && text.charCodeAt(end) === backslash) {
    end++;
  }
  return end;
}

function mayBeField(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return code === 118 || code === 44 || code === 42 || code === 45 || code === 34 || code === 39;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** A value as it is written, without its quotes. */
export interface Value {
  readonly start: number;
  readonly end: number;
  readonly dress: Dress;
}

/* A scheme before the token, as in an authorization header: API_TOKEN="Bearer …". */
const scheme = /(?:Bearer|Basic|Token|FlyV1|ApiKey|GenieKey|SSWS|Splunk)[ \t]{1,4}(?=\S{8})/y;
const opening = /(?:[bfru@$]|\[)?(\\{0,7})(["'`]|&quot;)/y;

/** Reads the value that begins at `at`; a bare one of a line in an environment file ends only at a blank or a quote. */
export function readValue(text: string, at: number, fillsLine: boolean): Value | undefined {
  opening.lastIndex = at;
  const opened = opening.exec(text);
  if (opened) {
    const start = pastScheme(text, opening.lastIndex);
    const end = endOfQuoted(text, start, opened[1] ?? '', opened[2] ?? '');
    if (end !== -1) {
      return end > start ? { start, end, dress: 'quoted' } : undefined;
    }
    return readBare(text, start, bareEnds);
  }
  return readBare(text, pastScheme(text, at), fillsLine ? lineValueEnds : bareEnds);
}

function pastScheme(text: string, at: number): number {
  const end = matchEnd(scheme, text, at);
  return end === -1 ? at : end;
}

/**
 * Where the quoted value that begins at `start` ends, or -1 where its quote is not closed within 4,096 characters. Under
 * n layers of escapes a quote has 2ⁿ-1 backslashes, and one within the value 2ⁿ more.
 */
function endOfQuoted(text: string, start: number, backslashes: string, quote: string): number {
  const part = text.slice(start, start + longestValue);
  const escaped = backslashes.length;
  for (let at = part.indexOf(quote); at !== -1; at = part.indexOf(quote, at + 1)) {
    const end = skipBack(part, at, backslashTable, longestValue);
    if ((at - end) % (2 * (escaped + 1)) === escaped) {
      return start + at - escaped;
    }
  }
  return -1;
}

const backslashTable = tableOf(/\\/);

function readBare(text: string, start: number, ends: Uint8Array): Value | undefined {
  const limit = Math.min(text.length, start + longestBareValue);
  let end = start;
  while (end < limit) {
    const code = text.charCodeAt(end);
    // A backslash before a capital is no escape, and part of the value.
    if (code === backslash ? !isUpper(text.charCodeAt(end + 1)) : ends[code] === 1) {
      break;
    }
    end++;
  }
  return end === start ? undefined : { start, end, dress: 'bare' };
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}
