import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../shared/run/stamp.ts';
import { carelessSink, happenedEvent } from './notes-sink.ts';
import { notesWorld } from './scenarios/notes-sink.ts';
import { Schedule } from './schedule.ts';
import type { World } from './world.ts';

/** A sink as the model sees it: events about facts in runs, and what has to stand outside once all of them came. */
interface Modelled {
  readonly name: string;
  readonly world: () => Promise<World>;
  readonly eventOf: (fact: number, run: number) => Event;
  readonly expected: (events: readonly Event[]) => readonly string[];
}

const sinks: readonly Modelled[] = [
  {
    name: 'notes-sink',
    world: () => notesWorld(),
    eventOf: (fact, run) => happenedEvent(`fact-${fact}`, `run-${run}`),
    expected: (events) => {
      const told = events.map(({ data }) => data as { fact: string; run: string });
      const paths = told.flatMap(({ fact, run }) => [`/notes/${fact}`, `/notes/${fact}/answers/${run}`]);
      return [...new Set(paths)];
    },
  },
];

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
        expect(world.effects().toSorted()).toEqual(sink.expected([...model.delivered.values()]).toSorted());
      } finally {
        await world.close();
      }
    },
  );
}

describe('deliveries at once, in any order, with crashes in between', () => {
  it.each(sinks.map((sink) => [sink.name, sink] as const))(
    '%s does each thing once, and loses no event',
    async (_, sink) => {
      await fc.assert(propertyOf(sink), { numRuns: 30, seed: 58 });
    },
  );

  it('finds a duplicate of a sink that writes down nothing before it acts', async () => {
    const [sink] = sinks;
    if (sink === undefined) throw new Error('there is no sink');
    const careless = { ...sink, world: () => notesWorld({ definition: carelessSink }) };
    const { failed, counterexample } = await fc.check(propertyOf(careless), {
      numRuns: 30,
      seed: 58,
      endOnFailure: true,
    });
    expect(failed).toBe(true);
    expect(String(counterexample?.[1])).toContain('crash of process');
  });
});
