import type { Evidence, Report } from '../report.ts';
import { cutMiddle } from './text.ts';

/** A piece of evidence to be shown: lines of a log with their numbers, or what an object states. */
export interface Quote {
  readonly source: string;
  /** Number of the first line in the original log; undefined for what is no log. */
  readonly line?: number;
  readonly text: string;
  /** Number of the line that the first claim about it names. */
  readonly named?: number;
}

/** The part of a quote that fits into a message. */
export interface Shown {
  readonly text: string;
  /** Where it stands, as in "build.log, lines 120–128 of 118–150". */
  readonly caption: string;
}

/** The evidence of a report, that of the first claim first, then that of the others, then what no claim cites. */
export function strongestFirst(report: Report): readonly Evidence[] {
  const byId = new Map(report.evidence.map((seen) => [seen.id, seen]));
  const cited = report.claims.flatMap((claim) => claim.evidence.flatMap((id) => byId.get(id) ?? []));
  return [...new Set([...cited, ...report.evidence])];
}

/**
 * The lines of a quote around the one that a claim names, else the one that shares most words with what the report
 * says, within both limits.
 * Long lines are cut in their middle to `widest` characters, so that one line always fits.
 */
export function shownOf(
  quote: Quote,
  said: string,
  limits: { readonly lines: number; readonly characters: number; readonly widest: number },
): Shown {
  const widest = Math.min(limits.widest, limits.characters);
  const lines = quote.text.split('\n').map((text) => cutMiddle(text.trimEnd(), widest));
  const named = quote.named === undefined ? -1 : quote.named - (quote.line ?? 1);
  const best = named >= 0 && named < lines.length ? named : mostAlike(lines, said);
  // Two lines before tell what was being done; the rest goes to what follows, where tools explain themselves.
  const before = Math.min(2, limits.lines - 1);
  let first = Math.max(0, Math.min(best - before, lines.length - limits.lines));
  let size = sizeOf(lines.slice(first, best + 1));
  while (size > limits.characters && first < best) size = sizeOf(lines.slice(++first, best + 1));
  let last = best;
  while (last + 1 < lines.length && last - first + 1 < limits.lines) {
    size += (lines[last + 1]?.length ?? 0) + 1;
    if (size > limits.characters) break;
    last++;
  }
  while (first < best && saysNothing(lines[first])) first++;
  while (last > best && saysNothing(lines[last])) last--;
  return {
    text: lines.slice(first, last + 1).join('\n'),
    caption: captionOf(quote, first, last, lines.length),
  };
}

/** A blank line or a ruler, maybe with a level before it: "[INFO] --------". */
function saysNothing(line = ''): boolean {
  return /^(?:\[\w{1,8}\])?[\s\-=*_~.#]*$/.test(line);
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function captionOf(quote: Quote, first: number, last: number, count: number): string {
  if (quote.line === undefined) {
    const left = count - (last - first + 1);
    return left === 0 ? quote.source : `${quote.source}, lines left out: ${left}`;
  }
  const shown = range(quote.line + first, quote.line + last);
  const whole = last - first + 1 === count ? '' : ` of ${numbers(quote.line, quote.line + count - 1)}`;
  return `${quote.source}, ${shown}${whole}`;
}

function range(from: number, to: number): string {
  return from === to ? `line ${from}` : `lines ${numbers(from, to)}`;
}

function numbers(from: number, to: number): string {
  return from === to ? String(from) : `${from}–${to}`;
}

/** Index of the line with most of the words that were said; where none has any, of the first that says something. */
function mostAlike(lines: readonly string[], said: string): number {
  const words = new Set(said.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu));
  const first = lines.findIndex((line) => !saysNothing(line));
  let best = Math.max(0, first === -1 ? lines.findIndex((line) => line.trim() !== '') : first);
  let bestCount = 0;
  lines.forEach((line, index) => {
    const shared = new Set(
      line
        .toLowerCase()
        .match(/[\p{L}\p{N}_]{3,}/gu)
        ?.filter((word) => words.has(word)),
    );
    if (shared.size > bestCount) {
      best = index;
      bestCount = shared.size;
    }
  });
  return best;
}
