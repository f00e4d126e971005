import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Burst, runBurst } from '../../bench/load/burst.ts';

const burst: Burst = { events: 150, runs: 5, faults: 0.1, seed: 7, speed: 100 };

async function nothingIsLost(one: Burst): Promise<void> {
  const { lost, duplicated, deadLettered, outside } = await runBurst(one);
  const injected = Object.values(outside.injected).flatMap((faults) => Object.values(faults));
  expect(injected.reduce((sum, times) => sum + times, 0)).toBeGreaterThan(20);
  expect({ lost, duplicated, deadLettered }).toEqual({ lost: [], duplicated: [], deadLettered: 0 });
}

// One request in ten to Slack and Jira fails, is cut, is never answered or is late, before or after its effect.
describe('a burst of failed builds while Slack and Jira fail', { timeout: 120_000 }, () => {
  it('loses nothing and does nothing twice, in memory', () => nothingIsLost(burst));

  it('loses nothing and does nothing twice, on disk', async () => {
    const data = await mkdtemp(join(tmpdir(), 'watchkeeper-burst-'));
    try {
      await nothingIsLost({ ...burst, seed: 8, data });
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });
});
