import type { LogSection } from './log.ts';
import { ownCopy } from './own-copy.ts';
import type { KeptLine } from './packed-lines.ts';
import { withoutTimestamp } from './timestamps.ts';

/** A way to mark a lane at the start of a line: group 1 is the name. */
interface Family {
  /** What every line of the family has: at its start, or anywhere. A look for it is much cheaper than the pattern. */
  readonly begins?: string;
  readonly has?: string;
  readonly pattern: RegExp;
  /** Nothing else looks like this, so that one name alone is enough. */
  readonly explicit: boolean;
  /** Each lane is a step of its own. */
  readonly steps: boolean;
}

const FAMILIES: readonly Family[] = [
  // Tekton's `tkn pipelinerun logs`: "[task : step] text".
  { begins: '[', pattern: /^\[([\w.-]{1,80} : [\w.-]{1,80})\](?: |$)/, explicit: true, steps: true },
  // kubectl logs --prefix: "[pod/name/container] text".
  { begins: '[', pattern: /^\[(pod\/[\w.-]{1,253}\/[\w.-]{1,63})\](?: |$)/, explicit: true, steps: false },
  // concurrently, npm-run-all, tkn taskrun logs and others: "[web] text".
  { begins: '[', pattern: /^\[([\w@][\w@./:-]{0,60}) {0,30}\](?: |$)/, explicit: false, steps: false },
  // docker compose: "service-1  | text".
  { has: '|', pattern: /^([A-Za-z][\w.-]{0,60}[-_]\d{1,3}) {0,40}\|(?: |$)/, explicit: true, steps: false },
  { has: '|', pattern: /^([A-Za-z][\w.-]{0,62}) {0,40}\|(?: |$)/, explicit: false, steps: false },
  // turbo and others: "web:build: text".
  {
    has: ': ',
    pattern: /^(@?[A-Za-z][\w./@-]{0,80}:[A-Za-z][\w:.-]{0,60}): /,
    explicit: false,
    steps: false,
  },
  // stern: "web-5d8f7c9b4-x2x9z container text", with Kubernetes' alphabet for random suffixes; "pod/name container text".
  {
    has: '-',
    pattern:
      /^((?:pod\/[\w.-]{1,253}|[a-z0-9][a-z0-9.-]{0,240}-[bcdf-hj-np-tv-xz2-9]{5}) [a-z0-9][a-z0-9-]{0,62}) (?:[|›] )?/,
    explicit: false,
    steps: false,
  },
];

/** Levels, results, progress and threads stand in brackets as lanes do, and say something about the line itself. */
const NOT_A_LANE =
  /^(?:info|warn|warning|error|err|debug|trace|fatal|severe|notice|critical|verbose|fine|config|log|ok|fail|failed|failure|pass|passed|skip|skipped|done|success|built|emitted|test|run|note|hint|help|todo|main|x|\d{2,}|.{0,60}thread.{0,60}|.{0,60}-exec-\d{1,4}|\d{1,6}[/:.].{0,60})$/i;

const SAMPLE_LINES = 600;
const SAMPLE_RUN = 20;
/** Of the sampled lines this share has to be marked before all lines are looked at. */
const WORTH_A_LOOK = 0.03;
/** Between the first and the last marked line this share has to be marked. */
const DENSITY = 0.6;

interface MarkedLine {
  readonly line: KeptLine;
  readonly at: number;
  readonly name: string;
  readonly prefixChars: number;
}

/**
 * Sets `lane` and takes the prefix off where lines of several jobs or containers are marked consistently and come mixed.
 * Changes the lines in place; gives the sections with the steps that the lanes are (Tekton) added.
 */
export function separateLanes(
  lines: readonly KeptLine[],
  sections: readonly LogSection[],
): readonly LogSection[] {
  const all = [...sections];
  const sample = sampleOf(lines);
  for (const family of FAMILIES) {
    const sampled = sample.filter((line) => nameIn(line, family) !== undefined).length;
    if (sampled === 0 || sampled < sample.length * WORTH_A_LOOK) continue;
    const marked = markedLines(lines, family);
    if (!areLanes(marked, lines, family)) continue;
    const steps = new Map<string, number>();
    for (const { line, name, prefixChars } of marked) {
      line.lane = name;
      line.text = withoutTimestamp(line.text.slice(prefixChars));
      if (family.steps && line.section === undefined) line.section = stepOf(name, line.number, steps, all);
    }
  }
  return all;
}

function stepOf(name: string, number: number, steps: Map<string, number>, sections: LogSection[]): number {
  const known = steps.get(name) ?? sections.length;
  const section = sections[known];
  if (section === undefined) {
    sections.push({ name, line: number, lineEnd: number });
    steps.set(name, known);
  } else {
    section.lineEnd = number;
  }
  return known;
}

function nameIn(line: KeptLine, family: Family): { name: string; prefixChars: number } | undefined {
  if (line.lane !== undefined) return undefined;
  if (family.begins !== undefined && !line.text.startsWith(family.begins)) return undefined;
  if (family.has !== undefined && !line.text.includes(family.has)) return undefined;
  const match = family.pattern.exec(line.text);
  const name = match?.[1];
  if (match === null || name === undefined || NOT_A_LANE.test(name)) return undefined;
  return { name, prefixChars: match[0].length };
}

function markedLines(lines: readonly KeptLine[], family: Family): MarkedLine[] {
  const marked: MarkedLine[] = [];
  const names = new Map<string, string>();
  for (const [at, line] of lines.entries()) {
    const found = nameIn(line, family);
    if (found === undefined) continue;
    const name = names.get(found.name) ?? ownCopy(found.name);
    names.set(name, name);
    marked.push({ line, at, name, prefixChars: found.prefixChars });
  }
  return marked;
}

/** The same few names come again and again, mixed, and hardly a line between them has none. */
function areLanes(marked: readonly MarkedLine[], lines: readonly KeptLine[], family: Family): boolean {
  const first = marked[0];
  const last = marked.at(-1);
  if (first === undefined || last === undefined) return false;
  const unmarked = lines
    .slice(first.at, last.at + 1)
    .filter((line) => line.text !== '' && line.lane === undefined);
  if (marked.length < unmarked.length * DENSITY) return false;
  const counts = new Map<string, number>();
  let returns = 0;
  let previous = '';
  for (const { name } of marked) {
    const count = counts.get(name) ?? 0;
    if (count > 0 && name !== previous) returns += 1;
    counts.set(name, count + 1);
    previous = name;
  }
  if (family.explicit) return marked.length >= 2;
  const repeated = [...counts.values()].filter((count) => count >= 2).length;
  return repeated >= 2 && returns >= 2 && marked.length >= counts.size * 3;
}

/** All lines of a small log; of a larger one runs of lines spread over it. */
function sampleOf(lines: readonly KeptLine[]): readonly KeptLine[] {
  if (lines.length <= SAMPLE_LINES) return lines;
  const runs = SAMPLE_LINES / SAMPLE_RUN;
  const stride = Math.floor(lines.length / runs);
  return Array.from({ length: runs }, (_, run) =>
    lines.slice(run * stride, run * stride + SAMPLE_RUN),
  ).flat();
}
