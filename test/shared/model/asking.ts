// Loaded before, so that no test waits for it.
import '../../../shared/model/ask.ts';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createLedger } from '../../../shared/ledger/keep.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { connectModel } from '../../../shared/model/connect.ts';
import type { ModelServer } from '../../../shared/model/server.ts';
import type { AskingSettings } from '../../../shared/model/settings.ts';
import type { Question } from '../../../shared/model.ts';
import type { Evidence } from '../../../shared/report.ts';
import { createLogger } from '../../../shared/run/log.ts';
import { type FakeClock, fakeClock } from '../../fakes/clock.ts';

export const config: AskingSettings = {
  DEADLINE_SECONDS: 120,
  LEDGER_LEASE_SECONDS: 180,
  MODEL_DEADLINE_SECONDS: 60,
  MODEL_RUNG: 'auto',
  MODEL_INPUT_TOKENS: 8_000,
  MODEL_MAX_OUTPUT_TOKENS: 1_000,
};

export const evidence: readonly Evidence[] = [
  {
    ...{ id: 'e1', kind: 'log', source: 'build.log', line: 411, lineEnd: 413 },
    text: 'npm ci\nnpm error ERESOLVE could not resolve\nexit 1',
  },
  { id: 'e2', kind: 'object', source: 'TaskRun status', text: 'step build exited with 1' },
];

export const schema = z.object({
  category: z.enum(['network', 'dependency']),
  cause: z.string().max(60),
  cites: z.array(z.string().max(20)).max(4),
});

export const good = { category: 'dependency', cause: 'The versions do not fit.', cites: ['e1:412'] };

export function question(change: Partial<Question<typeof schema>> = {}): Question<typeof schema> {
  return {
    ...{ name: 'build-cause', schema, evidence, instructions: 'Say why the build failed.' },
    signal: new AbortController().signal,
    ...change,
  };
}

/** A model port over a server, with everything around it that a test may look at. */
export function asking(
  server: ModelServer,
  {
    settings = {},
    clock = fakeClock(seeded()),
    ledger = createLedger(memoryStore(clock.now), { leaseSeconds: 180, keepSeconds: 259_200 }),
    functionName = 'build-triage',
  }: {
    settings?: Partial<AskingSettings>;
    clock?: FakeClock;
    ledger?: Ledger;
    functionName?: string;
  } = {},
) {
  const lines: string[] = [];
  const registry = new Registry();
  const log = createLogger('trace', { write: (line) => lines.push(line) });
  const around = { functionName, ledger, registry, log, clock };
  const model = connectModel(server, { ...config, ...settings }, around);
  const ask = (change?: Partial<Question<typeof schema>>) => clock.until(model.ask(question(change)));
  return { ask, model, clock, ledger, registry, lines };
}

/** Chance that repeats: the same in each run, and different in each call. */
export function seeded(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
