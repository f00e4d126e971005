import type { OpenSection, SectionBook } from '../section-book.ts';
import { exitStatusIn, type MarkerReader } from './marker-reader.ts';

/**
 * Buildkite: `--- name` and `+++ name` begin a group. Diffs and test output begin lines so too, so it is believed only after
 * `~~~ name`, which the agent writes before the first command.
 */
export function buildkiteMarkers(sections: SectionBook): MarkerReader {
  let believed = false;
  let group: OpenSection | undefined;

  return {
    firsts: '~-+^\u{1f6a8}',
    read(line) {
      const [whole, kind, name] = /^(~~~|---|\+\+\+|\^\^\^) (\S.{0,200})/.exec(line.text) ?? [];
      if (whole === undefined || name === undefined) return false;
      if (kind === '~~~') believed = true;
      if (!believed) return false;
      if (kind === '^^^') {
        line.text = '';
        return true;
      }
      sections.close('buildkite', line.number - 1);
      group = sections.open('buildkite', name, line.number);
      line.text = line.text.slice(4);
      return true;
    },
    watching: () => group !== undefined,
    watch(line) {
      if (!line.text.includes('The command exited with status ')) return;
      const status = exitStatusIn(line.text.slice(0, 200));
      if (group !== undefined && status !== undefined) group.exitStatus ??= status;
    },
  };
}

/** CircleCI: each step prints its shell, then its command; a failing one ends in "Exited with code …". */
export function circleMarkers(sections: SectionBook): MarkerReader {
  let step: OpenSection | undefined;
  let unnamed = false;

  return {
    firsts: '#E',
    read(line) {
      if (/^#!\/bin\/(?:ba)?sh (?:-\w{1,4} )?-\w{0,4}o pipefail/.test(line.text)) {
        sections.close('circleci', line.number - 1);
        step = sections.open('circleci', 'command', line.number);
        unnamed = true;
      } else if (
        step !== undefined &&
        /^Exited with (?:code|exit status|code exit status) /.test(line.text)
      ) {
        const status = exitStatusIn(line.text);
        if (status !== undefined) step.exitStatus = status;
      }
      return false;
    },
    watching: () => unnamed,
    watch(line) {
      if (line.text.startsWith('#!') || line.text.trim() === '') return;
      if (step !== undefined) sections.rename(step, line.text);
      unnamed = false;
    },
  };
}
