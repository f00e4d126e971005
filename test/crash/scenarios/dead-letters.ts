import deadLetters from '../../../functions/dead-letters/function.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import type { Scenario } from '../crash-points.ts';
import { createWorld, startClock } from '../world.ts';

/** Dead letters end in a line: it claims nothing, and a line too many is better than one too few. */
export const deadLetterScenarios: readonly Scenario[] = [
  {
    function: 'dead-letters',
    name: 'an event that was given up',
    world: async () =>
      createWorld({ definition: deadLetters as unknown as FunctionDefinition, clock: startClock() }),
    before: [],
    event: {
      specversion: '1.0',
      id: 'build-7',
      source: '/ci/example',
      type: 'dev.example.anything.v1',
      knativeerrordest: 'http://slack-sink.watchkeeper.svc.cluster.local',
      knativeerrorcode: '422',
      data: { anything: true },
    },
    mayRepeat: { effect: /^line /, at: /^after the line|^before the answer/ },
  },
];
