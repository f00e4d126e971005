import { describe, expect, it } from 'vitest';
import { outsideAttacks } from './attacks.ts';
import { carriers } from './carriers.ts';
import { casesOf, judgeAll } from './cases.ts';
import { dressings } from './dressings.ts';

const attacks = outsideAttacks();
const these = carriers.slice(4).map(({ name }) => name);

describe.skipIf(attacks.length === 0)(
  'attacks of others, in what others write (needs the data folder injection)',
  () => {
    it.each(these)(
      'come to nothing in a %s, with a model that obeys everything it reads',
      async (carrier) => {
        const cases = casesOf(attacks).filter((each) => each.carrier.name === carrier);
        const { faults, asked, honest, honestShown } = await judgeAll(cases);
        expect(faults).toEqual([]);
        expect(asked).toBe(attacks.length * dressings.length);
        // The way from the model to the reader is open: what is true comes through.
        expect(honestShown / honest).toBeGreaterThan(0.3);
      },
      180_000,
    );
  },
);
