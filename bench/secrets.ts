import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { redact } from '../shared/redact/redact.ts';
import type { Benchmark, Figures } from './benchmark.ts';
import { fromGo } from './secrets/go-regexp.ts';
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
    return { 'secrets.removed': Math.min(...Object.values(figures)), ...touched(fixtures, say), ...figures };
  },
};

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
function isLeft(text: string, { start, end }: Secret, output: string): boolean {
  const secret = text.slice(start, end);
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

function touched(fixtures: readonly Fixture[], say: (line: string) => void): Figures {
  const secrets = new Set(fixtures.filter(({ kind }) => kind === 'tp').map(({ text }) => text));
  let all = 0;
  let changed = 0;
  let contradicted = 0;
  let contradictedChanged = 0;
  for (const { rule, kind, text } of fixtures) {
    if (kind === 'fp') {
      all++;
      const output = redact(text);
      const both = secrets.has(text);
      contradicted += both ? 1 : 0;
      if (output !== text) {
        changed++;
        contradictedChanged += both ? 1 : 0;
        say(
          `touched ${rule}${both ? ' (is a secret of another rule)' : ''}: ${JSON.stringify(text.slice(0, 300))} -> ${JSON.stringify(output.slice(0, 300))}`,
        );
      }
    }
  }
  return {
    'secrets.touched': (changed - contradictedChanged) / (all - contradicted),
    'secrets.touchedAll': changed / all,
  };
}
