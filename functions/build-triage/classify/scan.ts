import type { Excerpt, LogLine, LogSection, ReadLog } from '../../../shared/log/log.ts';
import { bare } from './bare.ts';
import { probeIndex } from './probes.ts';
import type { Hit, Rule } from './rule.ts';
import { CAUSE, VERDICT } from './rule.ts';
import { allRules } from './rules/all.ts';
import { standingOf } from './standing.ts';

const index = probeIndex(allRules);

/** Lines after the line that opens a list during which its items are looked for. */
const listLines = 400;
/** Hits of one rule that are kept: the first ones, and of the rest only the last. */
const hitsOfOneRule = 300;
/** What stands outside of the excerpt, or is the CI system's own start-up, hardly counts. */
const outsideScore = -4;
const startUpScore = -5;
/** Words count only in the excerpt: outside of it any build has them. */
const leastOutside = CAUSE - 1.5;

const echo = /^\s{0,4}(?:\$ |\+{1,6} ?(?!(?:ERROR|Error|error|FAIL)\b)[\w'"[./-]|\[command\])/;

/** A little for what stands late, in four steps, so that of neighbours the first one leads. */
function lateness(line: number, lines: number): number {
  return Math.floor((4 * line) / Math.max(1, lines)) / 8;
}

/** Where a line stands: among the strongest of the excerpt, in it, in the failing section or in one that passed. */
function placing(log: ReadLog, found: Excerpt): (line: LogLine) => { score: number; outside: boolean } {
  const rank = new Map(found.ranked.map((number, place) => [number, place]));
  const inExcerpt = new Set<number>();
  for (const range of found.ranges) for (let at = range.line; at <= range.lineEnd; at += 1) inExcerpt.add(at);
  const standing = standingOf(log, found);
  const sectionScore = (section: LogSection | undefined): number => {
    if (section?.exitStatus === undefined) return 0;
    return section.exitStatus === 0 ? -3 : 1.5;
  };
  return (line) => {
    const place = rank.get(line.number);
    const near =
      place === undefined
        ? inExcerpt.has(line.number)
          ? 1
          : outsideScore
        : place === 0
          ? 3
          : place < 3
            ? 2.5
            : 2;
    const section = line.section === undefined ? undefined : log.sections[line.section];
    const aside = standing.isStartUp(line)
      ? startUpScore
      : place !== 0 && standing.isBeforeFailure(line)
        ? -1
        : 0;
    const score = near + aside + sectionScore(section) + lateness(line.number, log.totalLines);
    return { score, outside: near < 0 };
  };
}

function levelScore(name: string, rule: Rule): number {
  if (name.startsWith('warn')) return rule.weight > VERDICT ? 0 : rule.weight >= VERDICT - 1 ? -1 : -4;
  if (name === 'debug' || name === 'command') return -3;
  return 0;
}

/** Every rule that fits a line of the log, with its score by form and place, in the order of the log. */
export function scan(log: ReadLog, found: Excerpt): Hit[] {
  const place = placing(log, found);
  const hits: Hit[] = [];
  const counts = new Map<Rule, number>();
  const open = new Map<string, number>();
  let tried: Rule[] = [];
  const note = (rule: Rule): void => {
    if (!tried.includes(rule)) tried.push(rule);
  };
  for (const line of log.lines) {
    tried = [];
    index.each(line.text, note);
    for (const [name, until] of open) {
      if (line.number > until) open.delete(name);
      else for (const rule of index.items.get(name) ?? []) tried.push(rule);
    }
    if (tried.length === 0 || echo.test(line.text)) continue;
    const stripped = bare(line);
    const where = place(line);
    for (const rule of tried) {
      if (where.outside && rule.weight < leastOutside) continue;
      const match = rule.form.exec(stripped.text);
      if (match === null) continue;
      if (rule.opens !== undefined) open.set(rule.opens, line.number + listLines);
      const count = (counts.get(rule) ?? 0) + 1;
      counts.set(rule, count);
      const hit = {
        rule,
        line: line.number,
        text: stripped.text,
        groups: match.groups ?? {},
        score: rule.weight + where.score + levelScore(stripped.level, rule),
      };
      if (count > hitsOfOneRule)
        hits.splice(
          hits.findLastIndex((other) => other.rule === rule),
          1,
        );
      hits.push(hit);
    }
  }
  return hits;
}
