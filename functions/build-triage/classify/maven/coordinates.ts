/** A Maven artifact that a log names, with the line that names it. */
export interface Coordinate {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly line: number;
}

/** A file of an artifact that the build asked a repository for, in the order of the log. */
export interface Download extends Coordinate {
  readonly file: 'pom' | 'jar' | 'other';
}

/** What the parsers read: one line and its number. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

const request = /\bDownload(?:ing)?(?: from ([^:\s]{1,80}))?:? {1,3}(https?:\/\/\S{8,600})/;

/** Top-level names that open a groupId: where one stands in an address, the repository's own path has ended. */
const groupRoots = new Set(
  'com org net io ai dev de eu fr uk nl ch it es pl ru cn jp br us be at se no fi me info biz edu gov jakarta javax'.split(
    ' ',
  ),
);

interface Asked {
  readonly repository: string;
  readonly folders: readonly string[];
  readonly file: string;
  readonly line: number;
}

function asked(line: NumberedLine): Asked | undefined {
  // "Downloaded" only repeats what "Downloading" or Gradle's "Download" said.
  if (!line.text.includes('Download') || line.text.includes('Downloaded')) return undefined;
  const found = request.exec(line.text);
  const address = found?.[2];
  if (address === undefined) return undefined;
  const [host = '', ...path] = address.replace(/^https?:\/\//, '').split('/');
  const file = path.pop();
  if (file === undefined || path.length < 3) return undefined;
  return { repository: found?.[1] ?? host, folders: path, file, line: line.number };
}

/** The number of leading folders that all addresses of one repository share and that are no part of a groupId. */
function baseLength(addresses: readonly Asked[]): number {
  let shared: readonly string[] | undefined;
  for (const { folders } of addresses) {
    const limit = folders.length - 3;
    if (shared === undefined) {
      shared = folders.slice(0, limit);
      continue;
    }
    let same = 0;
    while (same < shared.length && same < limit && shared[same] === folders[same]) same += 1;
    shared = shared.slice(0, same);
  }
  const base = shared ?? [];
  const root = base.findIndex((folder) => groupRoots.has(folder));
  return root < 0 ? base.length : root;
}

function kind(file: string): Download['file'] {
  if (file.endsWith('.pom')) return 'pom';
  return /\.(?:jar|hpi|aar|war)$/.test(file) ? 'jar' : 'other';
}

/** Every artifact that the log says was downloaded (Maven, Gradle, sbt), in order, each file of each version once. */
export function downloads(lines: Iterable<NumberedLine>): Download[] {
  const byRepository = new Map<string, Asked[]>();
  const all: Asked[] = [];
  for (const line of lines) {
    const one = asked(line);
    if (one === undefined) continue;
    const others = byRepository.get(one.repository);
    if (others === undefined) byRepository.set(one.repository, [one]);
    else others.push(one);
    all.push(one);
  }
  const bases = new Map([...byRepository].map(([name, addresses]) => [name, baseLength(addresses)]));
  const seen = new Set<string>();
  const result: Download[] = [];
  for (const { repository, folders, file, line } of all) {
    const root = folders.findIndex((folder) => groupRoots.has(folder));
    const path = folders.slice(root < 0 ? (bases.get(repository) ?? 0) : root);
    const version = path.pop();
    const name = path.pop();
    if (version === undefined || name === undefined || path.length === 0) continue;
    if (!file.startsWith(`${name}-`)) continue;
    const group = path.join('.');
    const key = `${group}:${name}:${version}:${kind(file)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    result.push({ group, name, version, line, file: kind(file) });
  }
  return result;
}

const form =
  /(?<![\w./]|[^+]-)([A-Za-z][\w-]*(?:\.[\w-]+){0,12}):([A-Za-z][\w.-]{0,100})(?::(?:jar|pom|war|hpi|ear|aar|zip|bundle|test-jar|maven-plugin|takari-jar|eclipse-plugin)(?::[a-z][\w-]{0,40})?)?:(?:LockedVersion\{version=)?(v?\d[\w.+-]{0,80})/g;

/** Coordinates written out as groupId:artifactId[:packaging[:classifier]]:version, at most 20 a line. */
export function writtenCoordinates(line: NumberedLine): Coordinate[] {
  if (!line.text.includes(':')) return [];
  const result: Coordinate[] = [];
  for (const found of line.text.slice(0, 2000).matchAll(form)) {
    const [, group = '', name = '', written = ''] = found;
    const version = written.replace(/\.+$/, '');
    result.push({ group, name, version, line: line.number });
    if (result.length === 20) break;
  }
  return result;
}

/** Compares two versions as Maven orders numbers; text parts compare as text. Negative where `a` is older. */
export function compareVersions(a: string, b: string): number {
  const left = a.split(/[.+_-]/);
  const right = b.split(/[.+_-]/);
  for (let place = 0; place < Math.max(left.length, right.length); place += 1) {
    const [x = '0', y = '0'] = [left[place], right[place]];
    const numbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    const order = numbers ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return 0;
}
