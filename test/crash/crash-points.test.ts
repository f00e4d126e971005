import { describe, expect, it } from 'vitest';
import {
  type CrashPoint,
  crashEverywhere,
  crashTwiceEverywhere,
  nameOf,
  type Scenario,
} from './crash-points.ts';
import { buildTriageScenarios } from './scenarios/build-triage.ts';
import { deadLetterScenarios } from './scenarios/dead-letters.ts';
import { jiraScenarios } from './scenarios/jira-sink.ts';
import { carelessScenario, notesScenarios } from './scenarios/notes-sink.ts';
import { slackScenarios } from './scenarios/slack-sink.ts';

const scenarios: readonly Scenario[] = [
  ...buildTriageScenarios,
  ...slackScenarios,
  ...jiraScenarios,
  ...deadLetterScenarios,
  ...notesScenarios,
];

const lostOrTwice = ({ lost, duplicated }: CrashPoint) => lost.length > 0 || duplicated.length > 0;

describe('row 58: killed at every boundary and delivered again', () => {
  it.each(scenarios.map((scenario) => [nameOf(scenario), scenario] as const))(
    '%s: nothing is lost and nothing comes twice',
    async (_, scenario) => {
      const { effects, points } = await crashEverywhere(scenario);
      expect(effects).not.toEqual([]);
      expect(points.length).toBeGreaterThanOrEqual(3);
      expect(points.filter(lostOrTwice)).toEqual([]);
    },
  );

  it.each(
    scenarios
      .filter(({ before, leaseSeconds }) => before.length === 0 && leaseSeconds === undefined)
      .filter(({ function: name, name: what }) => /-sink$/.test(name) && !what.startsWith('data-center'))
      .map((scenario) => [nameOf(scenario), scenario] as const),
  )('%s: nor where whoever takes over is killed too, at every boundary', async (_, scenario) => {
    const points = await crashTwiceEverywhere(scenario);
    expect(points.length).toBeGreaterThanOrEqual(15);
    expect(points.filter(lostOrTwice)).toEqual([]);
  });

  it('finds each duplicate of a sink that writes down nothing before it acts', async () => {
    const { points } = await crashEverywhere(carelessScenario);
    expect(points.filter(lostOrTwice).map(({ boundary, duplicated }) => [boundary, duplicated])).toEqual([
      ['after POST /notes/disk-full', ['/notes/disk-full']],
      ['before ledger: remember in the fact', ['/notes/disk-full']],
      ['after POST /notes/disk-full/answers/1', ['/notes/disk-full/answers/1']],
      ['before ledger: remember in the fact', ['/notes/disk-full/answers/1']],
    ]);
  });

  it('a claim that a crash left behind answers 409 until its lease is over, and then lets another take over', async () => {
    const [scenario] = buildTriageScenarios;
    if (scenario === undefined) throw new Error('there is no scenario');
    const { points } = await crashEverywhere(scenario);
    const held = points.filter(({ redelivered }) => redelivered.length > 1);
    expect(held).not.toEqual([]);
    for (const { redelivered } of held) {
      expect(new Set(redelivered.slice(0, -1))).toEqual(new Set([409]));
      expect(redelivered.at(-1)).toBe(200);
    }
  });
});
