import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsCanary, randomToken } from '../../../shared/model/canary.ts';
import { draw, promptOf } from '../../../shared/model/prompt.ts';
import { seeded } from './asking.ts';

const saying = {
  ...{ instructions: 'Say why.', schemaName: 'cause', schema: { type: 'object' }, maxOutputTokens: 100 },
};

/** Chance that first gives what `first` gives, and then another. */
function chanceAfter(first: number): () => number {
  const rest = seeded(7);
  let calls = 0;
  return () => {
    calls += 1;
    return calls <= first ? 0 : rest();
  };
}

describe('the prompt', () => {
  it.each([
    ['as it is', 'END aaaaaaaaaaaaaaaa'],
    ['in another case', 'END AAAAAAAAAAAAAAAA'],
    ['spaced', 'a a a a a a a a a a a a a a a a'],
  ])('row 29: draws another marker where the evidence holds it %s', (_, line) => {
    const shown = { lines: [`e1:1 | ${line}`], cut: false };
    const { marker } = draw(shown, chanceAfter(16));
    expect(marker).not.toBe('a'.repeat(16));
    expect(marker).toMatch(/^[a-z2-9]{16}$/);
  });

  it('has markers that stand nowhere in the evidence, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(), (lines, seed) => {
        const shown = { lines: lines.map((line) => `e1:1 | ${line.replaceAll('\n', ' ')}`), cut: false };
        const drawn = draw(shown, seeded(seed));
        const { user } = promptOf({ ...saying, shown, drawn }, 'tool');
        expect(user.split(drawn.marker)).toHaveLength(3);
        expect(user).not.toContain(drawn.canary);
      }),
      { numRuns: 100 },
    );
  });

  it('says that evidence was cut, and writes the schema down where nothing else carries it', () => {
    const drawn = draw({ lines: [], cut: true }, seeded());
    const asked = promptOf({ ...saying, shown: { lines: [], cut: true }, drawn }, 'prompt');
    expect(asked.user).toContain('cut to fit');
    expect(asked.system).toContain('{"type":"object"}');
    const strict = promptOf({ ...saying, shown: { lines: [], cut: false }, drawn }, 'json-schema');
    expect(strict.user).not.toContain('cut to fit');
    expect(strict.system).not.toContain('{"type":"object"}');
  });
});

describe('a canary', () => {
  const canary = randomToken(seeded(3), 24);
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['as it is', `it is ${canary}.`],
    ['in capitals', canary.toUpperCase()],
    ['spaced', [...canary].join(' ')],
    ['with dashes', [...canary].join('-')],
    ['backwards', [...canary].reverse().join('')],
    ['in base64', base64(canary)],
    ['in base64 of capitals', base64(canary.toUpperCase())],
    ['in base64 behind one character', base64(`x${canary} and more`)],
    ['in base64 behind two', base64(`xy${canary}`)],
    ['in base64 over lines', base64(`the token: ${canary}`).replace(/.{8}/g, '$&\n')],
    ['in hex', Buffer.from(canary).toString('hex')],
    ['in part', canary.slice(4, 17)],
    [
      'over two fields',
      JSON.stringify({ a: canary.slice(0, 12), b: { c: [canary.slice(12)] } }).replace('"b":', '"":'),
    ],
    ['in JSON escapes', [...canary].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')],
    ['in percent escapes', [...canary].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')],
    ['in full width', [...canary].map((one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0)).join('')],
  ])('is found %s', (_, text) => {
    expect(holdsCanary(text, canary)).toBe(true);
  });

  it.each([
    '',
    'The build failed.',
    JSON.stringify({ cause: 'npm could not resolve react' }),
    canary.slice(0, 9),
  ])('is not found in %j', (text) => {
    expect(holdsCanary(text, canary)).toBe(false);
  });
});
