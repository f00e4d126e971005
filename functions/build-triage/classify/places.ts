import type { LogLine } from '../../../shared/log/log.ts';
import type { CleanLog } from './clean-log.ts';
import { neighbours } from './near-lines.ts';
import type { Hit } from './rule.ts';

/** A file, with a line where it is known, and the line of the log that shows it. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly shownAt: number;
}

/** Where CI systems put the source: taken off, so that the path reads as in the repository. */
const workspaces =
  /^(?:file:\/\/)?(?:\/home\/runner\/work\/[^/]{1,100}\/[^/]{1,100}\/|\/home\/travis\/build\/[^/]{1,100}\/[^/]{1,100}\/|\/Users\/(?:travis|runner|distiller)\/(?:build|work|project)\/(?:[^/]{1,100}\/[^/]{1,100}\/)?|\/builds\/[^/]{1,100}\/[^/]{1,100}\/|\/workspace\/(?:source\/|src\/)?|\/github\/workspace\/|\/(?:var\/lib\/jenkins|home\/jenkins(?:\/agent)?)\/workspace\/[^/]{1,150}\/|\/tmp\/(?:build|src)\/(?:inputs\/)?|\/opt\/app-root\/src\/|\/usr\/src\/app\/|\/app\/|\/src\/|[A-Za-z]:\\[aA]\\[^\\]{1,100}\\[^\\]{1,100}\\|\.\/)/;

/** The path as it stands in the repository, as far as it can be told. */
export function inRepository(path: string): string {
  return path.replace(workspaces, '').slice(0, 500);
}

const arrow = /^\s{0,12}(?:-->|╭─\[|┌─|at) {0,2}(?<file>[^\s:()]{1,300}\.\w{1,6}):(?<line>\d{1,6})/;
const traceback = /^\s{0,8}File "(?<file>[^"]{1,300})", line (?<line>\d{1,6})/;
/** Sass: "on line 7 of a.sass", and since it is written in Dart "  a.scss 7:1  root stylesheet". */
const sass =
  /^\s{1,12}(?:on line (?<line>\d{1,6})(?::\d{1,5})? of (?<file>[^\s:]{1,300})|(?<file2>[^\s:]{1,300}\.(?:scss|sass)) (?<line2>\d{1,6}):\d{1,5}\s)/;
const header = /^(?:\s{0,2}(?:FILE: )?)(?<file>(?:[A-Za-z]:)?[\w@./\\+-]{1,300}\.\w{1,6})\s{0,4}$/;
const foreign =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|\.cargo|rustc|lib\/(?:ruby|python)|gems)\//;

function near(log: CleanLog, lines: Iterable<LogLine>, form: RegExp): Place | undefined {
  for (const line of lines) {
    if (!form.test(line.text.slice(0, 400))) continue;
    const found = form.exec(log.clean(line).slice(0, 400))?.groups;
    const file = found?.file ?? found?.file2;
    const number = found?.line ?? found?.line2;
    if (file === undefined || foreign.test(file)) continue;
    return {
      file: inRepository(file),
      ...(number === undefined ? {} : { line: Number(number) }),
      shownAt: line.number,
    };
  }
  return undefined;
}

/**
 * The place in the code that a hit speaks of: in its own line, in the arrow below it (rustc, bundlers), in the
 * traceback above it (Python) or under the file's heading (linters).
 */
export function placeOf(log: CleanLog, hit: Hit): Place | undefined {
  const { file, line } = hit.groups;
  if (file !== undefined) {
    return {
      file: inRepository(file),
      ...(line === undefined ? {} : { line: Number(line) }),
      shownAt: hit.line,
    };
  }
  const around = (count: number, form: RegExp): Place | undefined =>
    near(log, neighbours(log, hit.line, count), form);
  if (line !== undefined) {
    const heading = around(-60, header);
    return heading === undefined ? undefined : { ...heading, line: Number(line) };
  }
  if (hit.rule.tool === 'Clippy') return around(6, arrow) ?? around(-8, arrow);
  if (hit.rule.tool === 'Sass') return around(8, sass);
  if (hit.rule.category === 'compile-error') return around(6, arrow) ?? around(-4, traceback);
  return hit.rule.tool === 'Python' ? around(-8, traceback) : undefined;
}
