import type { BuildDetails, Category } from '../../../shared/events/build.ts';
import type { LogLine } from '../../../shared/log/log.ts';
import type { CleanLog } from './clean-log.ts';
import { failureLines, ownModules } from './maven/failure-lines.ts';
import { suspects } from './maven/suspects.ts';
import type { Hit } from './rule.ts';

/** The dependency that a failure points at, and the lines that show it. */
export interface Guilty {
  readonly dependency: NonNullable<BuildDetails['dependency']>;
  readonly lines: readonly number[];
}

/** Below this the traces in a JVM log are too thin to name anybody. */
const leastScore = 1;

/** Categories in which a dependency can be at fault. */
const possible: ReadonlySet<Category> = new Set<Category>([
  'compile-error',
  'test-failure',
  'dependency-resolution',
  'dependency-conflict',
  'policy',
  'lock-file',
  'configuration',
]);

const jvmTools = /^(?:Maven|Gradle|javac|kotlinc|scalac|sbt)/;

const nameIn = ({ groups }: Hit): string =>
  groups.name ?? groups.wanted ?? groups.package ?? groups.gem ?? '';

/** The first dependency that a hit names, with the versions that any hit gives for it. */
function named(hits: readonly Hit[]): Guilty | undefined {
  const first = hits.find((hit) => nameIn(hit) !== '');
  if (first === undefined) return undefined;
  const name = nameIn(first);
  const same = hits.filter((hit) => nameIn(hit) === name);
  const version = (group: 'from' | 'to'): { hit: Hit; text: string } | undefined => {
    const hit = same.find(({ groups }) => (groups[group]?.trim() ?? '') !== '');
    return hit === undefined ? undefined : { hit, text: (hit.groups[group] ?? '').trim().slice(0, 100) };
  };
  const [from, to] = [version('from'), version('to')];
  return {
    dependency: {
      name: name.replace('#', ':').slice(0, 300),
      ...(from === undefined ? {} : { from: from.text }),
      ...(to === undefined ? {} : { to: to.text }),
    },
    lines: [...new Set([first, from?.hit, to?.hit].flatMap((hit) => hit?.line ?? []))],
  };
}

/** Lines that hold a name which are asked whether it is still there without the secrets of the line. */
const mostAsked = 20;

/** False where the text stands in the log, and always as a part of a secret. */
function isShown(log: CleanLog, text: string | undefined): boolean {
  if (text === undefined || text === '') return true;
  const path = text.replaceAll('.', '/');
  const holding: LogLine[] = [];
  for (const line of log.lines) {
    if (line.text.includes(text) || line.text.includes(path)) holding.push(line);
    if (holding.length === mostAsked) break;
  }
  const shows = (clean: string): boolean => clean.includes(text) || clean.includes(path);
  return holding.length === 0 || holding.some((line) => shows(log.clean(line)));
}

/**
 * The dependency that the log blames: the one that the package manager names, or for builds on the JVM the one that
 * most of the traces in the failure lead to.
 */
export function guiltyDependency(
  log: CleanLog,
  category: Category,
  hits: readonly Hit[],
  tools: ReadonlySet<string>,
): Guilty | undefined {
  if (!possible.has(category)) return undefined;
  const isJvm = [...tools].some((tool) => jvmTools.test(tool));
  const byForm = category.startsWith('dependency') || category === 'lock-file' ? named(hits) : undefined;
  if (!isJvm) return byForm;
  const suspect = suspects(log.lines, failureLines(log.lines), ownModules(log.lines))[0];
  if (suspect === undefined || suspect.score < leastScore) return byForm;
  if (![...suspect.name.split(':'), suspect.from, suspect.to].every((part) => isShown(log, part)))
    return byForm;
  if (byForm?.dependency.name.includes(':') && category === 'dependency-resolution') return byForm;
  return {
    dependency: {
      name: suspect.name,
      ...(suspect.from === undefined ? {} : { from: suspect.from }),
      ...(suspect.to === undefined ? {} : { to: suspect.to }),
    },
    lines: suspect.lines,
  };
}
