import type { FunctionDefinition } from '../../../shared/function.ts';
import type { Scenario } from '../crash-points.ts';
import { carelessSink, happenedEvent, notesSink, startNotesServer } from '../notes-sink.ts';
import { createWorld, startClock, type World } from '../world.ts';

/** How a world of notes differs from the usual one. */
export interface NotesOptions {
  readonly definition?: FunctionDefinition;
  /** Time after which a note that was written can be seen. */
  readonly lagSeconds?: number;
}

export async function notesWorld({
  definition = notesSink,
  lagSeconds = 0,
}: NotesOptions = {}): Promise<World> {
  const clock = startClock();
  const server = await startNotesServer(clock, lagSeconds);
  return createWorld({
    definition,
    clock,
    servers: { notes: server },
    env: ({ notes = '' }) => ({ NOTES_URL: notes }),
    effects: () => server.notes,
  });
}

const common = { function: 'notes-sink', world: () => notesWorld() };

/** What once() and the record of a fact promise by themselves, without a real sink around them. */
export const notesScenarios: readonly Scenario[] = [
  { ...common, name: 'first event of a fact', before: [], event: happenedEvent('disk-full', '1') },
  {
    ...common,
    name: 'the same fact in another run',
    before: [happenedEvent('disk-full', '1')],
    event: happenedEvent('disk-full', '2'),
  },
];

/** What is found where a sink does not write down what it is about to do. */
export const carelessScenario: Scenario = {
  function: 'notes-sink',
  name: 'without intents',
  world: () => notesWorld({ definition: carelessSink }),
  before: [],
  event: happenedEvent('disk-full', '1'),
};
