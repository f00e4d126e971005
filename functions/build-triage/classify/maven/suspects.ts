import {
  type Coordinate,
  compareVersions,
  type Download,
  downloads,
  type NumberedLine,
  writtenCoordinates,
} from './coordinates.ts';
import { namedPackages } from './packages.ts';

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

interface Candidate {
  readonly group: string;
  readonly name: string;
  /** Versions by the line that named them first; the jar's version is the one in use. */
  readonly versions: Map<string, number>;
  used?: string;
  firstLine: number;
  order: number;
  byBom: boolean;
  score: number;
  evidence: { line: number; weight: number }[];
  from?: string;
}

const key = (group: string, name: string): string => `${group}:${name}`;

function candidatesOf(asked: readonly Download[], written: readonly Coordinate[]): Map<string, Candidate> {
  const all = new Map<string, Candidate>();
  const add = ({ group, name, version, line }: Coordinate): Candidate => {
    const id = key(group, name);
    let one = all.get(id);
    if (one === undefined) {
      one = {
        group,
        name,
        versions: new Map(),
        firstLine: line,
        order: all.size,
        byBom: true,
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
    one.byBom = false;
    if (one.used === undefined || compareVersions(download.version, one.used) > 0)
      one.used = download.version;
  }
  for (const coordinate of written) add(coordinate).byBom = false;
  return all;
}

function blame(one: Candidate | undefined, weight: number, line: number): void {
  if (one === undefined || weight <= 0) return;
  one.evidence.push({ line, weight });
}

const pathStart = /[\s:'"(=,]/;

/** The artifact that a path of a local repository leads to: …/group/artifact/version/artifact-version.jar. */
function artifactOfPath(text: string): { group: string; name: string; version: string } | undefined {
  const end = text.indexOf('.jar');
  let start = end;
  while (start > 0 && !pathStart.test(text.charAt(start - 1))) start -= 1;
  const folders = text.slice(start, end).split('/');
  const file = folders.pop() ?? '';
  const version = folders.pop();
  const name = folders.pop();
  if (version === undefined || name === undefined || !file.startsWith(`${name}-${version}`)) return undefined;
  const root = Math.max(folders.lastIndexOf('repository'), folders.lastIndexOf('maven2'));
  return { group: folders.slice(root + 1).join('.'), name, version };
}

/** A plugin's own jar is the first of its realm; what the build gave it in place of its own dependencies comes next. */
const realmPlace = /urls\[(\d{1,4})\] =/;
const aboutClasses = /class file|bad class|\berror\b|cannot|conflict|incompatible/i;
const jarFrame = /\[([A-Za-z][\w.-]{0,100}?)-(\d[\w.-]{0,60}?)\.jar(?::|\])/;

function blameJars(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
  const byFile = new Map<string, Candidate>();
  for (const one of all.values())
    for (const version of one.versions.keys()) byFile.set(`${one.name}-${version}`, one);
  for (const { number, text } of lines) {
    if (!text.includes('.jar')) continue;
    const cut = text.slice(0, 800);
    const path = artifactOfPath(cut);
    const place = realmPlace.exec(cut)?.[1];
    if (path !== undefined && (place === '1' || (place === undefined && aboutClasses.test(cut)))) {
      const one = all.get(key(path.group, path.name)) ?? byFile.get(`${path.name}-${path.version}`);
      blame(one, place === undefined ? 6 : 40, number);
      continue;
    }
    const frame = jarFrame.exec(cut);
    if (frame !== null) blame(byFile.get(`${frame[1]}-${frame[2]}`), 2, number);
  }
}

/** The paths of one "error for X paths to dependency are:" block: each from the project to the artifact in question. */
function blameTrees(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
  let paths: Coordinate[][] = [];
  const settle = (): void => {
    const leaves = paths.flatMap((path) => path.at(-1) ?? []);
    const newest = leaves
      .map((leaf) => leaf.version)
      .sort(compareVersions)
      .at(-1);
    if (newest === undefined || new Set(leaves.map((leaf) => leaf.version)).size < 2) {
      paths = [];
      return;
    }
    for (const path of paths) {
      const leaf = path.at(-1);
      if (leaf === undefined || leaf.version !== newest) continue;
      const between = path.slice(1, -1);
      between.forEach((node, depth) => {
        blame(all.get(key(node.group, node.name)), depth === between.length - 1 ? 4 : 2, node.line);
      });
      blame(all.get(key(leaf.group, leaf.name)), between.length === 0 ? 4 : 0.4, leaf.line);
    }
    paths = [];
  };
  for (const line of lines) {
    const text = line.text.replace(/^\[\w+\] ?/, '');
    if (text.includes('paths to dependency are')) settle();
    const depth = text.indexOf('+-');
    if (depth < 0 || text.slice(0, depth).trim() !== '') continue;
    const node = writtenCoordinates(line).at(-1);
    if (node === undefined) continue;
    if (depth === 0) paths.push([]);
    const path = paths.at(-1);
    if (path !== undefined && path.length < 20) path.push(node);
    if (paths.length > 400) settle();
  }
  settle();
}

const messages: readonly { readonly probe: string; readonly form: RegExp; readonly weight: number }[] = [
  { probe: ' requires ', form: /Dependency (\S{3,200}) requires /, weight: 8 },
  { probe: 'Banned Dependency', form: /Banned Dependency: (\S{3,200})/, weight: 5 },
  { probe: '<--- banned', form: /(\S{3,200}) <--- banned/, weight: 6 },
  { probe: 'but found', form: /Expected (\S{3,200}) but found (\S{3,200})/, weight: 6 },
  { probe: 'Missing', form: /Missing (\S{3,200})/, weight: 4 },
  { probe: 'Could not find artifact', form: /Could not find artifact (\S{3,200})/, weight: 6 },
  { probe: 'could not be resolved', form: /could not be resolved: (\S{3,200})/, weight: 6 },
  { probe: 'Failure to find', form: /Failure to find (\S{3,200})/, weight: 6 },
  { probe: 'Could not transfer', form: /Could not transfer artifact (\S{3,200})/, weight: 5 },
];

function blameMessages(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
  for (const { number, text } of lines) {
    for (const { probe, form, weight } of messages) {
      if (!text.includes(probe)) continue;
      const found = form.exec(text);
      if (found === null) continue;
      const [first, second] = found
        .slice(1)
        .map((part) => writtenCoordinates({ number, text: part ?? '' })[0]);
      if (first === undefined) continue;
      const one = all.get(key(first.group, first.name));
      blame(one, weight, number);
      if (one !== undefined && second !== undefined && second.name === first.name) {
        one.from = first.version;
        one.used = second.version;
      }
    }
  }
}

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

function fitting(
  name: string,
  all: ReadonlyMap<string, Candidate>,
  linkage: boolean,
): { one: Candidate; fit: number }[] {
  const jars = [...all.values()].filter((one) => !one.byBom);
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

const sourceFolder =
  /\/(?:java|kotlin|scala|groovy)\/((?:[\w-]{1,60}\/){1,12})([A-Z]\w{0,100})\.(?:java|kt|scala|groovy)\b/;
const testClass = /(?:FAILURE|ERROR)! -+ in ([\w.$]{3,300})/;

/** The classes that the build itself compiles or tests, as far as its failures name them. */
function ownClasses(lines: readonly NumberedLine[]): Set<string> {
  const result = new Set<string>();
  for (const { text } of lines) {
    const file = sourceFolder.exec(text.slice(0, 600));
    if (file !== null) result.add(`${file[1]?.replaceAll('/', '.')}${file[2]}`);
    const test = testClass.exec(text.slice(0, 600))?.[1];
    if (test !== undefined) result.add(test);
  }
  return result;
}

function blamePackages(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
  const own = ownClasses(lines);
  const fits = new Map<string, { one: Candidate; fit: number }[]>();
  const seen = new Map<string, number>();
  for (const { name, weight, line, linkage } of namedPackages(lines)) {
    if (own.has(name) || own.has(name.replace(/\$.*$|\.[A-Z]\w*$/, ''))) continue;
    const id = `${name} ${linkage}`;
    const known = fits.get(id) ?? fitting(name, all, linkage);
    fits.set(id, known);
    const times = seen.get(id) ?? 0;
    seen.set(id, times + 1);
    if (times > 8) continue;
    for (const { one, fit } of known) blame(one, (weight * fit * fit) / (1 + times), line);
  }
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
    if (one === undefined || one.byBom) continue;
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
