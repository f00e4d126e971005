import type { BuildReport } from '../../../shared/events/build.ts';
import { citedText, points } from './speaks.ts';

/** What the evidence of a report tells by itself, to check against it what a model names. */
export interface Seen {
  /** True where the value stands in the details or the telling lines as a whole word. */
  readonly holds: (value: string) => boolean;
  /** True where each thing that the wording names (a path, a version, a package) stands in the details, the telling lines, or in `cited`. */
  readonly bears: (wording: string, cited?: string) => boolean;
}

/** Words with the signs that names are made of. */
const WORD = /[\p{L}\p{N}_@$](?:[\p{L}\p{N}_@$./\\:#+~-]*[\p{L}\p{N}_$])?/gu;

/** Above this a plain number is one that was read somewhere, not one that was counted. */
const MOST_COUNTED = 20;

/**
 * Prepares what is asked of one report. Telling are the lines and objects that its claims cite: the rest of a log is
 * full of names, and anybody can write one into it.
 */
export function seenIn({ claims, evidence, details, category }: BuildReport): Seen {
  const texts = [
    citedText(
      claims.filter((claim) => points(claim, evidence)),
      evidence,
    ),
    ...[details.step, details.tool, details.file, details.line?.toString(), details.exitCode?.toString()],
    ...details.failingTests,
    ...Object.values(details.dependency ?? {}),
    category,
  ];
  const all = texts.filter((text) => text !== undefined).join('\n');
  const lower = all.toLowerCase();
  const isLine = (word: string) =>
    evidence.some((seen) => seen.kind === 'log' && seen.line <= Number(word) && Number(word) <= seen.lineEnd);
  const isBorne = (word: string, cited: string) =>
    !isName(word) ||
    lower.includes(word.toLowerCase()) ||
    cited.includes(word.toLowerCase()) ||
    (/^\d+$/.test(word) && (Number(word) <= MOST_COUNTED || isLine(word)));
  return {
    holds: (value) => standsIn(all, value),
    bears: (wording, cited = '') => {
      const also = cited.toLowerCase();
      return (wording.match(WORD) ?? []).every((word) => isBorne(word, also));
    },
  };
}

/** A word that looks like the name of something rather than like language. */
function isName(word: string): boolean {
  return /[\p{N}_@$#\\]|[\p{L}]\.[\p{L}]{2}|\/.*\//u.test(word);
}

/** True where `value` stands in `text` and no letter, digit or underscore goes on before or after it. */
function standsIn(text: string, value: string): boolean {
  const isPart = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign);
  for (let at = text.indexOf(value); at !== -1 && value !== ''; at = text.indexOf(value, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + value.length])) return true;
  }
  return false;
}
