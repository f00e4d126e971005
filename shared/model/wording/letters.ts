/** Alphabets that are written with spaces and look like Latin in places: a word has letters of one of them only. */
const FOREIGN =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}\p{Script=Georgian}\p{Script=Deseret}\p{Script=Gothic}\p{Script=Old_Italic}\p{Script=Runic}\p{Script=Tifinagh}\p{Script=Osage}\p{Script=Vai}\p{Script=Hebrew}\p{Script=Arabic}]/u;
const LATIN = /\p{Script=Latin}/u;
/** Phonetic letters, small capitals and other styles of Latin that no language here writes. */
const STYLED =
  /[\u0250-\u02af\u1d00-\u1dbf\ua720-\ua7ff\u2c60-\u2c7f\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f1ff}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2460-\u24ff]/u;
/** Microseconds and micrometres. */
const MICRO = /^[μµ][a-z]{1,2}$/u;

/** Why the text is not shown for letters that are not what they look like. */
export function letterProblem(text: string): string | undefined {
  if (STYLED.test(text)) return 'it holds look-alike letters';
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (words.some((word) => FOREIGN.test(word) && LATIN.test(word) && !MICRO.test(word))) {
    return 'it holds look-alike letters';
  }
  // More than two marks on one letter hide it.
  if (/\p{M}{3,}/u.test(text.normalize('NFD'))) return 'it holds look-alike letters';
  // Letters apart, so that no program reads the word that a person does.
  return /(?<![\p{L}\p{N}])(?:\p{L}[ ._*·|-]{1,2}){5,}\p{L}(?![\p{L}\p{N}])/u.test(text)
    ? 'it spells words letter by letter'
    : undefined;
}
