const classCount = 32;
const colon = 27;
const apostrophe = 28;
const digit = 29;
const space = 30;
// No edge yet. States are numbered below `wordEnds`: the words of all forms make about three thousand.
const none = 0xffff;
const wordEnds = 0x8000;
const stateBits = 0x7fff;

function classOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 96;
  if (code >= 65 && code <= 90) return code - 64;
  if (code >= 48 && code <= 57) return digit;
  if (code === 58) return colon;
  if (code === 39) return apostrophe;
  return code === 32 ? space : 0;
}

const classes = Uint8Array.from({ length: 256 }, (_, code) => classOf(code));

/** The keys of the words that stand in the first `characters` of a text, each once, in no order; the array is reused by the next call. */
export type WordFinder = (text: string, characters: number) => readonly number[];

/**
 * Finds which of many words stand in a text in one look at each of its bytes (Aho and Corasick, 1975).
 * Letters count in either case, all digits alike; words hold letters, digits, spaces, `:` and `'` only.
 * The result makes finders, each with its own memory.
 */
export function wordIndex(
  words: readonly { readonly word: string; readonly key: number }[],
): () => WordFinder {
  const states = words.reduce((sum, { word }) => sum + word.length, 1);
  const next = new Uint16Array(states * classCount).fill(none);
  const keys: (number[] | undefined)[] = [undefined];
  let count = 1;
  for (const { word, key } of words) {
    let state = 0;
    for (const letter of word) {
      const edge = state * classCount + classOf(letter.charCodeAt(0));
      if (next[edge] === none) {
        next[edge] = count++;
        keys.push(undefined);
      }
      state = next[edge] ?? 0;
    }
    keys[state] = [...(keys[state] ?? []), key];
  }
  link(next, keys);
  // A state in which a word ends carries a mark, which spares a second look at each character.
  const marked = next.map((state) => (keys[state] === undefined ? state : state | wordEnds));
  const most = Math.max(0, ...words.map(({ key }) => key)) + 1;
  return () => finder(marked, keys, most);
}

function finder(
  next: Uint16Array,
  keys: readonly (readonly number[] | undefined)[],
  most: number,
): WordFinder {
  const found: number[] = [];
  const stamps = new Int32Array(most);
  let stamp = 0;
  // Bytes are looked at much faster than the characters of a string that was cut from another.
  let bytes = Buffer.allocUnsafe(2_048);
  return (text, characters) => {
    stamp++;
    found.length = 0;
    const cut = text.length < characters ? text : text.slice(0, characters);
    // UTF-8 takes at most three bytes for each unit of a string.
    if (cut.length * 3 > bytes.length) bytes = Buffer.allocUnsafe(cut.length * 3);
    const length = bytes.write(cut, 0);
    let state = 0;
    for (let index = 0; index < length; index++) {
      const edge = ((state & stateBits) << 5) | (classes[bytes[index] ?? 0] ?? 0);
      state = next[edge] ?? 0;
      if (state < wordEnds) continue;
      for (const key of keys[state & stateBits] ?? []) {
        if (stamps[key] === stamp) continue;
        stamps[key] = stamp;
        found.push(key);
      }
    }
    return found;
  };
}

/** Completes the tree of words to an automaton: where no word goes on, it goes on in the longest word that ends so. */
function link(next: Uint16Array, keys: (number[] | undefined)[]): void {
  const fallback = new Int32Array(keys.length);
  const queue: number[] = [];
  for (let letter = 0; letter < classCount; letter++) {
    const state = next[letter] ?? none;
    if (state !== none) queue.push(state);
    else next[letter] = 0;
  }
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] ?? 0;
    const shorter = fallback[state] ?? 0;
    const inherited = keys[shorter];
    if (inherited !== undefined) keys[state] = [...(keys[state] ?? []), ...inherited];
    for (let letter = 0; letter < classCount; letter++) {
      const edge = state * classCount + letter;
      const elsewhere = next[shorter * classCount + letter] ?? 0;
      const target = next[edge] ?? none;
      if (target === none) next[edge] = elsewhere;
      else {
        fallback[target] = elsewhere;
        queue.push(target);
      }
    }
  }
}
