import { blame, type Candidate, key } from './candidates.ts';
import { type Coordinate, compareVersions, type NumberedLine, writtenCoordinates } from './coordinates.ts';
import { fitting } from './package-fit.ts';
import { namedPackages } from './packages.ts';

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

/** Blames artifacts whose jars a failure names by path or in a stack frame. */
export function blameJars(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
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
export function blameTrees(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
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

/** Blames artifacts that a message of the build tool names as the reason. */
export function blameMessages(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
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

/** Blames artifacts whose packages a failure speaks of, but not the classes of the build itself. */
export function blamePackages(lines: readonly NumberedLine[], all: Map<string, Candidate>): void {
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
