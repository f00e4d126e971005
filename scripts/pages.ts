import { z } from 'zod';
import { commonSettings } from '../shared/config.ts';
import type { AnyEventType, FunctionDefinition, IntakeDefinition } from '../shared/function.ts';

type Definition = FunctionDefinition | IntakeDefinition;

const NOTICE = '<!-- Made by "npm run generate" from the schemas: change those. -->';

/** The event types that one file declares; `path` is relative to the repository. */
export interface EventFamily {
  readonly path: string;
  readonly events: readonly AnyEventType[];
}

/** One sentence for each event type of a function that no file of events declares: it would be missing in docs/events.md. */
export function strayEvents(families: readonly EventFamily[], definitions: readonly Definition[]): string[] {
  const declared = new Set(families.flatMap(({ events }) => events));
  return definitions.flatMap((definition) => {
    const used = [...(definition.kind === 'function' ? definition.accepts : []), ...definition.emits];
    return used
      .filter((event) => event.type !== '*' && !declared.has(event))
      .map(
        ({ type }) =>
          `functions/${definition.name}: export the event type ${type} from functions/${definition.name}/events.ts, or from a file of shared/events/`,
      );
  });
}

/** docs/events.md: every event type with who takes it, who sends it, its routing keys and its data. */
export function eventsPage(families: readonly EventFamily[], definitions: readonly Definition[]): string {
  const parts = families.flatMap(({ path, events }) =>
    events.map((event) => eventPart(event, path, definitions)),
  );
  return `${[
    NOTICE,
    '# Events',
    'All events are CloudEvents 1.0 with JSON data. Triggers can filter on context attributes alone, so what is routed by stands in extension attributes, too. Every result also carries `correlationid` (id of the first event of the chain), `causationid` (id of the event it answers), `wkhops` (functions passed so far), and the `traceparent` of the event that caused it.',
    ...parts,
  ].join('\n\n')}\n`;
}

function eventPart(event: AnyEventType, path: string, definitions: readonly Definition[]): string {
  // By the declaration, not the type: a function may declare a type anew, with what it alone reads of the data.
  const takes = definitions.filter(
    (definition) => definition.kind === 'function' && definition.accepts.includes(event),
  );
  const sends = definitions.filter((definition) => definition.emits.includes(event));
  const keys = Object.entries(event.extensionDocs ?? {});
  return [
    `## ${event.type}`,
    `${event.description} Declared in [${path}](../${path}).`,
    `- taken by: ${names(takes)}\n- sent by: ${names(sends)}`,
    ...(keys.length === 0
      ? []
      : [
          table(
            ['extension attribute', 'meaning'],
            keys.map(([key, meaning]) => [`\`${key}\``, cell(meaning)]),
          ),
        ]),
    table(['field', 'type', 'meaning'], rowsOf(jsonSchema(event.schema), '')),
  ].join('\n\n');
}

function names(definitions: readonly Definition[]): string {
  if (definitions.length === 0) return 'others';
  return definitions.map(({ name }) => `[${name}](../functions/${name}/README.md)`).join(', ');
}

/** docs/configuration.md: every setting of every function. */
export function configurationPage(definitions: readonly Definition[]): string {
  const own = definitions.map((definition) => {
    const keys = Object.keys(definition.settings.shape).filter((key) => !(key in commonSettings));
    const rows = settingRows(definition.settings).filter(([key]) =>
      keys.includes(key?.replaceAll('`', '') ?? ''),
    );
    return [
      `## ${definition.name}`,
      definition.description,
      rows.length === 0 ? 'No settings of its own.' : table(['variable', 'default', 'meaning'], rows),
    ].join('\n\n');
  });
  return `${[
    NOTICE,
    '# Settings',
    'Settings are environment variables. A function reads them once when it starts; it names every problem in one message and ends with exit code 1. An empty variable counts as not set.',
    '## All functions',
    table(['variable', 'default', 'meaning'], settingRows(z.object(commonSettings))),
    ...own,
  ].join('\n\n')}\n`;
}

function settingRows(schema: z.ZodObject): string[][] {
  const { properties = {}, required = [] } = jsonSchema(schema);
  return Object.entries(properties).map(([key, property]) => [
    `\`${key}\``,
    property.default === undefined
      ? required.includes(key)
        ? 'must be set'
        : 'not set'
      : `\`${cell(String(property.default)) || '(empty)'}\``,
    [cell(property.description ?? ''), allowed(property)].filter(Boolean).join(' '),
  ]);
}

function allowed(property: JsonSchema): string {
  return property.enum === undefined
    ? ''
    : `One of ${property.enum.map((value) => `\`${String(value)}\``).join(', ')}.`;
}

/** knative/base/kustomization.yaml: all manifests of its folder, so that a new function is one new file. */
export function kustomization(manifests: readonly string[]): string {
  const first = ['namespace.yaml', 'broker.yaml'];
  const rest = manifests.filter((file) => !first.includes(file)).sort();
  return [
    '# Made by "npm run generate" from the files of this folder.',
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    'resources:',
    ...[...first, ...rest].map((file) => `  - ${file}`),
    '',
  ].join('\n');
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
}

function rowsOf(schema: JsonSchema, path: string): string[][] {
  const rows: string[][] = [];
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? key : `${path}.${key}`;
    const optional = schema.required?.includes(key) ? '' : ', optional';
    rows.push([`\`${at}\``, `${typeOf(property)}${optional}`, cell(property.description ?? '')]);
    rows.push(...rowsOf(property, at), ...rowsOf(property.items ?? {}, `${at}[]`));
    for (const choice of property.oneOf ?? property.anyOf ?? property.items?.oneOf ?? []) {
      rows.push(...rowsOf(choice, property.items ? `${at}[]` : at));
    }
    if (typeof property.additionalProperties === 'object') {
      rows.push(...rowsOf(property.additionalProperties, `${at}.*`));
    }
  }
  return uniqueBy(rows, ([field = '', type = '']) => field + type);
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(' \\| ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' \\| ');
  if (schema.type === 'array') return `array of ${schema.items === undefined ? 'any' : typeOf(schema.items)}`;
  return schema.type === undefined ? 'any' : String(schema.type);
}

/** A text as it may stand in a table: a bar would begin a new cell, also within code. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
