import { describe, expect, it } from 'vitest';
import { crashEverywhere, nameOf, type PausePoint, pauseEverywhere, type Scenario } from './crash-points.ts';
import { happenedEvent } from './notes-sink.ts';
import { buildTriageScenarios } from './scenarios/build-triage.ts';
import { jiraScenarios, jiraWorld } from './scenarios/jira-sink.ts';
import { notesScenarios, notesWorld } from './scenarios/notes-sink.ts';
import { reportOf } from './scenarios/reports.ts';
import { slackScenarios, slackWorld } from './scenarios/slack-sink.ts';

const NOTE = '/notes/disk-full';
const first = happenedEvent('disk-full', '1');

const notesBehind = (lagSeconds: number): Scenario => ({
  function: 'notes-sink',
  name: `where the search is ${lagSeconds} s behind`,
  world: () => notesWorld({ lagSeconds }),
  before: [],
  event: first,
});

describe('window 1: killed after the effect and before it is confirmed, where the search is further behind than the wait', () => {
  it('does nothing twice as long as the search is at most as far behind as the redelivery', async () => {
    const { points } = await crashEverywhere(notesBehind(200));
    expect(points.filter(({ lost, duplicated }) => lost.length + duplicated.length > 0)).toEqual([]);
  });

  it('does that one effect twice where it is further behind, and nothing else, and loses nothing', async () => {
    const { points } = await crashEverywhere(notesBehind(3_600));
    expect(points.flatMap(({ lost }) => lost)).toEqual([]);
    expect(
      points
        .filter(({ duplicated }) => duplicated.length > 0)
        .map(({ boundary, duplicated }) => ({ boundary, duplicated })),
    ).toEqual([
      { boundary: `after POST ${NOTE}`, duplicated: [NOTE] },
      { boundary: 'before ledger: confirm an effect in the fact', duplicated: [NOTE] },
      { boundary: `after POST ${NOTE}/answers/1`, duplicated: [`${NOTE}/answers/1`] },
      { boundary: 'before ledger: confirm an effect in the fact', duplicated: [`${NOTE}/answers/1`] },
    ]);
  });
});

/** What each sink does where it cannot find what it made: the effects that come twice then, by kind. */
const blind: readonly {
  readonly name: string;
  readonly scenario: Scenario;
  readonly twice: readonly string[];
}[] = [
  {
    name: 'slack-sink without the scope to read the channel',
    scenario: {
      function: 'slack-sink',
      name: 'first report',
      world: () => slackWorld({ scopes: ['chat:write'] }),
      before: [],
      event: reportOf('1'),
    },
    twice: ['message', 'message', 'answer', 'answer'],
  },
  ...(['cloud', 'data-center'] as const).map((kind) => ({
    name: `jira-sink with an index that is an hour behind (${kind})`,
    scenario: {
      function: 'jira-sink',
      name: 'first report',
      world: () => jiraWorld(kind, { lag: { milliseconds: 3_600_000 } }),
      before: [],
      event: reportOf('1'),
    },
    twice: ['ticket', 'ticket'],
  })),
];

describe('window 1 of the sinks', () => {
  it.each(blind)(
    '$name: the uncertain effect comes twice, nothing else, and nothing is lost',
    async ({ scenario, twice }) => {
      const { points } = await crashEverywhere(scenario);
      expect(points.flatMap(({ lost }) => lost)).toEqual([]);
      const hit = points.filter(({ duplicated }) => duplicated.length > 0);
      for (const { boundary } of hit) expect(boundary).toMatch(/^after POST |^before ledger: confirm/);
      expect(hit.flatMap(({ duplicated }) => duplicated.map((effect) => effect.split(' ')[0]))).toEqual(
        twice,
      );
    },
  );
});

/** Nothing is asked of the ledger any more between here and the next request that changes something. */
function isBetweenCheckAndRequest(points: readonly PausePoint[], index: number): boolean {
  const ahead = points.slice(index).map(({ boundary }) => boundary);
  const request = ahead.findIndex((boundary) => /^before (?:POST|PUT) /.test(boundary));
  return request >= 0 && !ahead.slice(1, request).some((boundary) => boundary.startsWith('before ledger: '));
}

const paused = [...buildTriageScenarios, ...slackScenarios, ...jiraScenarios, ...notesScenarios].filter(
  ({ leaseSeconds }) => leaseSeconds === undefined,
);

describe('window 2: a holder that pauses for longer than its lease, and wakes after another took over', () => {
  it.each(paused.map((scenario) => [nameOf(scenario), scenario] as const))(
    '%s: at most one effect comes twice, and only between the last check and the request',
    async (_, scenario) => {
      const points = await pauseEverywhere(scenario);
      expect(points.flatMap(({ lost }) => lost)).toEqual([]);
      for (const [index, { boundary, duplicated }] of points.entries()) {
        // A question to a model is paid for once more wherever its holder slept before its answer was kept.
        const counted = duplicated.filter((effect) => !scenario.mayRepeat?.effect.test(effect));
        expect(duplicated.length, boundary).toBeLessThanOrEqual(1);
        if (!isBetweenCheckAndRequest(points, index)) expect(counted, boundary).toEqual([]);
      }
    },
  );

  it('is there: a holder that wakes with its request on the way does once more what the other did', async () => {
    const [scenario] = notesScenarios;
    if (scenario === undefined) throw new Error('there is no scenario');
    const points = await pauseEverywhere(scenario);
    expect(points.filter(({ duplicated }) => duplicated.length > 0).map(({ boundary }) => boundary)).toEqual([
      'after ledger: intend an effect in the fact',
      `before POST ${NOTE}`,
      'after ledger: intend an effect in the fact',
      `before POST ${NOTE}/answers/1`,
    ]);
  });

  it('tells the woken holder with 409 that its claim is lost, unless it was done', async () => {
    const [scenario] = notesScenarios;
    if (scenario === undefined) throw new Error('there is no scenario');
    const answers = new Map<number, number>();
    for (const { answered } of await pauseEverywhere(scenario)) {
      answers.set(answered, (answers.get(answered) ?? 0) + 1);
    }
    expect([...answers.keys()].toSorted()).toEqual([202, 409]);
  });
});
