import type { SectionBook } from '../section-book.ts';
import type { LineInWork, MarkerReader } from './marker-reader.ts';

const STEP = 'gh step';
/** Lines at the start of a log in which the form has to show itself. */
const LINES_TO_TELL = 5;
/** `job TAB step TAB timestamp text` */
const FORM = /^([^\t]{1,200})\t([^\t]{1,300})\t(?=\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z)/;

/** `gh run view --log`: job and step stand before each line of what GitHub Actions logged. */
export function githubCliMarkers(sections: SectionBook): MarkerReader {
  let linesLeft = LINES_TO_TELL;
  let believed = false;
  let place = '';

  function watch(line: LineInWork): void {
    const [whole, job, step] = FORM.exec(line.text.slice(0, 600)) ?? [];
    linesLeft -= 1;
    if (whole === undefined || job === undefined || step === undefined) return;
    believed = true;
    line.text = line.text.slice(whole.length);
    if (whole === place) return;
    place = whole;
    sections.close(STEP, line.number - 1);
    // What gh writes where it cannot tell the step; the groups inside name it then.
    if (step !== 'UNKNOWN STEP') sections.open(STEP, step, line.number);
  }
  return { firsts: '', read: () => false, watching: () => believed || linesLeft > 0, watch };
}
