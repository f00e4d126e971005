import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { condensed } from '../shared/log/condense.ts';
import { excerpt } from '../shared/log/excerpt.ts';
import { readLogText } from '../shared/log/read.ts';
import type { Benchmark } from './benchmark.ts';
import { bestRecall, chosenLines, describeMiss, mean, tailLines } from './excerpt-recall.ts';

interface Item {
  readonly id: string;
  readonly repo: string;
  readonly file: string;
  readonly locations: readonly [number, number][];
}

/** Recall of the LogChunks labels in an excerpt of 8,000 characters. */
export const benchmark: Benchmark = {
  data: ['logchunks'],
  run: async ({ folder, note, verbose }) => {
    const dir = folder('logchunks');
    if (dir === undefined) return {};
    const items: Item[] = JSON.parse(readFileSync(join(dir, 'labels.json'), 'utf8'));
    const shares: number[] = [];
    const tails: number[] = [];
    for (const item of items) {
      const log = readLogText(gunzipSync(readFileSync(join(dir, item.file))));
      const chosen = excerpt(condensed(log));
      const places = item.locations.map((location) => [location]);
      const recall = bestRecall(log, chosenLines(chosen), places);
      shares.push(recall.share);
      tails.push(bestRecall(log, tailLines(log), places).share);
      if (verbose && recall.share < 1) {
        note(`${item.id} ${recall.found}/${recall.wanted}`);
        note(describeMiss(log, chosen, places[0] ?? []));
      }
    }
    return {
      'logchunks.recall': mean(shares),
      'logchunks.full': mean(shares.map((share) => (share === 1 ? 1 : 0))),
      'logchunks.any': mean(shares.map((share) => (share > 0 ? 1 : 0))),
      'logchunks.tail': mean(tails),
    };
  },
};
