import { nameOf } from '../test/crash/crash-points.ts';
import { crashFigures, findOutcomes } from '../test/crash/outcomes.ts';
import type { Benchmark } from './benchmark.ts';

/** Every function killed at every boundary of its I/O and delivered again: what was lost, and what came twice. */
export const benchmark: Benchmark = {
  data: [],
  run: async ({ note, verbose }) => {
    const { crashes } = await findOutcomes();
    if (verbose) {
      for (const { scenario, points } of crashes) {
        note(`${nameOf(scenario)}: ${points.length} points`);
        for (const { boundary, lost, duplicated } of points) {
          for (const what of lost) note(`  ${boundary}: lost ${what}`);
          for (const what of duplicated) note(`  ${boundary}: twice ${what}`);
        }
      }
    }
    const { points, lost, duplicated } = crashFigures(crashes);
    return { 'crash.points': points, 'crash.lost': lost, 'crash.duplicated': duplicated };
  },
};
