import type { ByteSource } from './bytes.ts';
import type { LineInWork } from './ci/marker-reader.ts';
import { type BlockTraits, undresser } from './dress.ts';
import { utf8Bytes } from './encoding.ts';
import { separateLanes } from './lanes.ts';
import { lineBlocks } from './line-blocks.ts';
import type { ReadLog } from './log.ts';
import type { KeptLine } from './packed-lines.ts';
import { joinPartials } from './partials.ts';
import { headAndTail, type Part } from './parts.ts';
import { type RetainBounds, retainer } from './retain.ts';
import { sectionBook } from './section-book.ts';
import { plainBlock } from './terminal.ts';

/** Bounds of one reading; the defaults keep logs up to 6 MB whole, and a log of any size in flat memory. */
export interface ReadLogOptions extends Partial<RetainBounds> {
  /** Of a larger log so much is kept of its beginning and its end, with whole lines. */
  readonly headBytes?: number;
  readonly tailBytes?: number;
  /** Stop reading after this many bytes; the log is then `truncated`. */
  readonly maxBytes?: number;
  /** A longer line keeps both ends and says how many characters were cut. */
  readonly maxLineBytes?: number;
}

const DEFAULTS = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxLineBytes: 64 * 1024,
  headBytes: 1024 ** 2,
  tailBytes: 5 * 1024 ** 2,
  headLines: 100_000,
  tailLines: 300_000,
  betweenBytes: 2 * 1024 ** 2,
} satisfies Required<ReadLogOptions>;

/** Sections that are kept while a log is read, before those that no kept line stands in are forgotten. */
const MAX_SECTIONS = 4000;

/**
 * Reads a log from a stream of bytes: cleaned lines with their original numbers, and the sections they stand in.
 * Any content gives a ReadLog, of 2 GB too; only the source itself can throw.
 */
export async function readLog(source: ByteSource, options: ReadLogOptions = {}): Promise<ReadLog> {
  const reader = logReader(options);
  for await (const piece of source) {
    if (!reader.push(piece)) break;
  }
  return reader.end();
}

/** Reads a log that is in memory already, as `readLog` does. */
export function readLogText(text: string | Uint8Array, options: ReadLogOptions = {}): ReadLog {
  const reader = logReader(options);
  reader.push(typeof text === 'string' ? Buffer.from(text, 'utf8') : text);
  return reader.end();
}

/** The road of a log: bytes → UTF-8 → blocks of lines → plain text → joined lines → undressed lines → what is kept. */
function logReader(options: ReadLogOptions): { push: (piece: Uint8Array) => boolean; end: () => ReadLog } {
  const bounds = { ...DEFAULTS, ...options };
  const sections = sectionBook();
  const undress = undresser(sections);
  const retained = retainer(bounds);
  const work: LineInWork = { number: 0, text: '', mark: undefined, lane: undefined, section: undefined };
  const traits: BlockTraits = { overwrites: false, backspaces: false };
  let totalLines = 0;
  let totalBytes = 0;
  let maxSections = MAX_SECTIONS;
  let stopped = false;
  let part: Part = 'ends';

  const joined = joinPartials(bounds.maxLineBytes, (number, text) => {
    work.number = number;
    work.text = text;
    work.mark = undefined;
    work.lane = undefined;
    work.section = undefined;
    if (text !== '') undress(work, traits);
    work.section ??= sections.current()?.id;
    if (part === 'ends') retained.add(work);
    else retained.addBetween(work);
    if (sections.size() > maxSections && retained.truncated()) forgetSections();
  });
  const blocks = lineBlocks(bounds.maxLineBytes, (text, ascii) => {
    const whole = plainBlock(text, ascii);
    // A line that waits is of another block, and a record of docker's driver hides its own in JSON.
    const unknown = joined.areWaiting() || whole.includes('{"log":"');
    traits.overwrites = unknown || whole.includes('\r');
    traits.backspaces = unknown || whole.includes('\b');
    let start = 0;
    for (let end = whole.indexOf('\n'); end >= 0; end = whole.indexOf('\n', start)) {
      totalLines += 1;
      joined.push(totalLines, whole.slice(start, end));
      start = end + 1;
    }
    totalLines += 1;
    joined.push(totalLines, whole.slice(start));
  });
  const parts = headAndTail(bounds, (bytes, ofPart) => {
    part = ofPart;
    blocks.push(bytes);
  });
  const decoded = utf8Bytes();

  function forgetSections(): void {
    sections.forgetOthers(retained.sections());
    // What is left may be nearly as much: the next look has to be a good while away.
    maxSections = Math.max(MAX_SECTIONS, sections.size() * 2);
  }
  return {
    push(piece) {
      const room = bounds.maxBytes - totalBytes;
      stopped = stopped || piece.length > room;
      const taken = piece.length > room ? piece.subarray(0, room) : piece;
      totalBytes += taken.length;
      for (const bytes of decoded.push(taken)) parts.push(bytes);
      return !stopped;
    },
    end() {
      for (const bytes of decoded.end()) parts.push(bytes);
      parts.end();
      // A last line without an LF belongs to the tail, however long it is.
      part = 'ends';
      blocks.end();
      joined.end();
      if (retained.truncated()) forgetSections();
      const { sections: found, indexOf } = sections.finish(totalLines);
      const lines = retained.kept();
      if (retained.truncated()) renumberSections(lines, indexOf);
      return {
        sections: separateLanes(lines, found),
        lines,
        totalLines,
        totalBytes,
        truncated: stopped || retained.truncated(),
      };
    },
  };
}

/** Sections were forgotten, so that their ids are no longer their places in the list. */
function renumberSections(lines: readonly KeptLine[], indexOf: ReadonlyMap<number, number>): void {
  for (const line of lines) {
    const index = line.section === undefined ? undefined : indexOf.get(line.section);
    if (index === undefined) delete line.section;
    else line.section = index;
  }
}
