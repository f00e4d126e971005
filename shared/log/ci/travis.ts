import type { OpenSection, SectionBook } from '../section-book.ts';
import { exitStatusIn, type LineInWork, type MarkerReader } from './marker-reader.ts';

/** Lines in which the end of a command of several lines is looked for. */
const MAX_COMMAND_LINES = 200;

const TIME_END = /^travis_time:end:([0-9a-f]{1,32}):start=\d{1,20},finish=\d{1,20},duration=-?\d{1,20}$/;

/** Travis: folds, timed commands, and `The command "…" exited with N.` */
export function travisMarkers(sections: SectionBook): MarkerReader {
  /** The command whose "$ …" line has not come yet. */
  let unnamed: OpenSection | undefined;
  let lastCommand: OpenSection | undefined;
  /** Lines left to find the end of `The command "…` that goes over several lines. */
  let commandLinesLeft = 0;
  /** Whether this log has timed commands at all. */
  let timed = false;

  function fold(line: LineInWork): boolean {
    // A shell whose echo has no -e prints "nl" for "\n" in front.
    const [whole, event, name] = /^(?:nl)?travis_fold:(start|end):([\w.:-]{1,200})/.exec(line.text) ?? [];
    if (whole === undefined || name === undefined) return false;
    line.text = line.text.slice(whole.length);
    if (event === 'start') sections.open(`fold ${name}`, name, line.number);
    else line.section = sections.close(`fold ${name}`, line.number)?.id;
    return true;
  }
  function time(line: LineInWork): boolean {
    const [whole, event, id] =
      /^(?:nl)?travis_time:(start|end):([0-9a-f]{1,32})(?::[\w=,.:-]{0,300})?/.exec(line.text) ?? [];
    if (whole === undefined) return false;
    line.text = line.text.slice(whole.length);
    if (event === 'start') {
      const around = sections.current()?.name;
      unnamed = sections.open(`time ${id}`, around ?? 'command', line.number);
      lastCommand = unnamed;
      timed = true;
    } else {
      line.section = sections.close(`time ${id}`, line.number)?.id;
    }
    return true;
  }
  function noteExit(line: LineInWork): void {
    if (lastCommand === undefined) return;
    const [told] = /" (?:failed and )?exited with \d{1,3}(?: during [^.]{0,40})?\.$/.exec(line.text) ?? [];
    const status = told === undefined ? undefined : exitStatusIn(told);
    commandLinesLeft = status === undefined ? commandLinesLeft - 1 : 0;
    if (status === undefined) return;
    lastCommand.exitStatus = status;
    lastCommand.lineEnd = line.number;
    line.section = lastCommand.id;
  }
  /** Output without a line end at its end has the marker behind it on the same line. */
  function endBehindText(line: LineInWork): void {
    const at = line.text.lastIndexOf('travis_time:end:');
    const [whole, id] = at < 1 ? [] : (TIME_END.exec(line.text.slice(at)) ?? []);
    if (whole === undefined) return;
    line.text = line.text.slice(0, at);
    line.section = sections.close(`time ${id}`, line.number)?.id;
  }
  function watch(line: LineInWork): void {
    if (commandLinesLeft > 0) noteExit(line);
    if (timed && line.text.indexOf(',duration=', line.text.length - 40) > 0) endBehindText(line);
  }
  return {
    firsts: 'tn$T',
    read(line) {
      const { text } = line;
      if (text.startsWith('$ ')) {
        if (unnamed !== undefined) sections.rename(unnamed, text.slice(2));
        unnamed = undefined;
      } else if (text.startsWith('The command "')) {
        commandLinesLeft = MAX_COMMAND_LINES;
        noteExit(line);
      } else {
        const at = text.startsWith('nl') ? 2 : 0;
        if (text.startsWith('travis_fold:', at)) return fold(line);
        if (text.startsWith('travis_time:', at)) return time(line);
      }
      return false;
    },
    watching: () => timed || commandLinesLeft > 0,
    watch,
  };
}
