import type { OpenSection, SectionBook } from '../section-book.ts';
import { exitStatusIn, type LineInWork, type MarkerReader } from './marker-reader.ts';

const STEP = 'image step';

/** Container builds: Buildah's and docker's `STEP 3/10: RUN …`, and BuildKit's parallel `#12 1.234 …`. */
export function imageBuildMarkers(sections: SectionBook): MarkerReader {
  const vertices = new Map<string, OpenSection>();
  let step: OpenSection | undefined;

  function classicStep(line: LineInWork): void {
    const name = /^(?:\[\d{1,3}\/\d{1,3}\] )?STEP \d{1,4}(?:\/\d{1,4})? {0,2}: (.{1,300})/i.exec(
      line.text,
    )?.[1];
    if (name === undefined) return;
    sections.close(STEP, line.number - 1);
    step = sections.open(STEP, name, line.number);
  }
  function noteExit(line: LineInWork): void {
    const status = exitStatusIn(line.text);
    if (status === undefined || step === undefined) return;
    step.exitStatus = status;
    line.section = sections.close(STEP, line.number)?.id;
  }
  function buildkit(line: LineInWork): boolean {
    const [whole, id, event] = /^#(\d{1,4}) (?:(DONE|CACHED|CANCELED|ERROR)\b)?/.exec(line.text) ?? [];
    if (whole === undefined || id === undefined) return false;
    let vertex = vertices.get(id);
    const rest = line.text.slice(id.length + 2);
    // A PHP or sanitizer stack trace also counts with "#0": only a vertex that announced itself counts here.
    if (vertex === undefined || VERTEX.test(rest)) {
      if (!VERTEX.test(rest)) return false;
      if (vertex === undefined || vertex.name !== rest.trim()) vertex = sections.add(rest, line.number);
      vertices.set(id, vertex);
    }
    vertex.lineEnd = line.number;
    line.section = vertex.id;
    line.lane = `#${id}`;
    line.text = rest.replace(/^\d{1,6}\.\d{1,3} /, '');
    if (event === 'ERROR') {
      line.mark = 'error';
      vertex.exitStatus = exitStatusIn(rest) ?? 1;
    }
    return true;
  }
  return {
    firsts: '#S[TeE',
    read(line) {
      const { text } = line;
      switch (text[0]) {
        case '#':
          return buildkit(line);
        case 'S':
        case '[':
          if (/^(?:\[\d|ST?t?E?e?P?p? ?\d)/.test(text)) classicStep(line);
          return false;
        default:
          if (
            /^(?:The command '.{1,4000}' returned a non-zero code: |(?:Error: |error )?building at STEP )/.test(
              text,
            )
          ) {
            noteExit(line);
          }
          return false;
      }
    },
  };
}

/** How BuildKit announces a vertex of its graph. */
const VERTEX =
  /^(?:\[(?:[^\][]{0,60} )?(?:internal|auth|\d{1,3}\/\d{1,3})\] |exporting |importing cache |resolve image config |building with )/;
