import { readFile } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { SettingsError } from '../../shared/config.ts';
import { type Mapping, mappingSchema } from './mapping.ts';

/** Reads the mapping file, YAML or JSON; throws one SettingsError that names every problem and its place. */
export async function readMapping(path: string): Promise<Mapping> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw wrong(path, [`it could not be read (${code ?? 'no reason given'})`]);
  }
  return parseMapping(text, path);
}

/** The mapping in a text of the file of this name; throws one SettingsError that names every problem and its place. */
export function parseMapping(text: string, file: string): Mapping {
  const lines = new LineCounter();
  // JSON is YAML, too. Aliases are of no use here, and a few of them can stand for gigabytes.
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos: [at], message }) => {
      const { line, col } = lines.linePos(at);
      return `line ${line}, column ${col}: ${message}`;
    });
    throw wrong(file, faults);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch {
    throw wrong(file, ['it holds aliases, which are not read: write out what they stand for']);
  }
  const read = mappingSchema.safeParse(value);
  const problems = [...(read.error?.issues ?? []).flatMap(problemsOf), ...shadowing(value)];
  if (read.success && problems.length === 0) return read.data;
  throw wrong(
    file,
    problems.map(({ path, message }) => `${placeOf(document, path, lines)}: ${message}`),
  );
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong with a key is told by the key's own schema. */
function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'invalid_key') return [issue];
  return issue.issues.map(({ message }) => ({ path: issue.path, message }));
}

/** Rules without conditions before others, which then would never be taken. */
function shadowing(value: unknown): Problem[] {
  const { rules } = value as { readonly rules?: unknown };
  if (!Array.isArray(rules)) return [];
  return rules.slice(0, -1).flatMap((rule: unknown, index) => {
    const { when } = (rule ?? {}) as { readonly when?: unknown };
    const isEmpty = typeof when === 'object' && when !== null && Object.keys(when).length === 0;
    const message =
      'without conditions it fits every report, so no rule after it is ever taken: give it one, or put the rule last';
    return isEmpty ? [{ path: ['rules', index, 'when'], message }] : [];
  });
}

/** Such as "rules.0.when (line 7)"; the line is that of the nearest thing that is there. */
function placeOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: readonly number[] } | undefined;
    const at = node?.range?.[0];
    if (at !== undefined) return `${path.join('.')} (line ${lines.linePos(at).line})`;
  }
  return path.length === 0 ? 'the file' : path.join('.');
}

function wrong(file: string, problems: readonly string[]): SettingsError {
  const lines = problems.map((problem) => `  JIRA_MAPPING_FILE: ${file}: ${problem}`);
  return new SettingsError(`these settings are wrong:\n${lines.join('\n')}`);
}
