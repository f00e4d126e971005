import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Benchmark, Figures } from './benchmark.ts';

const names = readdirSync(import.meta.dirname)
  .filter((file) => /^[a-z]+\.ts$/.test(file) && file !== 'main.ts' && file !== 'benchmark.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, json: { type: 'boolean' }, verbose: { type: 'boolean', short: 'v' } },
});
const [name, ...rest] = positionals;
if (name === undefined || rest.length > 0 || !names.includes(name)) {
  console.error(
    `usage: npm run bench -- NAME [--data DIR] [--json] [--verbose]\nNAME is one of: ${names.join(', ')}`,
  );
  process.exit(2);
}

const data = resolve(
  values.data ??
    process.env.WATCHKEEPER_BENCH_DATA ??
    join(import.meta.dirname, '..', '..', 'shared', 'data'),
);
const { benchmark } = (await import(`./${name}.ts`)) as { benchmark: Benchmark };
const missing = benchmark.data.filter((folder) => !existsSync(join(data, folder)));
const figures: Figures = await benchmark.run({
  folder: (wanted) => (missing.includes(wanted) ? undefined : join(data, wanted)),
  note: (line) => console.error(line),
  verbose: values.verbose === true,
});
for (const folder of missing) {
  console.error(`${name}: ${join(data, folder)} is missing, so its figures are left out`);
}
if (values.json) {
  console.log(JSON.stringify(figures));
} else {
  for (const [key, value] of Object.entries(figures)) {
    console.log(`${key.padEnd(34)} ${Number.isInteger(value) ? value : value.toFixed(4)}`);
  }
}
