import { describe, expect, it } from 'vitest';
import { ownAttacks } from './attacks.ts';
import { carriers } from './carriers.ts';
import { casesOf, judgeAll } from './cases.ts';
import { dressings } from './dressings.ts';

describe('our own attacks, with a model that obeys everything it reads', () => {
  it.each(carriers.map(({ name }) => name))(
    'rows 27 to 32: come to nothing in a %s',
    async (name) => {
      const cases = casesOf(ownAttacks).filter(({ carrier }) => carrier.name === name);
      const { faults, asked, honest, honestShown } = await judgeAll(cases);
      expect(faults).toEqual([]);
      expect(asked).toBe(ownAttacks.length * dressings.length);
      // The way from the model to the reader is open: what is true comes through.
      expect(honestShown / honest).toBeGreaterThan(0.3);
    },
    180_000,
  );
});
