import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { SettingsError } from '../../shared/config.ts';
import { type Mapping, mappingSchema } from './mapping.ts';

/** Reads the mapping file, YAML or JSON; throws one SettingsError that names every problem. */
export async function readMapping(path: string): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw wrong([`the file ${path} could not be read (${code ?? 'no reason given'})`]);
  }
  return parseMapping(text);
}

/** The mapping in a text; throws one SettingsError that names every problem. */
export function parseMapping(text: string): Mapping {
  // JSON is YAML, too. Aliases are of no use here, and a few of them can stand for gigabytes.
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0)
    throw wrong(document.errors.map(({ message }) => message.split('\n')[0] ?? ''));
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch {
    throw wrong(['it holds aliases, which are not read']);
  }
  const read = mappingSchema.safeParse(value);
  if (read.success) return read.data;
  throw wrong(
    read.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? 'the file' : path.join('.')}: ${message}`,
    ),
  );
}

function wrong(problems: readonly string[]): SettingsError {
  const lines = problems.map((problem) => `  JIRA_MAPPING_FILE: ${problem}`);
  return new SettingsError(`these settings are wrong:\n${lines.join('\n')}`);
}
