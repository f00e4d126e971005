import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { redact } from '../shared/redact/redact.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { fromGo } from './secrets/go-regexp.ts';
import { hostileLines } from './secrets/hostile-lines.ts';
import { type Mutation, mutations } from './secrets/mutations.ts';

interface Fixture {
  readonly rule: string;
  readonly kind: 'tp' | 'fp';
  readonly text: string;
}

interface Rule {
  readonly id: string;
  readonly regex: string;
  readonly sg: number;
}

/** Share of the texts whose secret is gone, share of the look-alikes that changed. */
export const benchmark: Benchmark = {
  data: ['secrets'],
  run: async ({ folder, note, verbose }) => {
    const data = folder('secrets');
    if (data === undefined) {
      return {};
    }
    const fixtures = gunzipSync(readFileSync(join(data, 'fixtures.jsonl.gz')))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Fixture);
    const rules = JSON.parse(gunzipSync(readFileSync(join(data, 'rules.json.gz'))).toString()) as Rule[];
    const patterns = new Map(rules.map((rule) => [rule.id, { pattern: fromGo(rule.regex), group: rule.sg }]));
    const say = verbose ? note : () => {};
    const figures: Record<string, number> = {};
    for (const mutation of mutations) {
      figures[`secrets.${mutation.name}`] = shareRemoved(fixtures, patterns, mutation, say);
    }
    return {
      'secrets.removed': Math.min(...Object.values(figures)),
      ...touched(fixtures, patterns, say),
      ...figures,
      'secrets.hostileLineMs': slowestLine(say),
    };
  },
};

const slow = 10;
const again = 4;

/** Milliseconds that the slowest of the hostile lines takes; a slow one is timed again, and its best time counts. */
function slowestLine(say: (line: string) => void): number {
  let slowest = 0;
  for (const { name, line } of hostileLines()) {
    let best = timed(line);
    for (let run = 0; run < again && best > Math.max(slow, slowest); run++) {
      best = Math.min(best, timed(line));
    }
    if (best > slowest) {
      slowest = best;
      say(`${best.toFixed(1)} ms for a hostile line: ${name}`);
    }
  }
  return slowest;
}

function timed(line: string): number {
  const start = performance.now();
  redact(line);
  return performance.now() - start;
}

type Patterns = ReadonlyMap<string, { pattern: RegExp | undefined; group: number }>;

function shareRemoved(
  fixtures: readonly Fixture[],
  patterns: Patterns,
  mutation: Mutation,
  say: (line: string) => void,
): number {
  let texts = 0;
  let removed = 0;
  for (const { rule, kind, text } of fixtures) {
    if (kind === 'tp') {
      texts++;
      const secret = secretOf(text, patterns.get(rule));
      const logged = mutation.apply(text, secret.start, secret.end);
      const outputs = mutation.undo(redact(logged));
      const gone = outputs.every((output) => !isLeft(text, secret, output));
      removed += gone ? 1 : 0;
      if (!gone) {
        say(
          `${mutation.name} left ${rule}: ${JSON.stringify(text.slice(0, 300))} secret ${JSON.stringify(text.slice(secret.start, secret.end).slice(0, 80))}`,
        );
      }
    }
  }
  return removed / texts;
}

interface Secret {
  readonly start: number;
  readonly end: number;
}

/** Where the secret stands: the rule's secret group, else its first group that matched, else the whole match. */
function secretOf(text: string, rule: { pattern: RegExp | undefined; group: number } | undefined): Secret {
  const found = rule?.pattern?.exec(text);
  const whole = found?.indices?.[0];
  if (!rule || !found || !whole) {
    return longestToken(text);
  }
  const groups = found.indices?.slice(1) ?? [];
  const chosen =
    rule.group > 0 ? found.indices?.[rule.group] : groups.find((group) => group && group[1] > group[0]);
  const [start, end] = chosen ?? whole;
  // Where the group takes in the name of a field ("password: …" in a manifest), the name is no secret.
  const field = /^[\w.-]+:\s+(?:[|>][+-]?\s+)?/.exec(text.slice(start, end));
  return { start: start + (field?.[0].length ?? 0), end };
}

/** Where the rule's pattern does not match by itself: the longest run of characters that tokens are made of. */
function longestToken(text: string): Secret {
  let best: Secret = { start: 0, end: text.length };
  let length = 0;
  for (const run of text.matchAll(/[A-Za-z0-9+/=_.~-]+/g)) {
    if (run[0].length > length) {
      length = run[0].length;
      best = { start: run.index, end: run.index + length };
    }
  }
  return best;
}

const fragment = 6;

/** Says whether a piece of the secret, of six characters or more, is left that does not stand elsewhere in the text. */
function isLeft(text: string, { start, end }: Secret, redacted: string): boolean {
  const secret = text.slice(start, end);
  // The kind in a placeholder may be named like the token's prefix.
  const output = redacted.replaceAll(/\[redacted:[a-z0-9-]+\]/g, '[]');
  const around = `${text.slice(0, start)}\n${text.slice(end)}`;
  const size = Math.min(fragment, secret.length);
  for (let at = 0; at + size <= secret.length; at++) {
    const piece = secret.slice(at, at + size);
    if (output.includes(piece) && !around.includes(piece)) {
      return true;
    }
  }
  return false;
}

/**
 * `touched` is the share of the look-alikes that changed. The labels are one rule's: what is no secret of one rule may be
 * one of another. So `touchedNoSecret` leaves out the texts that the data itself calls, or that hold, a secret of another
 * rule, and those that assign a random value to a name that ends in token, secret, password or API key.
 */
function touched(fixtures: readonly Fixture[], patterns: Patterns, say: (line: string) => void): Figures {
  const secrets = new Set<string>();
  for (const { rule, kind, text } of fixtures) {
    if (kind === 'tp') {
      const { start, end } = secretOf(text, patterns.get(rule));
      secrets.add(text).add(text.slice(start, end));
    }
  }
  const known = [...secrets].filter((secret) => secret.length >= shortestKnown);
  const count = { all: 0, changed: 0, alike: 0, alikeChanged: 0 };
  for (const { rule, kind, text } of fixtures) {
    if (kind === 'fp') {
      const output = redact(text);
      const changed = output === text ? 0 : 1;
      const alike = assignsRandomValue(text) || known.some((secret) => text.includes(secret)) ? 0 : 1;
      count.all++;
      count.changed += changed;
      count.alike += alike;
      count.alikeChanged += alike * changed;
      if (changed === 1) {
        say(`touched${alike ? '' : ', but is a secret,'} ${rule}: ${JSON.stringify(text.slice(0, 300))}`);
      }
    }
  }
  return {
    'secrets.touched': count.changed / count.all,
    'secrets.touchedNoSecret': count.alikeChanged / count.alike,
  };
}

const shortestKnown = 16;
const assignment =
  /(?:token|secret|passw(?:or)?d|api[_-]?key)[0-9]{0,2}["'`]?\s{0,4}(?:=>?|:=?)\s{0,4}["'`]{0,2}([\w.:+/=~-]{20,})/gi;

/** Says, without any of the redactor's code, whether a text assigns a value of 3.5 bits a character and more to a secret-like name. */
function assignsRandomValue(text: string): boolean {
  return [...text.matchAll(assignment)].some(([, value = '']) => {
    const counts = new Map<string, number>();
    for (const character of value) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const bits = [...counts.values()].reduce(
      (sum, n) => sum - (n / value.length) * Math.log2(n / value.length),
      0,
    );
    return bits >= 3.5 && (value.match(/[0-9]/g)?.length ?? 0) >= 3 && !/(.)\1{4}/.test(value);
  });
}
