import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { categorySchema } from '../shared/events/build.ts';

const stepSchema = z.strictObject({
  name: z.string().min(1),
  /** Run by `sh -x`, so the log shows each command as it ran. */
  run: z.string().min(1),
  /** A clean-up: it runs after a failure too, and its status does not count. */
  always: z.boolean().optional(),
});

/** What examples/NAME/example.json holds: how the project is built, and how that is expected to end. */
export const exampleSchema = z.strictObject({
  toolchain: z.string().min(1),
  /** One sentence: what is broken. */
  broken: z.string().min(1),
  /** What a person would call the failure. */
  category: categorySchema,
  /** The step that is expected to fail, and its exit status. */
  failingStep: z.string().min(1),
  exitStatus: z.number().int().min(1).max(255),
  /** A command whose first line of output names the tool and its version. */
  version: z.string().min(1),
  steps: z.array(stepSchema).min(1),
  env: z.record(z.string(), z.string()).optional(),
  /** Commands that fill the caches beforehand, with the network; their output is not part of the log. */
  prewarm: z.array(z.string()).optional(),
  /** A server that has to run beside the build, ended after it; it may use loopback only. */
  beside: z.string().optional(),
  /** A small disk mounted at `path` inside the source folder. */
  disk: z.strictObject({ path: z.string(), megabytes: z.number().positive() }).optional(),
});

export type Example = z.infer<typeof exampleSchema> & { readonly name: string; readonly folder: string };

/** What examples/recorded/NAME.json holds about the run that wrote NAME.log beside it. */
export const recordingSchema = z.strictObject({
  name: z.string(),
  /** The steps that ran, as one line. */
  command: z.string(),
  /** Of the first failing step that is not a clean-up; 0 where all passed. */
  exitStatus: z.number().int(),
  /** The name of that step. */
  failedStep: z.string().optional(),
  durationSeconds: z.number(),
  toolVersion: z.string(),
  /** YYYY-MM-DD. */
  recordedOn: z.iso.date(),
  steps: z.array(z.strictObject({ name: z.string(), exitStatus: z.number().int() })),
});

export type Recording = z.infer<typeof recordingSchema>;

/** The folder of recorded logs. */
export const recordedFolder = join(import.meta.dirname, 'recorded');

/** Every example, by name in alphabetical order; throws where an example.json does not fit its schema. */
export function listExamples(): Example[] {
  return readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, 'example.json')),
    )
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const folder = join(import.meta.dirname, name);
      const parsed = exampleSchema.safeParse(JSON.parse(readFileSync(join(folder, 'example.json'), 'utf8')));
      if (!parsed.success) throw new Error(`examples/${name}/example.json: ${z.prettifyError(parsed.error)}`);
      return { ...parsed.data, name, folder };
    });
}

/** The recorded run of `name` (`NAME` or `NAME.passing`), read from its json file. */
export function readRecording(name: string): Recording {
  return recordingSchema.parse(JSON.parse(readFileSync(join(recordedFolder, `${name}.json`), 'utf8')));
}
