import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mappingJsonSchema } from '../functions/jira-sink/mapping.ts';
import type { AnyEventType } from '../shared/function.ts';
import { functionNames, loadFunction } from '../shared/run/registry.ts';
import { findOutcomes, withOutcomes } from '../test/crash/outcomes.ts';
import { configurationPage, eventsPage, kustomization, strayEvents } from './pages.ts';
import { withQuotedOutput } from './quoted-output.ts';

// Writes what comes from the code: docs/events.md, docs/configuration.md, docs/jira-mapping.schema.json,
// knative/base/kustomization.yaml, the outcomes in docs/reliability.md, and the output that pages quote.
// With --check nothing is written: it says what is out of date and exits 1.

const RELIABILITY = 'docs/reliability.md';
const root = join(import.meta.dirname, '..');
const definitions = await Promise.all(functionNames().map((name) => loadFunction(name)));

// Events of common use stand in shared/events/, those of one function in its own events.ts.
const files = [
  ...list('shared/events').map((file) => `shared/events/${file}`),
  ...functionNames().map((name) => `functions/${name}/events.ts`),
].filter((path) => path.endsWith('.ts') && existsSync(join(root, path)));
const families = await Promise.all(
  files.map(async (path) => {
    const exported = Object.values((await import(`../${path}`)) as Record<string, unknown>);
    return { path, events: exported.filter(isEventType).filter((event) => event.type !== '*') };
  }),
);

const manifests = list('knative/base').filter((file) => file !== 'kustomization.yaml');
const problems = strayEvents(families, definitions);
const wanted = new Map([
  ['docs/events.md', eventsPage(families, definitions)],
  ['docs/configuration.md', configurationPage(definitions)],
  ['docs/jira-mapping.schema.json', mappingJsonSchema()],
  ['knative/base/kustomization.yaml', kustomization(manifests)],
]);

// The tutorial's output comes from what it tells to build: its own test holds it.
const others = [...wanted.keys(), 'docs/writing-a-function.md'];
const quoting = list('docs').filter((file) => file.endsWith('.md') && !others.includes(`docs/${file}`));
for (const path of [
  'README.md',
  ...functionNames().map((name) => `functions/${name}/README.md`),
  ...quoting.map((file) => `docs/${file}`),
]) {
  const page = read(join(root, path));
  if (page !== undefined) wanted.set(path, withQuotedOutput(page, root));
}

// The tables of what becomes of each crash come from a run that kills every function everywhere.
const promises = wanted.get(RELIABILITY);
if (promises !== undefined) wanted.set(RELIABILITY, withOutcomes(promises, await findOutcomes()));

for (const problem of problems) console.error(problem);
let stale = 0;
for (const [path, text] of wanted) {
  const current = read(join(root, path));
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    stale += 1;
    console.error(`${path} is out of date: run "npm run generate" and commit it`);
  } else {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`${path} written`);
  }
}
process.exitCode = stale + problems.length > 0 ? 1 : 0;

function list(folder: string): string[] {
  return readdirSync(join(root, folder)).sort();
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isEventType(value: unknown): value is AnyEventType {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'schema' in value &&
    'description' in value
  );
}
