import type { FunctionDefinition } from '../../../shared/function.ts';
import type { Scenario } from '../crash-points.ts';
import { carelessSink, happenedEvent, notesSink, startNotesServer } from '../notes-sink.ts';
import { createWorld, startClock, type World } from '../world.ts';

export async function notesWorld(definition: FunctionDefinition = notesSink): Promise<World> {
  const server = await startNotesServer();
  return createWorld({
    definition,
    clock: startClock(),
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
  world: () => notesWorld(carelessSink),
  before: [],
  event: happenedEvent('disk-full', '1'),
};
