import type { NumberedLine } from './coordinates.ts';

const opens =
  /^\[ERROR\]|<<< (?:ERROR|FAILURE)!|^\[WARNING\] (?:Rule \d|Dependency|Could not)|paths to dependency are|^Found Banned|failed with message|^\s*(?:bad class file|symbol:|location:)|^Caused by:|error: /;
const ends = /^\[INFO\]/;

/** The lines in which a JVM build tells of its failure: what its tools mark, and what stands below it. At most 3,000. */
export function failureLines(lines: readonly NumberedLine[]): NumberedLine[] {
  const result: NumberedLine[] = [];
  let left = 0;
  for (const line of lines) {
    const { text } = line;
    if (/^\[ERROR\] (?:\[Help|To see the full|Re-run Maven|For more information)/.test(text)) continue;
    if (opens.test(text)) left = text.includes('paths to dependency') || text.includes('+-') ? 60 : 20;
    else if (text.includes('+-')) left = 60;
    else if (ends.test(text)) left = 0;
    if (left > 0) {
      result.push(line);
      left -= 1;
    }
    if (result.length >= 3000) break;
  }
  return result;
}

const building = /^\[INFO\] -{2,40}< ([\w.-]{1,120}:[\w.-]{1,120}) >-/;
const onProject = /@ ([\w.-]{1,120}) ---$/;

/** The build's own modules as groupId:artifactId; a module known by its artifactId alone has an empty groupId. */
export function ownModules(lines: readonly NumberedLine[]): Set<string> {
  const full = new Set<string>();
  const names = new Set<string>();
  for (const { text } of lines) {
    if (!text.startsWith('[INFO] -')) continue;
    const id = building.exec(text)?.[1];
    if (id !== undefined) full.add(id);
    const name = onProject.exec(text)?.[1];
    if (name !== undefined) names.add(name);
  }
  for (const id of full) names.delete(id.split(':')[1] ?? '');
  return new Set([...full, ...[...names].map((name) => `:${name}`)]);
}
