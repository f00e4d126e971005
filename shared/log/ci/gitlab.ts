import type { OpenSection, SectionBook } from '../section-book.ts';
import { exitStatusIn, type LineInWork, type MarkerReader } from './marker-reader.ts';

/** GitLab: `section_start:TIME:NAME[options]`, `section_end:TIME:NAME`, and the runner's last word on the job. */
export function gitlabMarkers(sections: SectionBook): MarkerReader {
  let script: OpenSection | undefined;

  function marker(line: LineInWork): boolean {
    const [whole, event, name] =
      /^section_(start|end):\d{1,12}:([\w.-]{1,200})(?:\[[^\]]{0,200}\])?/.exec(line.text) ?? [];
    if (whole === undefined || name === undefined) return false;
    line.text = line.text.slice(whole.length);
    if (event === 'start') {
      const section = sections.open(`gitlab ${name}`, name.replaceAll('_', ' '), line.number);
      if (/^(?:step|build)_script$/.test(name)) script = section;
    } else {
      line.section = sections.close(`gitlab ${name}`, line.number)?.id;
    }
    return true;
  }
  return {
    firsts: 'sE',
    read(line) {
      if (line.text.startsWith('section_')) return marker(line);
      if (line.text.startsWith('ERROR: Job failed') && script !== undefined) {
        const status = exitStatusIn(line.text);
        if (status !== undefined) script.exitStatus = status;
      }
      return false;
    },
  };
}
