import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Runs benchmarks and writes their figures into docs/benchmarks.md: node scripts/benchmarks.ts [NAME…] [--data DIR].
// Figures of benchmarks that are not named stay as they are.

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'benchmarks.md');
const dataAt = process.argv.indexOf('--data');
const passOn = dataAt < 0 ? [] : process.argv.slice(dataAt, dataAt + 2);
const wanted = process.argv.slice(2).filter((argument) => !passOn.includes(argument));

let text = readFileSync(page, 'utf8');
const names = new Set([...text.matchAll(/\| `([a-z]+)\.[A-Za-z]+` \|/g)].map(([, name]) => name ?? ''));
for (const name of names) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`${name} …`);
  const printed = execFileSync(
    process.execPath,
    [join(root, 'bench', 'main.ts'), name, '--json', ...passOn],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const figures = JSON.parse(printed.trimEnd().split('\n').at(-1) ?? '{}') as Record<string, number>;
  for (const [key, value] of Object.entries(figures)) {
    // The measured figure is the second column of the key's row.
    text = text.replace(
      new RegExp(`(\\| \`${key.replace('.', '\\.')}\` \\| )[^|]*(?= \\|)`),
      `$1${shown(value)}`,
    );
  }
}
writeFileSync(page, text);

function shown(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3);
}
