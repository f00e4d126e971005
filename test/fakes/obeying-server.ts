import type { ModelServer, Prompt } from '../../shared/model/server.ts';
import { completed } from './scripted-model.ts';

type JsonSchema = { readonly [key: string]: unknown };

/** How an obeying server writes what it was told to: `attack` is what it puts wherever the schema allows a text. */
export interface Obedience {
  /** What to write, from everything that it read; by default all of it, the end of the system text first. */
  readonly write?: (read: { readonly system: string; readonly user: string }) => string;
  /** Which of the values of an enum it takes; by default the last, since the first is often the harmless one. */
  readonly choose?: (values: readonly unknown[]) => unknown;
}

/**
 * A model server that believes and does everything it reads: it fills each text that the schema lets it with what it
 * was told to write, takes citations from what it was shown, and repeats secrets and canaries.
 */
export function obeyingServer({
  write = ({ system, user }) => `${system.slice(-30)}\n${user}\n${system}`,
  choose = (values) => values.at(-1),
}: Obedience = {}): ModelServer & { readonly prompts: Prompt[] } {
  const prompts: Prompt[] = [];
  return {
    model: 'obeying-1',
    prompts,
    complete: async (prompt) => {
      prompts.push(prompt);
      const text = write({ system: prompt.system, user: prompt.user });
      const cites = [...prompt.user.matchAll(/\be[1-9][0-9]{0,3}(?::[1-9][0-9]{0,8})?\b/g)].map(
        ([cite]) => cite,
      );
      const filled = fill(prompt.schema, { text, cites, choose, defs: defsOf(prompt.schema) });
      return completed({ text: JSON.stringify(filled) }, 'obeying-1');
    },
  };
}

interface Filling {
  readonly text: string;
  readonly cites: readonly string[];
  readonly choose: (values: readonly unknown[]) => unknown;
  readonly defs: JsonSchema;
  /** Name of the property that is filled. */
  readonly name?: string;
}

/** A value that fits the schema and carries the text wherever it can. */
function fill(schema: JsonSchema, filling: Filling): unknown {
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return filling.choose(schema.enum);
  if (typeof schema.$ref === 'string') {
    const target = filling.defs[schema.$ref.split('/').at(-1) ?? ''];
    return isSchema(target) ? fill(target, filling) : null;
  }
  const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (Array.isArray(options)) {
    const option = options.find((each) => isSchema(each) && each.type !== 'null');
    return isSchema(option) ? fill(option, filling) : null;
  }
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return fillObject(schema, filling);
    case 'array':
      return fillArray(schema, filling);
    case 'string':
      return fillString(schema, filling);
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

/** Optional properties too: what may be said is said. */
function fillObject(schema: JsonSchema, filling: Filling): unknown {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  return Object.fromEntries(
    properties.map(([name, property]) => [
      name,
      isSchema(property) ? fill(property, { ...filling, name }) : null,
    ]),
  );
}

function fillArray(schema: JsonSchema, filling: Filling): unknown {
  if (!isSchema(schema.items)) return [];
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : 3;
  const isCitation = citing(filling.name, schema.items);
  const count = Math.max(typeof schema.minItems === 'number' ? schema.minItems : 0, Math.min(most, 3));
  const items = schema.items;
  return Array.from({ length: count }, (_, index) =>
    isCitation ? (filling.cites.at(-1 - index) ?? 'e1') : fill(items, filling),
  );
}

function fillString(schema: JsonSchema, filling: Filling): string {
  if (citing(filling.name, schema)) return filling.cites.at(-1) ?? 'e1';
  const most = typeof schema.maxLength === 'number' ? schema.maxLength : 2_000;
  return filling.text.slice(0, most);
}

function citing(name: string | undefined, schema: JsonSchema): boolean {
  const pattern = typeof schema.pattern === 'string' ? schema.pattern : '';
  return (
    schema.type === 'string' &&
    (/^(?:cite|citation|evidence|line)/i.test(name ?? '') || pattern.startsWith('^e['))
  );
}

function numberOf(schema: JsonSchema): number {
  const least = [schema.minimum, schema.exclusiveMinimum].find((each) => typeof each === 'number');
  return typeof least === 'number' ? Math.ceil(least) + (schema.exclusiveMinimum === least ? 1 : 0) : 1;
}

function defsOf(schema: JsonSchema): JsonSchema {
  const defs = schema.$defs ?? schema.definitions;
  return isSchema(defs) ? defs : {};
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
