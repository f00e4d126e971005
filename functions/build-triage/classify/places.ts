import type { LogLine, ReadLog } from '../../../shared/log/log.ts';
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
const header = /^(?:\s{0,2}(?:FILE: )?)(?<file>(?:[A-Za-z]:)?[\w@./\\+-]{1,300}\.\w{1,6})\s{0,4}$/;
const foreign =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|\.cargo|rustc|lib\/(?:ruby|python)|gems)\//;

function near(
  lines: readonly LogLine[],
  at: number,
  from: number,
  to: number,
  form: RegExp,
): Place | undefined {
  const step = to < from ? -1 : 1;
  for (let offset = from; offset !== to + step; offset += step) {
    const line = lines[at + offset];
    if (line === undefined) continue;
    const found = form.exec(line.text.slice(0, 400))?.groups;
    if (found?.file === undefined || foreign.test(found.file)) continue;
    return {
      file: inRepository(found.file),
      ...(found.line === undefined ? {} : { line: Number(found.line) }),
      shownAt: line.number,
    };
  }
  return undefined;
}

/** The index of the line with this number, or -1. */
export function indexOfLine(lines: readonly LogLine[], number: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = lines[middle]?.number ?? 0;
    if (found === number) return middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * The place in the code that a hit speaks of: in its own line, in the arrow below it (rustc, bundlers), in the
 * traceback above it (Python) or under the file's heading (linters).
 */
export function placeOf(log: ReadLog, hit: Hit): Place | undefined {
  const { file, line } = hit.groups;
  if (file !== undefined) {
    return {
      file: inRepository(file),
      ...(line === undefined ? {} : { line: Number(line) }),
      shownAt: hit.line,
    };
  }
  const at = indexOfLine(log.lines, hit.line);
  if (at < 0) return undefined;
  if (line !== undefined) {
    const heading = near(log.lines, at, -1, -60, header);
    return heading === undefined ? undefined : { ...heading, line: Number(line) };
  }
  if (hit.rule.category === 'compile-error' || hit.rule.tool === 'Clippy') {
    return (
      near(log.lines, at, 1, 6, arrow) ??
      near(log.lines, at, -1, -4, traceback) ??
      (hit.rule.tool === 'Clippy' ? near(log.lines, at, -1, -8, arrow) : undefined)
    );
  }
  return hit.rule.tool === 'Python' ? near(log.lines, at, -1, -8, traceback) : undefined;
}
