import type { LogLine } from '../log.ts';

/** A line on its way: markers take their own part off `text` and note what it said. */
export interface LineInWork {
  number: number;
  text: string;
  mark: LogLine['mark'];
  lane: string | undefined;
  /** The id of the section that the line belongs to, where that is not the innermost open one. */
  section: number | undefined;
}

/** Reads the markers of one CI system or builder in one log, and keeps what it must know between lines. */
export interface MarkerReader {
  /** The characters that its markers begin with; lines with another first one never reach it. */
  readonly firsts: string;
  /** Whether the line was a marker of this system; it has then been cleaned and noted. */
  readonly read: (line: LineInWork) => boolean;
  /** Sees every line while `watching`, before it is dispatched. */
  readonly watch?: (line: LineInWork) => void;
  readonly watching?: () => boolean;
}

/** The exit status that a line tells in words, from 0 to 255. */
export function exitStatusIn(text: string): number | undefined {
  const told =
    /\b(?:exit(?:ed)?|returned|terminated)(?: with)?(?: a)?(?: exit| non-zero)?(?: code| status)?:? '?(\d{1,3})\b/i.exec(
      text,
    );
  return told === null ? undefined : Number(told[1]);
}
