import { redact } from '../redact/redact.ts';
import type { LogSection } from './log.ts';
import { ownCopy } from './own-copy.ts';

/** A section that is still being written; `id` stays when others are forgotten. */
export interface OpenSection {
  readonly id: number;
  /** Set by `rename` only, which does not hold on to the block that the name was cut from. */
  name: string;
  readonly line: number;
  lineEnd: number;
  exitStatus?: number;
}

/** Where the CI markers of one log write down its steps, folds and groups. */
export interface SectionBook {
  /** Begins a section inside the innermost one; `key` is what its end will name. */
  readonly open: (key: string, name: string, line: number) => OpenSection;
  /** Ends the innermost section with this key at this line, and all that are still open in it; undefined where there is none. */
  readonly close: (key: string, line: number) => OpenSection | undefined;
  /** A section outside of the nesting, for lines that name it themselves (BuildKit's #12). */
  readonly add: (name: string, line: number) => OpenSection;
  /** Names a section whose marker came before its name. */
  readonly rename: (section: OpenSection, name: string) => void;
  /** The innermost open section. */
  readonly current: () => OpenSection | undefined;
  /** How many are kept. */
  readonly size: () => number;
  /** Forgets all but the open ones, those that failed (the last thousand) and those in `ids`. */
  readonly forgetOthers: (ids: ReadonlySet<number>) => void;
  /** Ends what is open at the last line; gives all sections in the order of their beginning, and the index of each id. */
  readonly finish: (lastLine: number) => { sections: LogSection[]; indexOf: ReadonlyMap<number, number> };
}

const MAX_NAME_CHARS = 200;
const MAX_FAILED = 1000;
const MAX_DEPTH = 64;

/** An empty section book for one log. */
export function sectionBook(): SectionBook {
  const kept = new Map<number, OpenSection>();
  const stack: { key: string; section: OpenSection }[] = [];
  let nextId = 0;

  function add(name: string, line: number): OpenSection {
    const section: OpenSection = { id: nextId, name: ownName(name), line, lineEnd: line };
    kept.set(nextId, section);
    nextId += 1;
    return section;
  }
  return {
    add,
    open(key, name, line) {
      if (stack.length >= MAX_DEPTH) stack.shift();
      const section = add(name, line);
      stack.push({ key: ownCopy(key), section });
      return section;
    },
    close(key, line) {
      const at = stack.findLastIndex((entry) => entry.key === key);
      if (at < 0) return undefined;
      const ended = stack.splice(at);
      for (const { section } of ended) section.lineEnd = Math.max(section.line, line);
      return ended[0]?.section;
    },
    rename(section, name) {
      section.name = ownName(name);
    },
    current: () => stack.at(-1)?.section,
    size: () => kept.size,
    forgetOthers(ids) {
      const open = new Set(stack.map((entry) => entry.section.id));
      const failed = [...kept.values()].filter((section) => (section.exitStatus ?? 0) !== 0);
      const lastFailed = new Set(failed.slice(-MAX_FAILED).map((section) => section.id));
      for (const id of kept.keys()) {
        if (!ids.has(id) && !open.has(id) && !lastFailed.has(id)) kept.delete(id);
      }
    },
    finish(lastLine) {
      for (const { section } of stack.splice(0)) section.lineEnd = Math.max(section.lineEnd, lastLine);
      const indexOf = new Map<number, number>();
      const sections: LogSection[] = [];
      for (const { id, ...section } of kept.values()) {
        indexOf.set(id, sections.length);
        sections.push(section);
      }
      return { sections, indexOf };
    },
  };
}

/** Redacted where it is cut: half a secret would no longer look like one. */
function ownName(name: string): string {
  const plain = name.trim();
  return ownCopy(plain.length > MAX_NAME_CHARS ? redact(plain).slice(0, MAX_NAME_CHARS) : plain);
}
