import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildEvent } from '../../../functions/build-triage/builds/outcome.ts';
import buildTriage from '../../../functions/build-triage/function.ts';

export type Data = Record<string, unknown>;

/** A recorded event about a failed build as the handler receives it, with changes to its data. */
export function recordedBuild(kind: string, change: (data: Data) => void = () => undefined): BuildEvent {
  const file = join(import.meta.dirname, '..', '..', 'events', 'build', `${kind}-failed.json`);
  const event = JSON.parse(readFileSync(file, 'utf8')) as { type: string; data: Data };
  change(event.data);
  const accepted = buildTriage.accepts.find(({ type }) => type === event.type);
  return {
    extensions: {},
    ...event,
    data: accepted?.schema.parse(event.data),
  } as unknown as BuildEvent;
}
