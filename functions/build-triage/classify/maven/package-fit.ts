import type { Candidate } from './candidates.ts';

const segmentsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .replace(/^javax\./, 'jakarta.')
    .split('.');

/** 1 where a word of an artifactId is a segment of the package, less where one only begins the other. */
function likeness(word: string, segments: readonly string[]): number {
  if (segments.includes(word)) return 1;
  const near = (segment: string): boolean =>
    word.length > 3 && segment.length > 3 && (word.startsWith(segment) || segment.startsWith(word));
  return segments.some(near) ? 0.7 : 0;
}

/** How well a package fits an artifact: 0 not at all, 1 its whole groupId and every word of its artifactId. */
export function packageFit(packageName: string, group: string, name: string): number {
  const segments = segmentsOf(packageName);
  const groupSegments = segmentsOf(group);
  let same = 0;
  while (same < groupSegments.length && segments[same] === groupSegments[same]) same += 1;
  const words = new Set(name.toLowerCase().split(/[-._]/));
  for (const plain of [...groupSegments, 'api', 'java', 'lib', 'javax', '']) words.delete(plain);
  const rest = segments.slice(same);
  let told = 0;
  for (const word of words) told += likeness(word, rest);
  const wordShare = words.size === 0 ? 0.8 * Number(same === groupSegments.length) : told / words.size;
  const [only] = words;
  const byName =
    wordShare === 1 &&
    (words.size > 1 || (only !== undefined && (only === rest[0] || segments.slice(0, 2).includes(only))));
  if (same < Math.min(3, groupSegments.length) && !byName) return 0;
  return (0.5 * same) / Math.max(3, groupSegments.length) + 0.5 * wordShare;
}

/** The artifacts that a package fits, best ones only; for a linkage error all members of the best one's family. */
export function fitting(
  name: string,
  all: ReadonlyMap<string, Candidate>,
  linkage: boolean,
): { one: Candidate; fit: number }[] {
  const jars = [...all.values()].filter((one) => !one.pomOnly);
  const scored = jars.flatMap((one) => {
    const fit = packageFit(name, one.group, one.name);
    return fit >= 0.33 ? [{ one, fit }] : [];
  });
  const best = Math.max(0, ...scored.map(({ fit }) => fit));
  if (linkage) {
    const families = new Set(scored.filter(({ fit }) => fit === best).map(({ one }) => one.group));
    return jars.filter((one) => families.has(one.group)).map((one) => ({ one, fit: best * 0.9 }));
  }
  return scored.filter(({ fit }) => fit >= best - 0.3);
}
