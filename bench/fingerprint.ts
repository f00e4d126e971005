import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { classify } from '../functions/build-triage/classify/classify.ts';
import { condensed } from '../shared/log/condense.ts';
import { excerpt } from '../shared/log/excerpt.ts';
import { type FailureIdentity, fingerprint } from '../shared/log/fingerprint.ts';
import { readLogText } from '../shared/log/read.ts';
import { templateOf } from '../shared/log/template.ts';
import type { Benchmark, BenchmarkInput } from './benchmark.ts';
import { dresses, interleaved, randomFrom } from './fingerprint/dress.ts';

interface Case {
  readonly id: string;
  /** Cases are compared with others of the same group: a repository. */
  readonly group: string;
  readonly text: string;
  /** The labelled lines, without numbers and ids. */
  readonly label: ReadonlySet<string>;
}

const labelOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split('\n')
      .map((line) => templateOf(stripVTControlCharacters(line)))
      .filter((line) => line !== ''),
  );

function logchunks(dir: string): Case[] {
  const items: { id: string; repo: string; file: string; chunk: string }[] = JSON.parse(
    readFileSync(join(dir, 'labels.json'), 'utf8'),
  );
  return items.map(({ id, repo, file, chunk }) => ({
    id,
    group: repo,
    text: gunzipSync(readFileSync(join(dir, file))).toString('utf8'),
    label: labelOf(chunk),
  }));
}

function cidiff(dir: string): Case[] {
  const items: { id: string; project: string; fail: string; annotators: { error: [number, number][] }[] }[] =
    JSON.parse(readFileSync(join(dir, 'labels.json'), 'utf8'));
  return items.map(({ id, project, fail, annotators }) => {
    const text = gunzipSync(readFileSync(join(dir, fail))).toString('utf8');
    const lines = text.split('\n');
    const labelled = annotators[0]?.error.flatMap(([from, to]) => lines.slice(from - 1, to)) ?? [];
    return { id, group: project, text, label: labelOf(labelled.join('\n')) };
  });
}

/** What the report's fingerprint is made of (functions/build-triage/triage.ts). */
function identityOf(text: string): FailureIdentity {
  const whole = readLogText(text);
  const log = condensed(whole);
  const found = excerpt(log);
  const { category, details, tellingLines } = classify(log, found, {}, whole);
  const wanted = new Set(tellingLines.length > 0 ? tellingLines : found.ranked);
  return {
    category,
    ...(details.tool === undefined ? {} : { tool: details.tool }),
    ...(details.file === undefined ? {} : { file: details.file }),
    ...(details.dependency === undefined ? {} : { dependency: details.dependency.name }),
    failingTests: details.failingTests,
    lines: log.lines.filter(({ number }) => wanted.has(number)).map((line) => line.text),
  };
}

function share(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((line) => b.has(line)).length / Math.max(1, Math.min(a.size, b.size));
}

function agreement(cases: readonly Case[], known: ReadonlyMap<string, string>, input: BenchmarkInput) {
  const kinds = new Map<string, { same: number; all: number }>();
  const count = (kind: string, id: string, one: string | undefined, text: string): void => {
    const identity = identityOf(text);
    const tally = kinds.get(kind) ?? { same: 0, all: 0 };
    const same = fingerprint(identity) === one;
    kinds.set(kind, { same: tally.same + (same ? 1 : 0), all: tally.all + 1 });
    if (!same && input.verbose) input.note(`${id} ${kind}: ${JSON.stringify(identity)}`);
  };
  cases.forEach(({ id, text }, place) => {
    for (const [kind, dress] of Object.entries(dresses)) {
      const dressed = dress(text, randomFrom(place));
      if (dressed !== text) count(kind, id, known.get(id), dressed);
    }
    const first = fingerprint(identityOf(interleaved(text, randomFrom(2 * place + 1))));
    count('Order', id, first, interleaved(text, randomFrom(2 * place + 2)));
  });
  return kinds;
}

function difference(
  cases: readonly Case[],
  known: ReadonlyMap<string, string>,
  input: BenchmarkInput,
): number {
  let different = 0;
  let all = 0;
  cases.forEach((a, place) => {
    for (const b of cases.slice(place + 1)) {
      if (a.group !== b.group || share(a.label, b.label) >= 0.3) continue;
      all += 1;
      const differ = known.get(a.id) !== known.get(b.id);
      different += differ ? 1 : 0;
      if (!differ && input.verbose) {
        input.note(`${a.id} = ${b.id}: ${JSON.stringify(identityOf(a.text)).slice(0, 400)}`);
      }
    }
  });
  return all === 0 ? 0 : different / all;
}

/** Whether the same failure gets the same fingerprint however its log is dressed, and another failure another one. */
export const benchmark: Benchmark = {
  data: ['logchunks', 'cidiff'],
  run: async (input) => {
    const chunks = input.folder('logchunks');
    const pairs = input.folder('cidiff');
    const cases = [
      ...(chunks === undefined ? [] : logchunks(chunks)),
      ...(pairs === undefined ? [] : cidiff(pairs)),
    ];
    if (cases.length === 0) return {};
    const known = new Map(cases.map(({ id, text }) => [id, fingerprint(identityOf(text))]));
    const kinds = agreement(cases, known, input);
    const totals = [...kinds.values()].reduce(
      (sum, { same, all }) => ({ same: sum.same + same, all: sum.all + all }),
      { same: 0, all: 0 },
    );
    return {
      'fingerprint.agrees': totals.same / Math.max(1, totals.all),
      'fingerprint.differs': difference(cases, known, input),
      ...Object.fromEntries(
        [...kinds].map(([kind, { same, all }]) => [`fingerprint.agrees${kind}`, same / all]),
      ),
    };
  },
};
