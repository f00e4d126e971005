import { createHash } from 'node:crypto';

/** What makes a failure the one that it is. */
export interface FailureIdentity {
  readonly category: string;
  readonly tool?: string;
  /** Names of the failing tests; their order does not count. */
  readonly failingTests?: readonly string[];
  /** Counts only where there are no lines, which would name it. */
  readonly file?: string;
  readonly dependency?: string;
  /** The lines that tell of the failure; neither their order nor their number of repeats counts. */
  readonly lines: readonly string[];
}

/** Characters of a line that count: what stands behind is mostly a dump. */
const longestLine = 300;
/** Different lines that count, after sorting: a failure with more is known by these. */
const mostLines = 200;

/** A list of tests of this length was cut, and which ones are in it is chance; the lines tell then. */
const mostTests = 20;

/** What differs between two runs of the same thing, and what it is replaced by; the order matters. */
const variables: readonly (readonly [form: RegExp, put: string])[] = [
  // Markers of level and lane at the start, which one CI system writes and another does not.
  [/^\s{0,8}(?:\[ ?(?:error|fatal|severe|info|warn|warning|debug)\s{0,2}\] ?)/i, ''],
  [/[a-z][a-z+.-]{1,12}:\/\/[^\s'"<>)\]]{1,400}/gi, 'URL'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, 'ID'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g, 'TIME'],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, 'TIME'],
  [/\b0x[0-9a-f]{1,32}\b/gi, 'ID'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g, 'HOST'],
  [/\blocalhost:\d{1,5}\b/g, 'HOST'],
  // A path is known by its last part: where a build stands on its disk is chance.
  [/(?:[A-Za-z]:)?(?:[\\/][\w@+.,~=-]{1,120}){1,30}[\\/](?=[\w@+.,~=-])/g, ''],
  [/(?<![\w@+.-])(?:\.{1,2}|~|[\w@+.-]{1,120})(?:[\\/][\w@+.,~=-]{1,120}){0,30}[\\/](?=[\w@+.,~=-])/g, ''],
  [/(?<![\w])[\\/](?=\w)/g, ''],
  [/\b(?=[a-f]{0,40}\d)[0-9a-f]{7,64}\b/gi, 'ID'],
  [/\b(?:tmp|temp)[._-]?[\w-]{4,40}\b/gi, 'TEMP'],
  [/\bT[\\/][\w+-]{4,40}/g, 'TEMP'],
  [/(?<![A-Za-z0-9_])(?:\d{1,4}[dhm]){1,3}\d{1,3}(?:\.\d{1,9})?m?s(?![A-Za-z0-9_])/g, '#'],
  [
    /(?<![A-Za-z0-9_])\d[\d,_]{0,30}(?:\.\d{1,12})?(?:\s?(?:ns|µs|us|ms|s|sec|secs|seconds?|m|min|minutes?|h|%|[kKMGT]i?B|bytes))?(?![A-Za-z0-9_])/g,
    '#',
  ],
  [/#(?:[\s:]{0,2}#){1,12}/g, '#'],
  [/\s{1,1000}/g, ' '],
];

/** A line as it would read in every run of the same failure: without times, places, ids and counts. */
export function withoutVariables(line: string): string {
  let text = line.length > longestLine * 2 ? line.slice(0, longestLine * 2) : line;
  for (const [form, put] of variables) text = text.replace(form, put);
  return text.trim().slice(0, longestLine);
}

/**
 * The name of a failure, `fp-` and 16 hexadecimal digits: the same for the same failure in another build, at another
 * time, path or host, with other hashes, durations and ports, and its lines in another order.
 */
export function fingerprint(identity: FailureIdentity): string {
  const sorted = (texts: readonly string[]): string[] =>
    [...new Set(texts.map(withoutVariables))]
      .filter((text) => text !== '')
      .sort()
      .slice(0, mostLines);
  const tests = identity.failingTests ?? [];
  const lines = sorted(identity.lines);
  // The lines name file and dependency themselves; of several, which one is told first is chance.
  const places =
    lines.length > 0 ? [] : [`/${identity.file ?? ''}`, identity.dependency ?? ''].map(withoutVariables);
  const parts = [
    identity.category,
    identity.tool ?? '',
    tests.length < mostTests ? sorted(tests) : [],
    places,
    lines,
  ];
  return `fp-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)}`;
}
