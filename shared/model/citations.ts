import type { Evidence } from '../report.ts';

/** What is left of an answer's citations: only what exists. */
export interface Citations {
  /** Ids of the evidence, in the order of citing. */
  readonly evidence: string[];
  /** Line numbers of the log evidence among it, in the order of citing; at most 20, as a claim may hold. */
  readonly lines: number[];
  /** What was cited and does not exist: each is a reason to trust the answer less. */
  readonly dropped: string[];
}

/** Most lines that one claim names. */
const MOST_LINES = 20;

/** `e1:412`, a range of lines as `e1:410-412`, or `e2`; models like to put brackets around it. */
const CITATION =
  /^[[(]?(e[1-9][0-9]{0,3})(?:\s?:\s?L?([1-9][0-9]{0,8})(?:\s?[-–]\s?([1-9][0-9]{0,8}))?)?[\])]?$/;

/** From the citations of an answer to evidence that exists, and the lines of it; whatever else was cited is dropped. */
export function resolveCitations(cites: readonly string[], evidence: readonly Evidence[]): Citations {
  const byId = new Map(evidence.map((seen) => [seen.id, seen]));
  const ids = new Set<string>();
  const lines = new Set<number>();
  const dropped: string[] = [];
  for (const cite of cites) {
    const [, id = '', from, to] = CITATION.exec(cite.trim()) ?? [];
    const seen = byId.get(id);
    const found = seen && linesOf(seen, from, to ?? from);
    if (!found) {
      dropped.push(cite);
      continue;
    }
    ids.add(id);
    for (const line of found) lines.add(line);
  }
  return { evidence: [...ids], lines: [...lines].slice(0, MOST_LINES), dropped };
}

/** The cited lines; none for evidence as a whole; undefined where they are not all in it. */
function linesOf(seen: Evidence, from: string | undefined, to: string | undefined): number[] | undefined {
  if (from === undefined || to === undefined) return [];
  const first = Number(from);
  const last = Number(to);
  if (seen.kind !== 'log' || first < seen.line || last > seen.lineEnd || last < first) return undefined;
  return Array.from({ length: Math.min(last - first + 1, MOST_LINES) }, (_, index) => first + index);
}
