import type { LineInWork } from './ci/marker-reader.ts';
import type { LogLine } from './log.ts';

/** A line that its reader may still change. */
export type KeptLine = { -readonly [Key in keyof LogLine]: LogLine[Key] };

/** What V8 takes for one line beside its characters: the object, the string's header and a slot in a list. */
const LINE_BYTES = 104;

/** The memory that a line with this text takes once it is an object, in bytes. */
export function lineBytes(text: string): number {
  return text.length + LINE_BYTES;
}

/** The line as it is kept: without the keys that have nothing to say. */
export function keptLine(line: LineInWork, text: string): KeptLine {
  // A key that is added to an object later costs it a second object; a section is what most lines have.
  const kept: KeptLine =
    line.section === undefined
      ? { number: line.number, text }
      : { number: line.number, text, section: line.section };
  if (line.mark !== undefined) kept.mark = line.mark;
  if (line.lane !== undefined) kept.lane = line.lane;
  return kept;
}

const SEGMENT_LINES = 512;
const SEGMENT_BYTES = 48 * 1024;
const LF = 10;

/**
 * Some hundred lines in one buffer. A stream of line objects that live for a while and then die is what a generational
 * garbage collector is worst at, as each also holds the block it was cut from: they would pile up to hundreds of MB.
 */
interface Segment {
  count: number;
  text: Buffer;
  textBytes: number;
  readonly numbers: Float64Array;
  readonly sections: Int32Array;
  /** The few lines that have more than a text and a section, by their place. */
  readonly marks: Map<number, KeptLine>;
  /** By `lineBytes`. */
  bytes: number;
}

/** The last lines of a stream, however long it is, in memory that does not grow. */
export interface PackedLines {
  readonly push: (line: LineInWork) => void;
  /** What is kept now, in the order it came. */
  readonly lines: () => KeptLine[];
  /** Adds the ids of the sections that the kept lines stand in; -1 stands for none. */
  readonly addSections: (ids: Set<number>) => void;
}

/** Keeps the last lines of at most `maxBytes`, counted by `lineBytes`; older ones go some hundred at a time. */
export function packedLines(maxBytes: number): PackedLines {
  let segments: Segment[] = [];
  let free: Segment | undefined;
  let bytes = 0;

  function nextSegment(): Segment {
    while (bytes > maxBytes && segments.length > 0) {
      const [oldest, ...rest] = segments;
      segments = rest;
      bytes -= oldest?.bytes ?? 0;
      if (oldest !== undefined && oldest.text.length === SEGMENT_BYTES) free = emptied(oldest);
    }
    const segment = free ?? emptySegment();
    free = undefined;
    segments.push(segment);
    return segment;
  }
  return {
    push(line) {
      // UTF-8 takes at most three bytes for each unit of a string.
      const most = line.text.length * 3 + 1;
      let segment = segments.at(-1);
      if (
        segment === undefined ||
        segment.count === SEGMENT_LINES ||
        segment.textBytes + most > segment.text.length
      ) {
        segment = nextSegment();
        if (most > segment.text.length) segment.text = Buffer.allocUnsafeSlow(most);
      }
      add(segment, line);
      bytes += lineBytes(line.text);
    },
    lines: () => segments.flatMap(unpack),
    addSections(ids) {
      for (const segment of segments) {
        for (const id of segment.sections.subarray(0, segment.count)) ids.add(id);
      }
    },
  };
}

function emptySegment(): Segment {
  return {
    count: 0,
    text: Buffer.allocUnsafeSlow(SEGMENT_BYTES),
    textBytes: 0,
    numbers: new Float64Array(SEGMENT_LINES),
    sections: new Int32Array(SEGMENT_LINES),
    marks: new Map(),
    bytes: 0,
  };
}

function emptied(segment: Segment): Segment {
  segment.count = 0;
  segment.textBytes = 0;
  segment.bytes = 0;
  segment.marks.clear();
  return segment;
}

function add(segment: Segment, line: LineInWork): void {
  segment.numbers[segment.count] = line.number;
  segment.sections[segment.count] = line.section ?? -1;
  if (line.mark !== undefined || line.lane !== undefined)
    segment.marks.set(segment.count, keptLine(line, ''));
  segment.textBytes += segment.text.write(line.text, segment.textBytes);
  segment.text[segment.textBytes] = LF;
  segment.textBytes += 1;
  segment.count += 1;
  segment.bytes += lineBytes(line.text);
}

function unpack(segment: Segment): KeptLine[] {
  const texts = segment.text.toString('utf8', 0, segment.textBytes).split('\n', segment.count);
  return texts.map((text, at) => {
    const marked = segment.marks.get(at);
    if (marked !== undefined) return { ...marked, text };
    const number = segment.numbers[at] ?? 0;
    const section = segment.sections[at] ?? -1;
    return section < 0 ? { number, text } : { number, text, section };
  });
}
