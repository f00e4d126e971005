import { looksLikeFailure } from './failure-probe.ts';
import type { LogLine } from './log.ts';
import { ownCopy } from './own-copy.ts';

/** A line that its reader may still change. */
export type KeptLine = { -readonly [Key in keyof LogLine]: LogLine[Key] };

/** How much of a large log is kept; a line is counted with its characters and what its object takes. */
export interface RetainBounds {
  readonly headBytes: number;
  readonly tailBytes: number;
  /** For what looks like failures between head and tail, with its neighbourhood, and the starts of sections. */
  readonly betweenBytes: number;
}

/** Keeps the head, the tail and the failures between of a log of any length in bounded memory. */
export interface Retainer {
  readonly add: (line: KeptLine) => void;
  /** What is kept now, ascending by number. */
  readonly kept: () => KeptLine[];
  readonly truncated: () => boolean;
}

/** Lines kept before and after one that looks like a failure, and the most lines of one such window. */
const BEFORE = 6;
const AFTER = 10;
const MAX_WINDOW_LINES = 200;
/** How often failures of one template are kept as the first ones; later ones are kept only while they are the last. */
const FIRST_OF_TEMPLATE = 3;
const MAX_TEMPLATES = 5000;
/** What V8 takes for one line beside its characters: the object, the string's header and a slot in a list. */
const LINE_BYTES = 104;

/** An empty retainer with these bounds. */
export function retainer(bounds: RetainBounds): Retainer {
  const head: KeptLine[] = [];
  let headBytes = 0;
  const tail = lineQueue();
  const between = failuresBetween(bounds.betweenBytes);
  let truncated = false;

  return {
    add(line) {
      const bytes = bytesOf(line);
      if (tail.bytes() === 0 && headBytes + bytes <= bounds.headBytes) {
        head.push(line);
        headBytes += bytes;
        return;
      }
      tail.push(line);
      while (tail.bytes() > bounds.tailBytes) {
        const oldest = tail.shift();
        if (oldest === undefined) break;
        between.add(oldest);
        truncated = true;
      }
    },
    kept: () => [...head, ...between.kept(), ...tail.lines()],
    truncated: () => truncated,
  };
}

function bytesOf(line: KeptLine): number {
  return line.text.length + LINE_BYTES;
}

/** A queue that counts its bytes; taking from its front is cheap however long it is. */
function lineQueue(): {
  push: (line: KeptLine) => void;
  shift: () => KeptLine | undefined;
  lines: () => KeptLine[];
  bytes: () => number;
} {
  let slots: (KeptLine | undefined)[] = [];
  let start = 0;
  let bytes = 0;

  return {
    push(line) {
      slots.push(line);
      bytes += bytesOf(line);
    },
    shift() {
      const line = slots[start];
      if (line === undefined) return undefined;
      slots[start] = undefined;
      start += 1;
      bytes -= bytesOf(line);
      if (start > 4096 && start * 2 > slots.length) {
        slots = slots.slice(start);
        start = 0;
      }
      return line;
    },
    lines: () => slots.slice(start).filter((line) => line !== undefined),
    bytes: () => bytes,
  };
}

interface Window {
  readonly lines: KeptLine[];
  /** The line that the window was opened for, without what differs from one time to the next. */
  readonly template: string;
  linesLeft: number;
  bytes: number;
}

/** Of the lines that neither head nor tail holds: the first failures of each template, and the last of all. */
function failuresBetween(maxBytes: number): { add: (line: KeptLine) => void; kept: () => KeptLine[] } {
  const first: Window[] = [];
  let firstBytes = 0;
  let last: Window[] = [];
  let lastBytes = 0;
  const seen = new Map<string, number>();
  let before: KeptLine[] = [];
  let open: Window | undefined;
  let newestSection = -1;

  function begin(line: KeptLine, around: readonly KeptLine[], linesLeft: number): Window {
    return { lines: [...around, line], template: templateOf(line.text), linesLeft, bytes: 0 };
  }
  function close(window: Window): void {
    for (const line of window.lines) {
      line.text = ownCopy(line.text);
      window.bytes += bytesOf(line);
    }
    const times = seen.get(window.template) ?? 0;
    const counted = times > 0 || seen.size < MAX_TEMPLATES;
    if (counted) seen.set(window.template, times + 1);
    if (counted && times < FIRST_OF_TEMPLATE && firstBytes + window.bytes <= maxBytes / 2) {
      first.push(window);
      firstBytes += window.bytes;
      return;
    }
    last.push(window);
    lastBytes += window.bytes;
    let gone = 0;
    for (const old of last) {
      if (lastBytes <= maxBytes / 2) break;
      lastBytes -= old.bytes;
      gone += 1;
    }
    if (gone > 0) last = last.slice(gone);
  }
  function add(line: KeptLine): void {
    const startsSection = line.section !== undefined && line.section > newestSection;
    if (startsSection) newestSection = line.section ?? newestSection;
    if (open !== undefined && (open.linesLeft === 0 || open.lines.length >= MAX_WINDOW_LINES)) {
      close(open);
      open = undefined;
    }
    if (line.mark === 'error' || looksLikeFailure(line.text)) {
      if (open === undefined) open = begin(line, before, AFTER);
      else open.lines.push(line);
      open.linesLeft = AFTER;
      before = [];
    } else if (open !== undefined) {
      open.lines.push(line);
      open.linesLeft -= 1;
    } else if (startsSection) {
      close(begin(line, [], 0));
      before = [];
    } else {
      if (before.length === BEFORE) before.shift();
      before.push(line);
    }
  }
  function kept(): KeptLine[] {
    const windows = [...first, ...last, ...(open === undefined ? [] : [open])];
    return windows
      .sort((a, b) => (a.lines[0]?.number ?? 0) - (b.lines[0]?.number ?? 0))
      .flatMap((window) => window.lines);
  }
  return { add, kept };
}

function templateOf(text: string): string {
  return ownCopy(text.slice(0, 200).replace(/'[^']{0,80}'|"[^"]{0,80}"|\b[0-9a-f]{7,64}\b|\d{1,20}/gi, '#'));
}
