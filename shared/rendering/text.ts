import { plainBlock } from '../log/terminal.ts';

/** What stands where something was cut. */
const GAP = '…';

/**
 * The text without escape sequences, control, invisible and bidirectional characters, and as valid Unicode:
 * what is left shows what it says. Keeps line feeds and tabs.
 */
export function plainText(text: string): string {
  return plainBlock(text.toWellFormed(), false)
    .replace(/\r\n?/g, (end) => (end === '\r\n' ? '\n' : ' '))
    .replaceAll('\b', '')
    .replace(/\p{Noncharacter_Code_Point}/gu, '');
}

/** The text on one line, each run of white space as one space. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** At most `max` characters (UTF-16 units, at least 1), cut at the end; never half a character. */
export function cutEnd(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${head(text, max - GAP.length).trimEnd()}${GAP}`;
}

/** At most `max` characters (at least 5), cut in the middle, since the end of a path or a line often says the most. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const gap = ` ${GAP} `;
  const kept = max - gap.length;
  const tail = Math.floor(kept / 2);
  return `${head(text, kept - tail)}${gap}${end(text, tail)}`;
}

function head(text: string, length: number): string {
  const cut = text.slice(0, Math.max(0, length));
  return isHigh(cut.charCodeAt(cut.length - 1)) ? cut.slice(0, -1) : cut;
}

function end(text: string, length: number): string {
  const cut = length === 0 ? '' : text.slice(-length);
  return isLow(cut.charCodeAt(0)) ? cut.slice(1) : cut;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
