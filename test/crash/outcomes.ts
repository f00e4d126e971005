import {
  type CrashPoint,
  crashEverywhere,
  type Enumerated,
  nameOf,
  type PausePoint,
  pauseEverywhere,
  type Scenario,
} from './crash-points.ts';
import { allScenarios, blindScenarios } from './scenarios/all.ts';

/** All that was found out by killing and pausing every function everywhere. */
export interface Outcomes {
  readonly crashes: readonly Enumerated[];
  readonly blind: readonly Enumerated[];
  readonly pauses: readonly { readonly scenario: Scenario; readonly points: readonly PausePoint[] }[];
}

/** Scenarios with a lease of their own differ in time only, so they are left out where holders are paused. */
export const pausedScenarios: readonly Scenario[] = allScenarios.filter(
  ({ leaseSeconds }) => leaseSeconds === undefined,
);

/** Runs everything; takes some seconds. */
export async function findOutcomes(): Promise<Outcomes> {
  const crashes: Enumerated[] = [];
  for (const scenario of allScenarios) crashes.push(await crashEverywhere(scenario));
  const blind: Enumerated[] = [];
  for (const scenario of blindScenarios) blind.push(await crashEverywhere(scenario));
  const pauses: { scenario: Scenario; points: readonly PausePoint[] }[] = [];
  for (const scenario of pausedScenarios) {
    if (scenario.function === 'dead-letters') continue;
    pauses.push({ scenario, points: await pauseEverywhere(scenario) });
  }
  return { crashes, blind, pauses };
}

/** How many points there are, and at how many something was lost, or came twice outside of the windows. */
export function crashFigures(crashes: readonly Enumerated[]) {
  const points = crashes.flatMap((enumerated) => enumerated.points);
  return {
    points: points.length,
    lost: points.filter(({ lost }) => lost.length > 0).length,
    duplicated: points.filter(({ duplicated }) => duplicated.length > 0).length,
  };
}

const BEGIN = '<!-- what follows is written by "npm run generate" from a run of test/crash -->';
const END = '<!-- what is above is written by "npm run generate" -->';

/** The page with its tables made anew from the run; throws where their place is not marked. */
export function withOutcomes(page: string, outcomes: Outcomes): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error('docs/reliability.md has no place for its tables');
  return `${page.slice(0, from + BEGIN.length)}\n\n${tablesOf(outcomes)}\n\n${page.slice(to)}`;
}

function tablesOf({ crashes, blind, pauses }: Outcomes): string {
  const { points, lost, duplicated } = crashFigures(crashes);
  return [
    `### Killed at every boundary`,
    `${points} points in ${crashes.length} scenarios: ${lost} lost something, ${duplicated} did something twice.`,
    table(
      ['Function and scenario', 'Points', 'Killed', 'Redeliveries are answered', 'Comes twice'],
      crashes.flatMap(crashRows),
    ),
    '### Window 1: what was made cannot be found',
    table(['Function and scenario', 'Killed', 'Comes twice'], blind.flatMap(doubledRows)),
    '### Window 2: a holder that wakes after another took over',
    table(['Function and scenario', 'Paused', 'Comes twice'], pauses.flatMap(doubledRows)),
  ].join('\n\n');
}

/** One row for all neighbouring points that came to the same. */
function crashRows({ scenario, points }: Enumerated): string[][] {
  const rows: string[][] = [];
  const sameBy = (point: CrashPoint) => `${outcomeOf(point)} ${twiceOf(point)}`;
  for (const [from, to] of stretches(points, sameBy)) {
    const point = points[from];
    if (point === undefined) continue;
    rows.push([
      rows.length === 0 ? nameOf(scenario) : '',
      from === to ? `${from + 1}` : `${from + 1}–${to + 1}`,
      stretchOf(points, from, to),
      outcomeOf(point),
      twiceOf(point),
    ]);
  }
  return rows;
}

/** One row for all neighbouring points at which something came twice. */
function doubledRows({ scenario, points }: Enumerated | Outcomes['pauses'][number]): string[][] {
  const kinds = ({ duplicated }: { readonly duplicated: readonly string[] }) => kindsOf(duplicated);
  const rows = stretches<PausePoint | CrashPoint>(points, kinds).flatMap(([from, to]) => {
    const point = points[from];
    return point === undefined || point.duplicated.length === 0
      ? []
      : [[stretchOf(points, from, to), kinds(point)]];
  });
  const shown = rows.length === 0 ? [['anywhere', 'nothing']] : rows;
  return shown.map((row, index) => [index === 0 ? nameOf(scenario) : '', ...row]);
}

function stretches<Point>(
  points: readonly Point[],
  sameBy: (point: Point) => string,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [index, point] of points.entries()) {
    const last = found.at(-1);
    const before = points[index - 1];
    if (last && before !== undefined && sameBy(before) === sameBy(point)) last[1] = index;
    else found.push([index, index]);
  }
  return found;
}

function stretchOf(points: readonly { readonly boundary: string }[], from: number, to: number): string {
  const name = (index: number) => points[index]?.boundary ?? '';
  return from === to ? name(from) : `${name(from)} … ${name(to)}`;
}

function outcomeOf({ redelivered, stored }: CrashPoint): string {
  const runs: string[] = [];
  for (const [from, to] of stretches(redelivered, String)) {
    runs.push(from === to ? `${redelivered[from]}` : `${redelivered[from]} × ${to - from + 1}`);
  }
  return `${runs.join(', ')}${stored ? ' with the stored answer' : ''}`;
}

function twiceOf({ lost, duplicated, named }: CrashPoint): string {
  return kindsOf([...lost.map((what) => `LOST: ${what}`), ...duplicated, ...named]);
}

/** What came twice, without the names that only the run gives it. */
function kindsOf(effects: readonly string[]): string {
  const kind = (effect: string) =>
    effect.startsWith('LOST') ? effect : (/^(?:paid model call|line|\w+)/.exec(effect)?.[0] ?? effect);
  return [...new Set(effects.map(kind))].join(', ') || '–';
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
