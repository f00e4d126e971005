/** The UTF-16 code units of `text`: reading them from an array is several times as fast as from a string. */
export function codesOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  if (text.length < shortText) {
    for (let i = 0; i < text.length; i++) {
      codes[i] = text.charCodeAt(i);
    }
    return codes;
  }
  Buffer.from(codes.buffer).write(text, 'utf16le');
  return codes;
}

const shortText = 96;

/** What a run of token characters is made of. */
export const runOf = { lower: 1, upper: 2, digit: 4, mark: 8 } as const;

/** A longest run of token characters, and what it is made of. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly of: number;
}

const shortestRun = 16;
const everyCode = 65_536;
const runClasses = runClassTable();

function runClassTable(): Uint8Array {
  const table = new Uint8Array(everyCode);
  const fill = (from: string, to: string, of: number) =>
    table.fill(of, from.charCodeAt(0), to.charCodeAt(0) + 1);
  fill('a', 'z', runOf.lower);
  fill('A', 'Z', runOf.upper);
  fill('0', '9', runOf.digit);
  for (const mark of '-_.~') {
    fill(mark, mark, runOf.mark);
  }
  return table;
}

/** What the character with this code is within a run, or 0 where it ends one. */
export function runClass(code: number): number {
  return runClasses[code] ?? 0;
}

/** Calls `visit` for each longest run of letters, digits, `-`, `_`, `.` and `~` that has at least 16 of them. */
export function eachRun(codes: Uint16Array, visit: (run: Run) => void): void {
  const length = codes.length;
  let done = 0;
  // A run of 16 covers a multiple of 16, so only those are looked at until one lies inside a run.
  for (let probe = shortestRun - 1; probe < length; probe += shortestRun) {
    let of = runClasses[codes[probe] ?? 0] ?? 0;
    if (of === 0) {
      continue;
    }
    let start = probe;
    for (let next = of; next !== 0 && start > done; ) {
      next = runClasses[codes[start - 1] ?? 0] ?? 0;
      of |= next;
      start -= next === 0 ? 0 : 1;
    }
    let end = probe + 1;
    for (let next = of; next !== 0 && end < length; ) {
      next = runClasses[codes[end] ?? 0] ?? 0;
      of |= next;
      end += next === 0 ? 0 : 1;
    }
    done = end;
    probe = end - 1;
    if (end - start >= shortestRun) {
      visit({ start, end, of });
    }
  }
}

/** Finds many words in one pass, whatever their case: an automaton after Aho and Corasick. */
export interface WordFinder {
  /** Calls `visit` with the index of each word found and the end of it; of words that end together, with the longest. */
  readonly each: (codes: Uint16Array, visit: (word: number, end: number) => void) => void;
}

const ascii = 128;
const root = 0;
/* A state is the place of its row in the table; this bit says that a word ends there. */
const ends = 1 << 15;

/** Makes a finder of `words`, which are in lower case and ASCII. */
export function wordFinder(words: readonly string[]): WordFinder {
  const { width, columns } = columnsOf(words);
  const { next, found } = automaton(words, width, columns);
  const longest = Math.max(...words.map((word) => word.length));
  const step = (state: number, code: number) =>
    code < ascii ? (next[state + (columns[code] as number)] as number) : root;
  const each: WordFinder['each'] = (codes, visit) => {
    // Each step waits for the one before it, so two halves in turn take little longer than one.
    const half = codes.length >> 1;
    const late: number[] = [];
    let first = root;
    let second = root;
    for (let i = 0; i < half; i++) {
      first = step(first, codes[i] as number);
      second = step(second, codes[half + i] as number);
      if (first >= ends) {
        first -= ends;
        visit((found[first] as number) - 1, i + 1);
      }
      if (second >= ends) {
        second -= ends;
        late.push((found[second] as number) - 1, half + i + 1);
      }
    }
    // The second half began without what stood before it; after as many characters as a word has that is made up for.
    const caughtUp = Math.min(codes.length, half + longest);
    for (let i = half; i < caughtUp; i++) {
      first = step(first, codes[i] as number);
      if (first >= ends) {
        first -= ends;
        visit((found[first] as number) - 1, i + 1);
      }
    }
    for (let i = 0; i < late.length; i += 2) {
      if ((late[i + 1] as number) > caughtUp) {
        visit(late[i] as number, late[i + 1] as number);
      }
    }
    // The one character that an odd length leaves over.
    second = 2 * half < codes.length ? step(second, codes[2 * half] as number) : root;
    if (second >= ends && codes.length > caughtUp) {
      visit((found[second - ends] as number) - 1, codes.length);
    }
  };
  return { each };
}

/** Each character that occurs in a word gets a column of its own, all others share column 0. */
function columnsOf(words: readonly string[]): { width: number; columns: Uint8Array } {
  const columns = new Uint8Array(ascii);
  let width = 1;
  for (const character of new Set(words.join(''))) {
    columns[character.charCodeAt(0)] = width;
    columns[character.toUpperCase().charCodeAt(0)] = width;
    width++;
  }
  return { width, columns };
}

interface Automaton {
  readonly next: Uint16Array;
  /** By state, the number of the word that ends there, counted from 1; 0 where none does. */
  readonly found: Uint16Array;
}

function automaton(words: readonly string[], width: number, columns: Uint8Array): Automaton {
  const next = new Int32Array((words.join('').length + 1) * width).fill(-1);
  const found = new Uint16Array(next.length);
  let rows = width;
  for (const [index, word] of words.entries()) {
    let state = root;
    for (const character of word) {
      const cell = state + (columns[character.charCodeAt(0)] ?? 0);
      if (next[cell] === -1) {
        next[cell] = rows;
        rows += width;
      }
      state = next[cell] ?? root;
    }
    found[state] = index + 1;
  }
  completeWithFallbacks(next, found, width);
  // Sixteen bits a cell keep the table in the processor's nearest cache.
  return { next: Uint16Array.from(next.subarray(0, rows), (to) => (found[to] ? to + ends : to)), found };
}

/** Lets every state without a transition go where the longest of its endings that begins a word would go. */
function completeWithFallbacks(next: Int32Array, found: Uint16Array, width: number): void {
  const fallback = new Map<number, number>();
  const queue: number[] = [root];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    const fallen = fallback.get(state) ?? root;
    for (let column = 0; column < width; column++) {
      const target = next[state + column] ?? -1;
      const other = state === root ? root : (next[fallen + column] ?? root);
      if (target === -1) {
        next[state + column] = other;
      } else {
        fallback.set(target, other);
        found[target] ||= found[other] ?? 0;
        queue.push(target);
      }
    }
  }
}
