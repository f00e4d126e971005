import type { Claim, Evidence } from '../../../shared/report.ts';

/** Words that stand in every report about a failed build, and so show nothing about one. */
const EVERYWHERE = new Set(
  'about after also because been before build builds built cause caused could did does error errors exit exited fail failed failing fails failure from have here into job line lines log more not nothing only over problem reason said same says see step than that the their them then there these they this when where which while will with'.split(
    ' ',
  ),
);

/** True where a wording has at least `least` telling words in common with what it is about: it speaks of it, whatever it says. */
export function speaksOf(wording: string, shown: string, least: number): boolean {
  const words = tellingWords(shown);
  let shared = 0;
  for (const word of tellingWords(wording)) if (words.has(word)) shared += 1;
  return words.size > 0 && shared >= Math.min(least, words.size);
}

function tellingWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu) ?? [];
  return new Set(words.filter((word) => !EVERYWHERE.has(word)));
}

/** The text of the lines and objects that claims cite; of a log that is cited as a whole, all of it. */
export function citedText(claims: readonly Claim[], evidence: readonly Evidence[]): string {
  const texts = claims.flatMap(({ evidence: ids, lines = [] }) =>
    evidence
      .filter(({ id }) => ids.includes(id))
      .map((seen) => {
        if (seen.kind === 'object' || lines.length === 0) return seen.text;
        const all = seen.text.split('\n');
        return lines.map((line) => all[line - seen.line] ?? '').join('\n');
      }),
  );
  return texts.join('\n');
}

/** True where a claim names lines, or what an object states: a log as a whole shows nothing. */
export function points({ evidence: ids, lines = [] }: Claim, evidence: readonly Evidence[]): boolean {
  return lines.length > 0 || evidence.some(({ id, kind }) => ids.includes(id) && kind === 'object');
}
