import type { Category } from '../../../shared/events/build.ts';
import { CAUSE, type Hit, SIGN } from './rule.ts';

/** The category that the hits speak for, and how strongly. */
export interface Verdict {
  readonly category: Category;
  /** Its hits, strongest first. */
  readonly hits: readonly Hit[];
  readonly score: number;
  /** By how much it leads before the next category. */
  readonly lead: number;
}

/** Below this the words say too little to name a category. */
const leastScore = SIGN;

/**
 * The order in which categories win where they are equally well shown: what ends a build from outside before what the
 * build found, what stops it early before what comes late.
 */
const precedence: readonly Category[] = [
  'disk-full',
  'out-of-memory',
  'timeout',
  'quota',
  'eviction',
  'cancelled',
  'infrastructure',
  'image-pull',
  'registry-or-credentials',
  'lock-file',
  'dependency-conflict',
  'dependency-resolution',
  'compile-error',
  'policy',
  'lint-or-format',
  'test-failure',
  'configuration',
  'missing-file',
  'permission',
  'network',
  'unknown',
];

function scoreOf(hits: readonly Hit[]): number {
  const best = Math.max(...hits.map((hit) => hit.score));
  const near = hits.filter((hit) => hit.score > best - 3).length;
  return best + Math.min(1.5, 0.3 * Math.log2(near));
}

/**
 * Weighs the hits. One category wins by its strongest hit, a little more by how many stand near it; of equal ones the
 * order above decides. Hits of no category ("unknown") never win over others.
 */
export function weigh(hits: readonly Hit[]): Verdict | undefined {
  const byCategory = new Map<Category, Hit[]>();
  for (const hit of hits) {
    const others = byCategory.get(hit.rule.category);
    if (others === undefined) byCategory.set(hit.rule.category, [hit]);
    else others.push(hit);
  }
  byCategory.delete('unknown');
  const scored = [...byCategory]
    .map(([category, own]) => ({ category, own, score: scoreOf(own) }))
    .sort((a, b) => b.score - a.score || precedence.indexOf(a.category) - precedence.indexOf(b.category));
  const [first, second] = scored;
  if (first === undefined || first.score < leastScore) return undefined;
  return {
    category: first.category,
    hits: first.own.toSorted((a, b) => b.score - a.score || a.line - b.line),
    score: first.score,
    lead: first.score - (second?.score ?? 0),
  };
}

/** True where the hits name the failure in a tool's own form, not only by words. */
export function isFormal(verdict: Verdict): boolean {
  return verdict.hits.some((hit) => hit.rule.weight >= CAUSE - 1);
}
