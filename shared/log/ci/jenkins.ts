import { ownCopy } from '../own-copy.ts';
import type { OpenSection, SectionBook } from '../section-book.ts';
import { exitStatusIn, type LineInWork, type MarkerReader } from './marker-reader.ts';

/** Jenkins: pipeline stages and parallel branches, and the steps of a freestyle job. */
export function jenkinsMarkers(sections: SectionBook): MarkerReader {
  /** One entry for each open `{`: its section where it has a name. */
  const blocks: (OpenSection | undefined)[] = [];
  const branches = new Map<string, OpenSection>();
  /** The stage that ran the last command, so the one that a script's exit code is about. */
  let running: OpenSection | undefined;
  let shellStep: OpenSection | undefined;

  function pipeline(line: LineInWork, step: string): void {
    line.text = '';
    if (step.startsWith('{')) {
      const name = /^\{ \(([^\n]{1,200})\)$/.exec(step)?.[1];
      const block =
        name === undefined ? undefined : sections.open(`jenkins ${blocks.length}`, name, line.number);
      blocks.push(block);
      if (block !== undefined && name?.startsWith('Branch: ')) branches.set(ownCopy(name.slice(8)), block);
    } else if (step === '}') {
      const block = blocks.pop();
      if (block !== undefined) line.section = sections.close(`jenkins ${blocks.length}`, line.number)?.id;
    } else if (/^(?:sh|bat|powershell|pwsh)$/.test(step)) {
      const stage = blocks.findLast((block) => block !== undefined);
      if (stage !== undefined && !stage.name.startsWith('Declarative: Post')) running = stage;
    }
  }
  /** `[workspace] $ /bin/sh -xe /tmp/jenkins123.sh` starts a build step of a freestyle job. */
  function shell(line: LineInWork, command: string): void {
    sections.close('jenkins shell', line.number - 1);
    shellStep = sections.open('jenkins shell', command, line.number);
  }
  function bracketed(line: LineInWork): boolean {
    const end = line.text.indexOf('] ');
    if (end < 0 || end > 80) return false;
    const name = line.text.slice(1, end);
    const rest = line.text.slice(end + 2);
    if (name === 'Pipeline') {
      pipeline(line, rest);
      return true;
    }
    const branch = branches.get(name);
    if (branch !== undefined) {
      line.lane = ownCopy(name);
      line.section = branch.id;
      branch.lineEnd = Math.max(branch.lineEnd, line.number);
      line.text = rest;
      return true;
    }
    // Not a clock in brackets, and not two words.
    if (rest.startsWith('$ ') && !/[ :]/.test(name)) shell(line, rest.slice(2));
    return false;
  }
  return {
    firsts: '[EB',
    read(line) {
      const { text } = line;
      if (text.startsWith('[')) return bracketed(line);
      if (text.startsWith('ERROR: script returned exit code') && running !== undefined) {
        const status = exitStatusIn(text);
        if (status !== undefined) running.exitStatus = status;
      }
      const [, step] = /^Build step '([^'\n]{1,100})' marked build as failure/.exec(text) ?? [];
      if (step !== undefined && shellStep !== undefined) {
        sections.rename(shellStep, step);
        shellStep.exitStatus = 1;
        line.section = sections.close('jenkins shell', line.number)?.id;
      }
      return false;
    },
  };
}
