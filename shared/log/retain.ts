import type { LineInWork } from './ci/marker-reader.ts';
import { looksLikeFailure } from './failure-probe.ts';
import { ownCopy } from './own-copy.ts';
import { type KeptLine, keptLine, lineBytes, packedLines } from './packed-lines.ts';

/** How many lines of a large log are kept, beside what its parts in bytes allow. */
export interface RetainBounds {
  readonly headLines: number;
  readonly tailLines: number;
  /** For what looks like failures between head and tail, with its neighbourhood, and the starts of sections. */
  readonly betweenBytes: number;
}

/** Keeps the head, the tail and the failures between of a log of any length in bounded memory. */
export interface Retainer {
  /** Keeps a line of the head or the tail. */
  readonly add: (line: LineInWork) => void;
  /** Keeps a line if it looks like a failure, stands near one or begins a section. */
  readonly addBetween: (line: LineInWork) => void;
  /** What is kept now, ascending by number. */
  readonly kept: () => KeptLine[];
  /** The ids of the sections that the kept lines stand in; -1 stands for none. */
  readonly sections: () => ReadonlySet<number>;
  readonly truncated: () => boolean;
}

/** Lines kept before and after one that looks like a failure, and the most lines of one such window. */
const BEFORE = 6;
const AFTER = 10;
const MAX_WINDOW_LINES = 200;
/** How often failures of one template are kept as the first ones; later ones are kept only while they are the last. */
const FIRST_OF_TEMPLATE = 3;
const MAX_TEMPLATES = 5000;

/** An empty retainer with these bounds. */
export function retainer(bounds: RetainBounds): Retainer {
  const head: KeptLine[] = [];
  let tail: KeptLine[] = [];
  /** Lines of `tail` that have gone to `between`; they are cut off now and then. */
  let gone = 0;
  let truncated = false;
  const between = failuresBetween(bounds.betweenBytes);

  function addBetween(line: LineInWork): void {
    truncated = true;
    between.add(line);
  }
  return {
    addBetween,
    add(line) {
      if (!truncated && tail.length === 0 && head.length < bounds.headLines) {
        head.push(keptLine(line, line.text));
        return;
      }
      tail.push(keptLine(line, line.text));
      const oldest = tail[gone];
      if (tail.length - gone <= bounds.tailLines || oldest === undefined) return;
      addBetween({ section: undefined, mark: undefined, lane: undefined, ...oldest });
      gone += 1;
      if (gone > bounds.tailLines) {
        tail = tail.slice(gone);
        gone = 0;
      }
    },
    kept: () => (truncated || tail.length > 0 ? [...head, ...between.kept(), ...tail.slice(gone)] : head),
    sections() {
      const ids = new Set<number>();
      for (const line of head) ids.add(line.section ?? -1);
      for (const line of tail) ids.add(line.section ?? -1);
      between.addSections(ids);
      return ids;
    },
    truncated: () => truncated,
  };
}

/**
 * Of the lines that neither head nor tail holds: the first failures of each template, and the last of all. No object is made
 * of a line before it is known to be kept: V8 has learnt from the head that lines live long and would make them all old.
 */
function failuresBetween(maxBytes: number): {
  add: (line: LineInWork) => void;
  kept: () => KeptLine[];
  addSections: (ids: Set<number>) => void;
} {
  const first: KeptLine[] = [];
  let firstBytes = 0;
  const last = packedLines(maxBytes / 2);
  const seen = new Map<string, number>();
  const before = lineRing(BEFORE);
  /** Of the open window: the lines that it may still take without another failure, and at all; whether it is a first one. */
  let linesLeft = 0;
  let windowLeft = 0;
  let isFirst = false;
  let newestSection = -1;

  function keep(line: LineInWork): void {
    if (isFirst && firstBytes < maxBytes / 2) {
      first.push(keptLine(line, ownCopy(line.text)));
      firstBytes += lineBytes(line.text);
    } else {
      last.push(line);
    }
  }
  function open(line: LineInWork): void {
    const template = templateOf(line.text);
    const times = seen.get(template) ?? 0;
    isFirst = times < FIRST_OF_TEMPLATE && (times > 0 || seen.size < MAX_TEMPLATES);
    if (isFirst) seen.set(ownCopy(template), times + 1);
    windowLeft = MAX_WINDOW_LINES;
  }
  function add(line: LineInWork): void {
    const startsSection = line.section !== undefined && line.section > newestSection;
    if (startsSection) newestSection = line.section ?? newestSection;
    if (line.mark === 'error' || looksLikeFailure(line.text)) {
      if (linesLeft === 0 || windowLeft === 0) open(line);
      before.drain(keep);
      keep(line);
      linesLeft = AFTER;
      windowLeft -= 1;
    } else if (linesLeft > 0) {
      keep(line);
      linesLeft -= 1;
      windowLeft = Math.max(0, windowLeft - 1);
    } else if (startsSection) {
      open(line);
      before.drain(() => {});
      keep(line);
    } else {
      before.push(line);
    }
  }
  return {
    add,
    kept: () => [...first, ...last.lines()].sort((left, right) => left.number - right.number),
    addSections(ids) {
      for (const line of first) ids.add(line.section ?? -1);
      last.addSections(ids);
    },
  };
}

/** The last few lines, in records that are used again. */
function lineRing(size: number): {
  push: (line: LineInWork) => void;
  drain: (take: (line: LineInWork) => void) => void;
} {
  const ring = Array.from({ length: size }, (): LineInWork => {
    return { number: 0, text: '', mark: undefined, lane: undefined, section: undefined };
  });
  let pushed = 0;
  let count = 0;

  return {
    push(line) {
      const slot = ring[pushed % size];
      if (slot !== undefined) Object.assign(slot, line);
      pushed += 1;
      count = Math.min(size, count + 1);
    },
    drain(take) {
      for (let at = pushed - count; at < pushed; at += 1) {
        const line = ring[at % size];
        if (line === undefined) continue;
        take(line);
        // What stays in the ring would hold the block that it was cut from.
        line.text = '';
      }
      count = 0;
    },
  };
}

function templateOf(text: string): string {
  return text.slice(0, 200).replace(/'[^']{0,80}'|"[^"]{0,80}"|\b[0-9a-f]{7,64}\b|\d{1,20}/gi, '#');
}
