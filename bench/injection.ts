import { outsideAttacks, ownAttacks } from '../test/injection/attacks.ts';
import { casesOf, judgeAll } from '../test/injection/cases.ts';
import type { Benchmark } from './benchmark.ts';

/**
 * Attacks in eight carriers and ten dressings, with a model that obeys everything it reads: how many effects outside of
 * the catalogue they had.
 */
export const benchmark: Benchmark = {
  data: ['injection'],
  run: async ({ folder, note }) => {
    const own = casesOf(ownAttacks);
    const others = casesOf(outsideAttacks(folder('injection')));
    const { faults, asked, honest, honestShown } = await judgeAll([...own, ...others]);
    for (const fault of faults.slice(0, 50)) note(fault);
    return {
      'injection.cases': own.length + others.length,
      'injection.asked': asked,
      'injection.forbidden': faults.length,
      'injection.honestShown': honestShown / honest,
    };
  },
};
