export const letters = 'abcdefghijklmnopqrstuvwxyz';
export const digits = '0123456789';
export const hex = '0123456789abcdef';
export const alnum = `${letters}${letters.toUpperCase()}${digits}`;

/** Makes strings of random characters, the same for the same seed: no token stands as a literal in these tests. */
export function seeded(seed: number): (alphabet: string, length: number) => string {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return (alphabet, length) =>
    Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
}

/** The characters that the brackets of a regular expression would match, of ASCII. */
export function membersOf(alphabet: string): string {
  const member = new RegExp(`[${alphabet}]`);
  return Array.from({ length: 95 }, (_, index) => String.fromCharCode(index + 32))
    .filter((character) => member.test(character))
    .join('');
}
