import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOutcomes, withOutcomes } from '../test/crash/outcomes.ts';

// Writes the tables of docs/reliability.md from a run that kills and pauses every function everywhere. With --check
// nothing is written: it says whether the page is out of date and exits 1.

const path = join(import.meta.dirname, '..', 'docs', 'reliability.md');
const page = readFileSync(path, 'utf8');
const wanted = withOutcomes(page, await findOutcomes());
if (page === wanted) {
  process.exitCode = 0;
} else if (process.argv.includes('--check')) {
  console.error('docs/reliability.md is out of date: run "npm run generate" and commit it');
  process.exitCode = 1;
} else {
  writeFileSync(path, wanted);
  console.log('docs/reliability.md written');
}
