import { githubMarkers } from './ci/github.ts';
import { githubCliMarkers } from './ci/github-cli.ts';
import { gitlabMarkers } from './ci/gitlab.ts';
import { buildkiteMarkers, circleMarkers } from './ci/headings.ts';
import { imageBuildMarkers } from './ci/image-build.ts';
import { jenkinsMarkers } from './ci/jenkins.ts';
import type { LineInWork, MarkerReader } from './ci/marker-reader.ts';
import { teamcityMarkers } from './ci/teamcity.ts';
import { travisMarkers } from './ci/travis.ts';
import { afterBackspaces, afterOverwrites } from './overwrites.ts';
import type { SectionBook } from './section-book.ts';
import { TIMESTAMP_FIRSTS, withoutTimestamp } from './timestamps.ts';

/** Layers of timestamps and markers that one line may wear. */
const MAX_LAYERS = 6;

/** Fold markers that one line may open or close: runners write two or three. */
const MAX_FOLD_MARKERS = 50;

/** Whether a block of lines has carriage returns or backspaces at all: most have not, and no line of them is searched. */
export interface BlockTraits {
  overwrites: boolean;
  backspaces: boolean;
}

/** Takes timestamps and CI markers off the lines of one log, in their order, and notes the sections they open and close. */
export function undresser(sections: SectionBook): (line: LineInWork, traits: BlockTraits) => void {
  const readers = [
    githubCliMarkers(sections),
    githubMarkers(sections),
    gitlabMarkers(sections),
    travisMarkers(sections),
    jenkinsMarkers(sections),
    imageBuildMarkers(sections),
    teamcityMarkers(sections),
    buildkiteMarkers(sections),
    circleMarkers(sections),
  ];
  const table = tableByFirst(readers);
  const watchers = readers.filter((reader) => reader.watching !== undefined);

  /** Takes one layer off; false where there is none. */
  function peel(line: LineInWork): boolean {
    const dress = table[line.text.charCodeAt(0)];
    if (dress === undefined) return false;
    for (const reader of dress.readers) {
      if (reader.read(line)) return true;
    }
    if (!dress.timestamp) return false;
    const before = line.text;
    line.text = withoutTimestamp(before);
    return line.text.length < before.length;
  }
  /** A runner ends its fold markers with a carriage return, so they stand in front of what is seen and are read first. */
  function overwritten(line: LineInWork): void {
    const layers: string[] = [];
    let markersLeft = MAX_FOLD_MARKERS;
    for (const layer of withoutTimestamp(line.text).split('\r')) {
      line.text = layer;
      if (markersLeft > 0 && FOLD.test(layer) && peel(line)) markersLeft -= 1;
      if (line.text !== '') layers.push(line.text);
    }
    line.text = layers.length > 1 ? afterOverwrites(layers) : (layers[0] ?? '');
  }
  return (line, traits) => {
    if (traits.overwrites && line.text.includes('\r')) overwritten(line);
    if (traits.backspaces && line.text.includes('\b')) line.text = afterBackspaces(line.text);
    for (const watcher of watchers) {
      if (watcher.watching?.()) watcher.watch?.(line);
    }
    for (let layer = 0; layer < MAX_LAYERS && peel(line); layer += 1);
    if (line.text.charCodeAt(line.text.length - 1) <= 32) line.text = line.text.trimEnd();
  };
}

interface Dress {
  readonly timestamp: boolean;
  readonly readers: readonly MarkerReader[];
}

/** What a line can wear, by the code of its first character: most lines cannot wear anything. */
function tableByFirst(readers: readonly MarkerReader[]): readonly (Dress | undefined)[] {
  return Array.from({ length: 128 }, (_, code) => {
    const first = String.fromCharCode(code);
    const here = readers.filter((reader) => reader.firsts.includes(first));
    const timestamp = TIMESTAMP_FIRSTS.includes(first);
    return timestamp || here.length > 0 ? { timestamp, readers: here } : undefined;
  });
}

// ci/travis.ts says where the letters nl come from.
const FOLD = /^(?:nl)?(?:section_|travis_)/;
