import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { condensed } from '../shared/log/condense.ts';
import { excerpt } from '../shared/log/excerpt.ts';
import { readLogText } from '../shared/log/read.ts';
import type { Benchmark } from './benchmark.ts';
import { chosenLines, describeMiss, mean, recallOf, tailLines } from './excerpt-recall.ts';

interface Item {
  readonly id: string;
  readonly fail: string;
  readonly passing: string;
  readonly annotators: readonly { readonly error: readonly [number, number][] }[];
}

/** Recall of the CiDiff error lines (first annotator) in an excerpt of 8,000 characters, without and with the passing log. */
export const benchmark: Benchmark = {
  data: ['cidiff'],
  run: async ({ folder, note, verbose }) => {
    const dir = folder('cidiff');
    if (dir === undefined) return {};
    const items: Item[] = JSON.parse(readFileSync(join(dir, 'labels.json'), 'utf8'));
    const shares: { alone: number[]; withPassing: number[]; tail: number[] } = {
      alone: [],
      withPassing: [],
      tail: [],
    };
    for (const item of items) {
      const log = readLogText(gunzipSync(readFileSync(join(dir, item.fail))));
      const passing = readLogText(gunzipSync(readFileSync(join(dir, item.passing))));
      const label = item.annotators[0]?.error ?? [];
      shares.tail.push(recallOf(log, tailLines(log), label).share);
      for (const kind of ['alone', 'withPassing'] as const) {
        const chosen = kind === 'alone' ? excerpt(condensed(log)) : excerpt(log, { passing });
        const recall = recallOf(log, chosenLines(chosen), label);
        shares[kind].push(recall.share);
        if (verbose && recall.share < 1) {
          note(`${item.id} ${kind} ${recall.found}/${recall.wanted}`);
          note(describeMiss(log, chosen, label));
        }
      }
    }
    return {
      'cidiff.recall': mean(shares.alone),
      'cidiff.recallWithPassing': mean(shares.withPassing),
      'cidiff.tail': mean(shares.tail),
    };
  },
};
