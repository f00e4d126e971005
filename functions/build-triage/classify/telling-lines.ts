import type { Excerpt } from '../../../shared/log/log.ts';
import type { CleanLog } from './clean-log.ts';
import { lineOf, textBelow } from './near-lines.ts';
import { CAUSE, type Hit } from './rule.ts';
import { strongestLines } from './standing.ts';
import type { Verdict } from './verdict.ts';

/** Groups of a form that say which failure it is, not only that there is one. */
const specifics = ['file', 'test', 'name', 'message', 'code', 'failure', 'what', 'why', 'image', 'wanted'];

/** Lines that a failure is told by at most. */
const mostTelling = 300;

/**
 * The lines that tell this failure from another: all that the deciding tool says of it in its own forms, wherever they
 * stand, so that a line at the edge of the excerpt does not change them; where it says little, the strongest lines.
 */
export function tellingLines(log: CleanLog, found: Excerpt, verdict: Verdict | undefined): number[] {
  const hits = verdict?.hits ?? [];
  const tool = hits[0]?.rule.tool;
  const passed = (hit: Hit): boolean => {
    const section = lineOf(log, hit.line)?.section;
    return section !== undefined && log.sections[section]?.exitStatus === 0;
  };
  const formal = hits.filter((hit) => hit.rule.tool === tool && hit.rule.weight >= CAUSE - 1);
  const telling = formal.length > 0 ? formal.filter((hit) => !passed(hit)) : hits.slice(0, 3);
  const isSpecific = (hit: Hit): boolean => specifics.some((group) => (hit.groups[group] ?? '') !== '');
  const rest = telling.some(isSpecific)
    ? []
    : hits.filter((hit) => hit.rule.tool === tool && isSpecific(hit));
  const strongest = rest.length > 0 || telling.some(isSpecific) ? [] : strongestLines(log, found).slice(0, 3);
  // A line that ends in a colon only announces what the next one says.
  const announced = [...telling, ...rest]
    .filter((hit) => hit.text.trimEnd().endsWith(':') && (hit.groups.test ?? '') === '')
    .slice(0, 20)
    .flatMap((hit) => textBelow(log, hit.line)?.line ?? []);
  const lines = [...telling, ...rest].map((hit) => hit.line);
  return [...new Set([...lines, ...announced, ...strongest])].slice(0, mostTelling);
}
