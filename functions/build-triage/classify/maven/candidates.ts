import { type Coordinate, compareVersions, type Download } from './coordinates.ts';

/** An artifact of the log that may be at fault, while the evidence is gathered. */
export interface Candidate {
  readonly group: string;
  readonly name: string;
  /** Versions by the line that named them first; the jar's version is the one in use. */
  readonly versions: Map<string, number>;
  used?: string;
  readonly order: number;
  /** Only its POM was asked for: a parent or a list of versions, no library. */
  pomOnly: boolean;
  score: number;
  evidence: { line: number; weight: number }[];
  from?: string;
}

/** groupId:artifactId. */
export const key = (group: string, name: string): string => `${group}:${name}`;

/** Every artifact that was downloaded, in the order of the log, or that a failure names. */
export function candidatesOf(
  asked: readonly Download[],
  written: readonly Coordinate[],
): Map<string, Candidate> {
  const all = new Map<string, Candidate>();
  const add = ({ group, name, version, line }: Coordinate): Candidate => {
    const id = key(group, name);
    let one = all.get(id);
    if (one === undefined) {
      one = {
        group,
        name,
        versions: new Map(),
        order: all.size,
        pomOnly: true,
        score: 0,
        evidence: [],
      };
      all.set(id, one);
    }
    if (!one.versions.has(version)) one.versions.set(version, line);
    return one;
  };
  for (const download of asked) {
    const one = add(download);
    if (download.file !== 'jar') continue;
    one.pomOnly = false;
    if (one.used === undefined || compareVersions(download.version, one.used) > 0)
      one.used = download.version;
  }
  for (const coordinate of written) add(coordinate).pomOnly = false;
  return all;
}

/** Adds one piece of evidence against an artifact. */
export function blame(one: Candidate | undefined, weight: number, line: number): void {
  if (one === undefined || weight <= 0) return;
  one.evidence.push({ line, weight });
}
