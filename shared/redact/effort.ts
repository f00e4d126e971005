/**
 * What may be spent on looking at one text, its layers and what is left of it once redacted: nanoseconds as they are
 * estimated, not measured, so that the same text always ends alike.
 */
export interface Effort {
  left: number;
  /** What each character that comes up for reading adds. */
  perCharacter: number;
}

const atFirst = 4_000_000;
const perCharacter = 40;
const perLook = 1_000;
const perCharacterRead = 12;

/** Enough for any text that was not made to be slow: ordinary logs need less than a hundredth. */
export function startEffort(): Effort {
  return { left: atFirst, perCharacter };
}

/** Goes on to what is left of a text that was read once: nothing more is granted, but some is always there. */
export function startAgain(effort: Effort): void {
  effort.perCharacter = 0;
  effort.left = Math.max(effort.left, atFirst / 4);
}

/** Counts characters that came up for reading. */
export function grant(effort: Effort, characters: number): void {
  effort.left += characters * effort.perCharacter;
}

/** Spends what a look costs that read so many characters. */
export function spend(effort: Effort, characters: number): void {
  effort.left -= perLook + characters * perCharacterRead;
}
