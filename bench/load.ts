import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { type BurstResult, runBurst } from './load/burst.ts';

const BURST = { events: 5_000, runs: 10, faults: 0.05, seed: 58, speed: 50 };

/** 5,000 failed builds at once through broker, build-triage and both sinks, while one request in twenty fails. */
export const benchmark: Benchmark = {
  data: [],
  run: async ({ note, verbose }) => {
    const inMemory = await runBurst(BURST);
    tell('in memory', inMemory, note, verbose);
    const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-load-'));
    try {
      const onDisk = await runBurst({ ...BURST, data: folder });
      tell('on disk', onDisk, note, verbose);
      return {
        'load.events': BURST.events,
        'load.lost': inMemory.lost.length,
        'load.duplicated': inMemory.duplicated.length,
        'load.deadLettered': inMemory.deadLettered,
        'load.eventsPerSecond': BURST.events / inMemory.seconds,
        'load.peakRssMb': inMemory.peakRssMebibytes,
        'load.heldMb': inMemory.heldMebibytes,
        'load.onDisk.lost': onDisk.lost.length,
        'load.onDisk.duplicated': onDisk.duplicated.length,
        'load.onDisk.deadLettered': onDisk.deadLettered,
        'load.onDisk.eventsPerSecond': BURST.events / onDisk.seconds,
        'load.onDisk.peakRssMb': onDisk.peakRssMebibytes,
        'load.onDisk.heldMb': onDisk.heldMebibytes,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function tell(how: string, result: BurstResult, note: (line: string) => void, verbose: boolean): void {
  const { seconds, refused, outside, lost, duplicated } = result;
  const { slack, jira } = outside.requests;
  note(`${how}: ${seconds.toFixed(0)} s; the producer was told ${refused} times to come again`);
  note(`  requests to Slack ${slack}, to Jira ${jira}; faults ${JSON.stringify(outside.injected)}`);
  for (const what of lost) note(`  lost: ${what}`);
  for (const what of verbose ? duplicated : duplicated.slice(0, 5)) note(`  twice: ${what}`);
}
