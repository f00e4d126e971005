import { blame, type Candidate, candidatesOf, key } from './candidates.ts';
import {
  compareVersions,
  type Download,
  downloads,
  type NumberedLine,
  writtenCoordinates,
} from './coordinates.ts';
import { blameJars, blameMessages, blamePackages, blameTrees } from './traces.ts';

/** A dependency that may have broken the build; `score` compares the suspects of one log. */
export interface Suspect {
  /** groupId:artifactId. */
  readonly name: string;
  /** Version that others in the build still expect, where the log shows it. */
  readonly from?: string;
  /** Version that the build used. */
  readonly to?: string;
  readonly score: number;
  /** Lines that speak against it, strongest first, at most four. */
  readonly lines: readonly number[];
}

/** How much the build's own choice of versions speaks against an artifact: 1 nothing, more where it stands out. */
function standsOut(one: Candidate, all: ReadonlyMap<string, Candidate>): number {
  const used = one.used;
  if (used === undefined) return 1;
  const siblings = [...all.values()].filter((other) => other !== one && other.group === one.group);
  const older = siblings.filter((other) => other.used !== undefined && compareVersions(other.used, used) < 0);
  const same = siblings.filter((other) => other.used === used);
  let factor = 1;
  const newer = siblings.some((other) => other.used !== undefined && compareVersions(other.used, used) > 0);
  if (!newer && older.length > same.length) factor *= 2.4;
  if ([...one.versions.keys()].some((version) => compareVersions(version, used) < 0)) factor *= 1.4;
  return factor;
}

const shareTwo = (a: string, b: string): boolean => {
  const [x = [], y = []] = [a.split('.'), b.split('.')];
  return x[0] === y[0] && x[1] === y[1];
};

/**
 * Maven asks for the files of a dependency's own dependencies right after its own, depth first. So the artifact that
 * brought another one in stands before it, in an unbroken run of the same family and version.
 */
function broughtInBy(poms: readonly Download[], all: ReadonlyMap<string, Candidate>): Map<string, Candidate> {
  const result = new Map<string, Candidate>();
  let root: Download | undefined;
  let before: Download | undefined;
  const moved = (pom: Download): boolean => {
    const versions = all.get(key(pom.group, pom.name))?.versions.keys() ?? [];
    return [...versions].some((version) => compareVersions(version, pom.version) < 0);
  };
  for (const pom of poms) {
    const one = all.get(key(pom.group, pom.name));
    if (one === undefined || one.pomOnly) continue;
    const goesOn =
      before !== undefined &&
      root !== undefined &&
      shareTwo(before.group, pom.group) &&
      ((before.group === pom.group && before.version === pom.version) ||
        (before.group !== pom.group && moved(before) && moved(pom)));
    if (!goesOn) root = pom;
    before = pom;
    const brought = root === undefined ? undefined : all.get(key(root.group, root.name));
    if (brought !== undefined && one.used === pom.version) result.set(key(pom.group, pom.name), brought);
  }
  return result;
}

/** The version that the build used; of an artifact that was only named, the one that it was named with. */
function inUse(one: Candidate): { readonly to?: string } {
  const [only, other] = one.versions.keys();
  const to = one.used ?? (other === undefined ? only : undefined);
  return to === undefined ? {} : { to };
}

/** Every suspect in a log with Maven coordinates, worst first; `failure` holds the lines that tell of the failure. */
export function suspects(
  lines: readonly NumberedLine[],
  failure: readonly NumberedLine[],
  own: ReadonlySet<string>,
): Suspect[] {
  const asked = downloads(lines);
  const all = candidatesOf(asked, failure.flatMap(writtenCoordinates));
  for (const [id, { name }] of all) if (own.has(id) || own.has(`:${name}`)) all.delete(id);
  blameJars(failure, all);
  blamePackages(failure, all);
  const brought = broughtInBy(
    asked.filter(({ file }) => file === 'pom'),
    all,
  );
  for (const [id, root] of brought) {
    const one = all.get(id);
    if (one === undefined || one === root) continue;
    for (const { line, weight } of [...one.evidence]) blame(root, weight * 0.7, line);
  }
  blameTrees(failure, all);
  blameMessages(failure, all);
  for (const one of all.values()) {
    let sum = 0;
    for (const { weight } of one.evidence) sum += weight;
    one.score =
      sum === 0
        ? 0
        : Math.log2(1 + sum) *
          standsOut(one, all) *
          (brought.get(key(one.group, one.name)) === one ? 1.4 : 1);
  }
  return [...all.values()]
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .map((one) => ({
      name: key(one.group, one.name),
      ...(one.from === undefined ? {} : { from: one.from }),
      ...inUse(one),
      score: one.score,
      lines: one.evidence
        .toSorted((a, b) => b.weight - a.weight)
        .slice(0, 4)
        .map(({ line }) => line),
    }));
}
