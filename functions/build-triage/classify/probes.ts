import type { Rule } from './rule.ts';

/** Which rules may fit a line: those that have a probe in it, and the items of lists that are open. */
export interface ProbeIndex {
  /** Calls `found` for each rule with a probe in the first 1,000 characters; the same rule may come again. */
  readonly each: (text: string, found: (rule: Rule) => void) => void;
  /** Items of lists, by the list's name: tried on every line while the list is open. */
  readonly items: ReadonlyMap<string, readonly Rule[]>;
}

interface Probe {
  readonly text: string;
  /** Where in the probe the four characters begin that lead to it. */
  readonly offset: number;
  readonly rule: Rule;
}

const longestText = 1000;
const slotBits = 16;
const golden = 0x9e3779b1;

const common = ' etaonirsldcupmhgfbv.-:/0_1';

/** How often a character stands in logs, roughly: what is not in the list is rare. */
function commonness(sign: string): number {
  const place = common.indexOf(sign);
  return place < 0 ? 1 : 30 - place;
}

/** The four characters of a probe that logs hold least often. */
function rarestOffset(text: string): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset + 4 <= text.length; offset += 1) {
    let sum = 0;
    for (let at = offset; at < offset + 4; at += 1) sum += commonness(text.charAt(at));
    if (sum < least) [best, least] = [offset, sum];
  }
  return best;
}

function slotOf(text: string, offset: number): number {
  let word = 0;
  for (let at = offset; at < offset + 4; at += 1) word = (word >>> 8) | (text.charCodeAt(at) << 24);
  return Math.imul(word, golden) >>> (32 - slotBits);
}

const listed = <Key>(lists: Map<Key, Rule[]>, key: Key, rule: Rule): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [rule]);
  else list.push(rule);
};

/**
 * Prepares a set of rules for one pass over each line: four characters of each probe, the rarest ones, are hashed, so
 * that nearly every character of a log costs one look-up. Probes have four characters, or are one sign beyond ASCII.
 */
export function probeIndex(rules: readonly Rule[]): ProbeIndex {
  const items = new Map<string, Rule[]>();
  const bySign = new Map<number, Rule[]>();
  const bySlot: Probe[][] = [[]];
  const slots = new Uint16Array(1 << slotBits);
  for (const rule of rules) {
    if (rule.within !== undefined) {
      listed(items, rule.within, rule);
      continue;
    }
    for (const text of rule.probes) {
      if (text.length === 1 && text.charCodeAt(0) > 127) {
        listed(bySign, text.charCodeAt(0), rule);
        continue;
      }
      if (text.length < 4) throw new Error(`the probe ${JSON.stringify(text)} is too short`);
      const offset = rarestOffset(text);
      const slot = slotOf(text, offset);
      const probe = { text, offset, rule };
      const others = bySlot[slots[slot] ?? 0];
      if ((slots[slot] ?? 0) > 0 && others !== undefined) others.push(probe);
      else slots[slot] = bySlot.push([probe]) - 1;
    }
  }
  const bytes = Buffer.allocUnsafe(longestText * 3);
  const each = (text: string, found: (rule: Rule) => void): void => {
    const cut = text.length > longestText ? text.slice(0, longestText) : text;
    const end = bytes.write(cut, 0);
    if (end > cut.length) {
      eachBeyondAscii(cut, found);
      return;
    }
    let word = 0;
    for (let at = 0; at < end; at += 1) {
      word = (word >>> 8) | ((bytes[at] ?? 0) << 24);
      const place = slots[Math.imul(word, golden) >>> (32 - slotBits)] ?? 0;
      if (place !== 0) probesAt(place, cut, at, found);
    }
  };
  const probesAt = (place: number, text: string, at: number, found: (rule: Rule) => void): void => {
    for (const probe of bySlot[place] ?? []) {
      if (text.startsWith(probe.text, at - 3 - probe.offset)) found(probe.rule);
    }
  };
  const eachBeyondAscii = (text: string, found: (rule: Rule) => void): void => {
    let word = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      word = (word >>> 8) | (code << 24);
      if (code > 127) {
        for (const rule of bySign.get(code) ?? []) found(rule);
        continue;
      }
      const place = slots[Math.imul(word, golden) >>> (32 - slotBits)] ?? 0;
      if (place !== 0) probesAt(place, text, at, found);
    }
  };
  return { each, items };
}
