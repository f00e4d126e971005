import { type Run, runClass, runOf } from './scan.ts';
import { isPlaceholder, looksRandom } from './secret-values.ts';
import type { Span } from './spans.ts';
import { tokenForms } from './token-forms.ts';
import { ledForms, markedForms, type TokenPattern, tokenPatterns } from './token-patterns.ts';

const mostBeginnings = 12;

interface Candidate {
  readonly kind: string;
  readonly prefix: string;
  readonly find: (text: string, at: number) => number;
  readonly mayBeMask: boolean;
}

/* The forms by the first two characters of their prefix: `slots` has the place of each group in `groups`, or 0. */
const { slots, groups } = byFirstCharacters();

function slotOf(first: number, second: number): number {
  return first < 128 && second < 128 ? first * 128 + second : 0;
}

function byFirstCharacters(): { slots: Uint16Array; groups: Candidate[][] } {
  const slots = new Uint16Array(128 * 128);
  const groups: Candidate[][] = [[]];
  const add = (candidate: Candidate) => {
    const slot = slotOf(candidate.prefix.charCodeAt(0), candidate.prefix.charCodeAt(1));
    slots[slot] ||= groups.push([]) - 1;
    groups[slots[slot] ?? 0]?.push(candidate);
  };
  for (const form of tokenForms) {
    const [least, most] = form.length;
    const body = memberTable(form.alphabet);
    for (const prefix of form.prefix) {
      const apart = /^[A-Za-z0-9]{1,64}$/.test(prefix);
      add({
        kind: form.kind,
        prefix,
        find: (text, at) => endOfBody(text, at, { prefix, body, least, most, apart }),
        mayBeMask: !form.unmistakable,
      });
    }
  }
  for (const { kind, starts, pattern } of tokenPatterns) {
    for (const prefix of starts) {
      add({ kind, prefix, find: (text, at) => endOfPattern(text, at, pattern), mayBeMask: false });
    }
  }
  return { slots, groups };
}

function memberTable(alphabet: string): Uint8Array {
  const member = new RegExp(`[${alphabet}]`);
  return Uint8Array.from({ length: 128 }, (_, code) => (member.test(String.fromCharCode(code)) ? 1 : 0));
}

interface Body {
  readonly prefix: string;
  readonly body: Uint8Array;
  readonly least: number;
  readonly most: number;
  /** The prefix has no mark of its own, so it counts only where no base64 surrounds it. */
  readonly apart: boolean;
}

function endOfBody(text: string, at: number, { prefix, body, least, most, apart }: Body): number {
  if (apart && /[A-Za-z0-9+/_-]/.test(text[at - 1] ?? '')) {
    return -1;
  }
  const from = at + prefix.length;
  let end = from;
  while (end < text.length && end - from <= most && body[text.charCodeAt(end)] === 1) {
    end++;
  }
  if (end - from < least || end - from > most || (apart && /[A-Za-z0-9+/_-]/.test(text[end] ?? ''))) {
    return -1;
  }
  return end;
}

function endOfPattern(text: string, at: number, pattern: TokenPattern['pattern']): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The tokens of known vendors' forms that begin in the run `start`…`end`, which is made of `of`. */
export function tokensInRun(text: string, codes: Uint16Array, { start, end, of }: Run): Span[] {
  const spans: Span[] = [];
  let beginnings = 0;
  // A token begins with the run, or behind a mark in it.
  for (let at = start; at < end && beginnings < mostBeginnings; ) {
    const found = tokenAt(text, codes, at);
    beginnings++;
    if (found) {
      spans.push(found);
    }
    at = found?.end ?? at + 1;
    while (
      at < end &&
      (runClass(codes[at - 1] as number) !== runOf.mark || runClass(codes[at] as number) === runOf.mark)
    ) {
      at++;
    }
  }
  if ((of & runOf.mark) !== 0 && end - start >= shortestMarked) {
    spans.push(...markedIn(text, start, end));
  }
  if (leadEnds.has(codes[start - 1] ?? 0)) {
    spans.push(...ledTokens(text, start, end));
  }
  return spans;
}

const nothing: readonly Candidate[] = [];

function tokenAt(text: string, codes: Uint16Array, at: number): Span | undefined {
  const group = slots[slotOf(codes[at] ?? 0, codes[at + 1] ?? 0)] ?? 0;
  for (const { kind, prefix, find, mayBeMask } of groups[group] ?? nothing) {
    if (text.startsWith(prefix, at)) {
      const end = find(text, at);
      if (end !== -1 && !(mayBeMask && isMask(text, at + prefix.length, end))) {
        return { start: at, end, kind };
      }
    }
  }
  return codes[at] === letterE ? webToken(text, at) : undefined;
}

const letterE = 'e'.charCodeAt(0);

function isMask(text: string, body: number, end: number): boolean {
  return body < end && isPlaceholder(text.slice(body, end));
}

/* RFC 7519, section 3: three parts in base64url, the first two JSON objects; the last is empty where nothing is signed. */
const webTokenPattern =
  /eyJ[0-9A-Za-z_-]{12,4096}\.eyJ[0-9A-Za-z_/+-]{8,16384}={0,2}\.(?:[0-9A-Za-z_/+-]{8,2048}={0,2})?/y;

function webToken(text: string, at: number): Span | undefined {
  if (!text.startsWith('eyJ', at)) {
    return undefined;
  }
  const end = endOfPattern(text, at, webTokenPattern);
  return end === -1 ? undefined : { start: at, end, kind: 'jwt' };
}

/* Mailchimp's, which is the shortest of the forms with a mark. */
const shortestMarked = 36;

function markedIn(text: string, start: number, end: number): Span[] {
  const run = text.slice(start, Math.min(end, start + 4096));
  const spans: Span[] = [];
  for (const { kind, marker, back, pattern } of markedForms) {
    const at = start + run.indexOf(marker) - back;
    if (at >= start - 1 && run.includes(marker)) {
      const found = endOfPattern(text, at, pattern);
      if (found !== -1 && !isPlaceholder(text.slice(at, found))) {
        spans.push({ start: at, end: found, kind });
      }
    }
  }
  return spans;
}

const longestLead = 44;
const leadEnds = new Set(ledForms.map(({ lead }) => lead.source.replace(/\$$/, '').slice(-1).charCodeAt(0)));

/** Tokens whose first part stands before the run. */
function ledTokens(text: string, start: number, end: number): Span[] {
  const head = text.slice(Math.max(0, start - longestLead), start);
  const value = text.slice(start, end);
  return ledForms.flatMap(({ kind, lead, length: [least, most], begins = '' }) => {
    const fits = value.length >= least && value.length <= most && value.startsWith(begins);
    const led = fits ? lead.exec(head) : null;
    return led && looksRandom(value) ? [{ start: start - led[0].length, end, kind }] : [];
  });
}
