import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../shared/run/stamp.ts';
import { beginLife } from './life.ts';
import { carelessSink, happenedEvent } from './notes-sink.ts';
import { jiraWorld } from './scenarios/jira-sink.ts';
import { notesWorld } from './scenarios/notes-sink.ts';
import { reportOf } from './scenarios/reports.ts';
import { slackWorld } from './scenarios/slack-sink.ts';
import { Schedule } from './schedule.ts';
import { startProcess, type World } from './world.ts';

/** A sink as the model sees it: events about facts in runs, and what has to stand outside once all of them came. */
interface Modelled {
  readonly name: string;
  readonly world: () => Promise<World>;
  readonly eventOf: (fact: number, run: number) => Event;
  /** Kinds of effects, and how many of each there have to be after so many facts in so many events. */
  readonly expected: (facts: number, events: number) => Readonly<Record<string, number>>;
}

const reported = (fact: number, run: number) =>
  reportOf(`${fact}-${run}`, {}, `fp-${String(fact).padStart(16, '0')}`);

const sinks: readonly Modelled[] = [
  {
    name: 'notes-sink',
    world: () => notesWorld(),
    eventOf: (fact, run) => happenedEvent(`fact-${fact}`, `run-${run}`),
    expected: (facts, events) => ({ '/notes/fact': facts + events }),
  },
  {
    name: 'slack-sink',
    world: () => slackWorld(),
    eventOf: reported,
    // Each run has one answer in the thread: the details of the first one, a few words of the others.
    expected: (facts, events) => ({ message: facts, answer: events }),
  },
  {
    name: 'jira-sink',
    world: () => jiraWorld('cloud'),
    eventOf: reported,
    // The first run stands in the ticket itself.
    expected: (facts, events) => ({ ticket: facts, comment: events - facts }),
  },
];

/** How many effects there are of each kind: the first word of a line. */
function countKinds(effects: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const effect of effects) {
    const kind = /^[/a-z]+/.exec(effect)?.[0] ?? effect;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Without the number of times that a message was seen, so that one that stands twice is found. */
function namesOf(effects: readonly string[]): string[] {
  return effects.map((effect) => effect.replace(/, seen .*$/, ''));
}

/** What happens outside of the functions, in any order. */
class Model {
  readonly delivered = new Map<string, Event>();
}

type Command = fc.AsyncCommand<Model, Schedule>;

function commandsOf({ eventOf }: Modelled): fc.Arbitrary<Command>[] {
  const command = (text: string, run: (model: Model, schedule: Schedule) => Promise<void>): Command => ({
    check: () => true,
    run,
    toString: () => text,
  });
  const slot = fc.nat({ max: 1 });
  return [
    // Few facts and runs, so that most deliveries are of the same event or about the same fact.
    fc.tuple(slot, fc.nat({ max: 1 }), fc.nat({ max: 1 })).map(([at, fact, run]) =>
      command(`deliver fact ${fact} of run ${run} to process ${at}`, async (model, schedule) => {
        const key = `${fact}/${run}`;
        const event = model.delivered.get(key) ?? eventOf(fact, run);
        model.delivered.set(key, event);
        await schedule.deliver(at, event);
      }),
    ),
    fc.integer({ min: 1, max: 6 }).map((steps) =>
      command(`${steps} steps`, async (_, schedule) => {
        for (let step = 0; step < steps; step += 1) await schedule.step();
      }),
    ),
    slot.map((at) => command(`crash of process ${at}`, (_, schedule) => schedule.crash(at))),
    fc
      .constantFrom(1, 10, 181)
      .map((seconds) => command(`${seconds} s later`, (_, schedule) => schedule.forward(seconds))),
  ];
}

function propertyOf(sink: Modelled) {
  return fc.asyncProperty(
    fc.scheduler(),
    fc.commands(commandsOf(sink), { maxCommands: 25 }),
    async (scheduler, commands) => {
      const world = await sink.world();
      try {
        const model = new Model();
        const schedule = await Schedule.start(world, scheduler, 2);
        await fc.asyncModelRun(() => ({ model, real: schedule }), commands);
        expect(await schedule.finish()).toEqual([]);
        const effects = world.effects();
        expect(new Set(namesOf(effects)).size).toBe(effects.length);
        const facts = new Set([...model.delivered.keys()].map((key) => key.split('/')[0]));
        const kinds = Object.entries(sink.expected(facts.size, model.delivered.size));
        expect(countKinds(effects)).toEqual(Object.fromEntries(kinds.filter(([, count]) => count > 0)));
      } finally {
        await world.close();
      }
    },
  );
}

const RUNS = 120;

describe('deliveries at once, in any order, with crashes in between', () => {
  it.each(sinks.map((sink) => [sink.name, sink] as const))(
    '%s does each thing once, and loses no event',
    async (_, sink) => {
      await fc.assert(propertyOf(sink), { numRuns: RUNS, seed: 58 });
    },
  );

  it('waits for a fact that another holds by the schedule, and not in real time', async () => {
    const world = await notesWorld();
    const holder = await startProcess(world, beginLife(8));
    const other = await startProcess(world);
    expect(await holder.deliver(happenedEvent('disk-full', '1'))).toBe('crashed');
    expect(await other.deliver(happenedEvent('disk-full', '2'))).toMatchObject({ status: 409 });
    expect(other.life.crossed.filter((boundary) => boundary === 'waits for the fact')).toHaveLength(3);
    await Promise.all([holder.end(), other.end(), world.close()]);
  });

  it('finds a duplicate of a sink that writes down nothing before it acts', async () => {
    const [sink] = sinks;
    if (sink === undefined) throw new Error('there is no sink');
    const careless = { ...sink, world: () => notesWorld({ definition: carelessSink }) };
    const { failed, counterexample } = await fc.check(propertyOf(careless), {
      numRuns: RUNS,
      seed: 58,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
    expect(String(counterexample?.[1])).toContain('crash of process');
  });
});
