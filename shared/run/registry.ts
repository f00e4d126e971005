import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionDefinition, IntakeDefinition } from '../function.ts';

/** The folder that holds one folder a function. */
export const functionsFolder: string = join(import.meta.dirname, '..', '..', 'functions');

/** The names of all functions and intakes: the folders that hold a function.ts. */
export function functionNames(folder: string = functionsFolder): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'function.ts')))
    .map((entry) => entry.name)
    .sort();
}

/** Imports one function and nothing of any other; throws an error that lists the names where there is none of that name. */
export async function loadFunction(
  name: string,
  folder: string = functionsFolder,
): Promise<FunctionDefinition | IntakeDefinition> {
  const names = functionNames(folder);
  if (!names.includes(name)) {
    throw new UnknownFunctionError(`there is no function ${name}; there are: ${names.join(', ')}`);
  }
  const loaded: unknown = await import(pathToFileURL(join(folder, name, 'function.ts')).href);
  const definition = (loaded as { readonly default?: unknown }).default;
  if (!isDefinition(definition)) {
    throw new Error(
      `functions/${name}/function.ts has no default export made by defineFunction or defineIntake`,
    );
  }
  if (definition.name !== name) {
    throw new Error(
      `functions/${name}/function.ts names itself ${definition.name}; folder and name have to agree`,
    );
  }
  return definition;
}

/** A name that no function has. */
export class UnknownFunctionError extends Error {
  override readonly name = 'UnknownFunctionError';
}

function isDefinition(value: unknown): value is FunctionDefinition | IntakeDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    /^(?:function|intake)$/.test(String(value.kind))
  );
}
