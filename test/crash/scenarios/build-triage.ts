import buildTriage from '../../../functions/build-triage/function.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import type { Scenario } from '../crash-points.ts';
import { createWorld, startClock } from '../world.ts';

const definition = buildTriage as unknown as FunctionDefinition;

const log = [
  '> tsc --build packages/checkout',
  "packages/checkout/src/line.ts:12:5 - error TS2353: Object literal may only specify known properties, and 'unitPrice' does not exist in type 'Line'.",
  'Found 1 error.',
  'npm error Lifecycle script `build` failed with error: code 2',
].join('\n');

/** A failed build of any CI, with its log inside; `run` tells one run from another. */
export function buildFailedEvent(run: number): Event {
  return {
    specversion: '1.0',
    id: `build-${run}`,
    source: '/ci/example',
    type: 'dev.watchkeeper.build.failed.v1',
    datacontenttype: 'application/json',
    data: {
      outcome: 'failed',
      build: { name: `shop-${run}`, namespace: 'payments' },
      exitCode: 2,
      log: { inline: log },
    },
  };
}

/** Triage answers with one event, and that is all its effect. */
export const buildTriageScenarios: readonly Scenario[] = [
  {
    function: 'build-triage',
    name: 'without a model',
    world: async () => createWorld({ definition, clock: startClock() }),
    before: [],
    event: buildFailedEvent(7),
  },
];
