import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyEventType } from '../shared/function.ts';
import { functionNames, loadFunction } from '../shared/run/registry.ts';
import { configurationPage, eventsPage, kustomization } from './pages.ts';
import { withQuotedOutput } from './quoted-output.ts';

// Writes what comes from the code: docs/events.md, docs/configuration.md, knative/base/kustomization.yaml, and the
// output that the READMEs quote.
// With --check nothing is written: it says what is out of date and exits 1.

const root = join(import.meta.dirname, '..');
const definitions = await Promise.all(functionNames().map((name) => loadFunction(name)));

const families = await Promise.all(
  readdirSync(join(root, 'shared', 'events'))
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map(async (file) => {
      const exported = Object.values((await import(`../shared/events/${file}`)) as Record<string, unknown>);
      return { file, events: exported.filter(isEventType).filter((event) => event.type !== '*') };
    }),
);

const manifests = readdirSync(join(root, 'knative', 'base')).filter((file) => file !== 'kustomization.yaml');
const wanted = new Map([
  ['docs/events.md', eventsPage(families, definitions)],
  ['docs/configuration.md', configurationPage(definitions)],
  ['knative/base/kustomization.yaml', kustomization(manifests)],
]);

for (const path of ['README.md', ...functionNames().map((name) => `functions/${name}/README.md`)]) {
  const page = read(join(root, path));
  if (page !== undefined) wanted.set(path, withQuotedOutput(page, root));
}

let stale = 0;
for (const [path, text] of wanted) {
  const current = read(join(root, path));
  if (current === text) continue;
  if (process.argv.includes('--check')) {
    stale += 1;
    console.error(`${path} is out of date: run "npm run generate" and commit it`);
  } else {
    writeFileSync(join(root, path), text);
    console.log(`${path} written`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;

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
