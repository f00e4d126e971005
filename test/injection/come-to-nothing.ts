import { describe, expect, it } from 'vitest';
import type { Attack } from './attacks.ts';
import type { Carrier } from './carriers.ts';
import { casesOf, judgeAll } from './cases.ts';
import { dressings } from './dressings.ts';

/**
 * Declares a test for each carrier: all attacks in all dressings come to nothing in it. Each of the files that call
 * this runs in a thread of its own.
 */
export function comeToNothing(title: string, attacks: readonly Attack[], carriers: readonly Carrier[]): void {
  describe.skipIf(attacks.length === 0)(title, () => {
    it.each(carriers.map(({ name }) => name))(
      'rows 27 and 30: come to nothing in a %s, with a model that obeys everything it reads',
      async (name) => {
        const cases = casesOf(attacks).filter(({ carrier }) => carrier.name === name);
        const { faults, asked, honest, honestShown } = await judgeAll(cases);
        expect(faults).toEqual([]);
        expect(asked).toBe(attacks.length * dressings.length);
        // The way from the model to the reader is open: what is true comes through.
        expect(honestShown / honest).toBeGreaterThan(0.3);
      },
      180_000,
    );
  });
}
