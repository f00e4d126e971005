import buildTriage from '../../../functions/build-triage/function.ts';
import type { FunctionDefinition } from '../../../shared/function.ts';
import type { Event } from '../../../shared/run/stamp.ts';
import { startModelServer } from '../../fakes/model-server.ts';
import type { Scenario } from '../crash-points.ts';
import { createWorld, startClock, type World } from '../world.ts';

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

/** A model that always says the same; `paid` counts the answers that it gave. */
async function modelWorld(): Promise<World> {
  let paid = 0;
  const model = await startModelServer({
    api: 'anthropic',
    answer: () => {
      paid += 1;
      return { value: reasoning };
    },
  });
  return createWorld({
    definition,
    clock: startClock(),
    servers: { model },
    env: ({ model: url = '' }) => ({
      ...{ MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'test-model', MODEL_BASE_URL: url },
      ...{ MODEL_API_KEY: 'test-key', MODEL_DAILY_TOKENS: '1000000' },
    }),
    effects: () => Array.from({ length: paid }, () => 'paid model call'),
  });
}

const reasoning = {
  category: 'compile-error',
  headline: 'The property unitPrice is not part of the type Line',
  claims: [{ text: 'tsc refuses line 12 of line.ts', cites: ['e1'] }],
  nextSteps: [],
};

/** Triage answers with one event, and that is all its effect; a model's answer costs money. */
export const buildTriageScenarios: readonly Scenario[] = [
  {
    function: 'build-triage',
    name: 'without a model',
    world: async () => createWorld({ definition, clock: startClock() }),
    before: [],
    event: buildFailedEvent(7),
  },
  {
    function: 'build-triage',
    name: 'with a model',
    world: modelWorld,
    before: [],
    event: buildFailedEvent(7),
    // Between the answer and its being remembered; the budget is settled there too.
    mayRepeat: {
      effect: /^paid model call$/,
      at: /^after POST \/v1\/messages$|the budget$|^before ledger: remember in the model's answer$/,
    },
  },
];
