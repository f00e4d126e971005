import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { classify } from '../functions/build-triage/classify/classify.ts';
import type { Category } from '../shared/events/build.ts';
import { condensed } from '../shared/log/condense.ts';
import { excerpt } from '../shared/log/excerpt.ts';
import { readLogText } from '../shared/log/read.ts';
import type { Benchmark } from './benchmark.ts';

interface Item {
  readonly id: string;
  readonly file: string;
  readonly project: string;
  readonly failureCategory: string;
  readonly dependency: { readonly groupId: string; readonly artifactId: string };
}

/** What the data calls a failure, in our words. */
const expected: Readonly<Record<string, Category>> = {
  COMPILATION_FAILURE: 'compile-error',
  WERROR_FAILURE: 'compile-error',
  TEST_FAILURE: 'test-failure',
  ENFORCER_FAILURE: 'policy',
  DEPENDENCY_LOCK_FAILURE: 'lock-file',
  DEPENDENCY_RESOLUTION_FAILURE: 'dependency-resolution',
};

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Category and guilty dependency of Maven builds that one update broke (BUMP), from the log alone. */
export const benchmark: Benchmark = {
  data: ['bump-maven'],
  run: async ({ folder, note, verbose }) => {
    const dir = folder('bump-maven');
    if (dir === undefined) return {};
    const items: Item[] = JSON.parse(readFileSync(join(dir, 'labels.json'), 'utf8'));
    const byProject = new Map<string, number[]>();
    const named: number[] = [];
    for (const item of items) {
      const log = readLogText(gunzipSync(readFileSync(join(dir, item.file))));
      const close = condensed(log);
      const { category, details, headline } = classify(close, excerpt(close), {}, log);
      const right = category === expected[item.failureCategory] ? 1 : 0;
      byProject.set(item.project, [...(byProject.get(item.project) ?? []), right]);
      const name = details.dependency?.name;
      const hit = name !== undefined && name.split(':').at(-1) === item.dependency.artifactId ? 1 : 0;
      named.push(hit);
      if (verbose && right === 0) note(`${item.id} ${item.failureCategory} told as ${category}: ${headline}`);
      if (verbose && hit === 0) {
        note(`${item.id} ${item.failureCategory} ${item.dependency.artifactId} named as ${name ?? 'nobody'}`);
      }
    }
    return {
      'bump.dependencyFirst': mean(named),
      'bump.categoryAccuracy': mean([...byProject.values()].map(mean)),
    };
  },
};
