type Schema = Readonly<Record<string, unknown>>;

// What OpenAI's strict schemas may not hold: JSON_SCHEMA_UNSUPPORTED_SCHEMA_KEYWORDS of the openai package
// (lib/transform.js), and `default`, which the API refuses by name. Bounds of strings, numbers and lists stay: they are
// what keeps a small model's grammar from running on. All of them are checked again on the answer.
const REFUSED = new Set([
  '$schema',
  '$id',
  '$anchor',
  'default',
  'examples',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'dependentRequired',
  'dependentSchemas',
  'if',
  'then',
  'else',
  'maxContains',
  'minContains',
  'maxProperties',
  'minProperties',
  'not',
  'patternProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'uniqueItems',
]);

/**
 * A schema in the form that OpenAI calls strict: objects are closed, all their properties are required, and those that
 * were not may be null (https://platform.openai.com/docs/guides/structured-outputs).
 */
export function strictForm(schema: Schema): Schema {
  const strict: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (REFUSED.has(keyword) || keyword === 'required' || keyword === 'additionalProperties') continue;
    if (keyword === 'properties') strict.properties = strictProperties(schema);
    else if (keyword === '$defs') strict.$defs = eachOf(value, strictForm);
    else if (keyword === 'items') strict.items = isSchema(value) ? strictForm(value) : value;
    // Both mean one of several here: the variants of our schemas exclude one another.
    else if (keyword === 'oneOf' || keyword === 'anyOf') strict.anyOf = listOf(value).map(strictForm);
    else if (keyword === 'allOf') strict.allOf = listOf(value).map(strictForm);
    else strict[keyword] = value;
  }
  if (schema.type === 'object') {
    strict.properties ??= {};
    strict.required = Object.keys(eachOf(schema.properties, (property) => property));
    strict.additionalProperties = false;
  }
  return strict;
}

function strictProperties(schema: Schema): Record<string, Schema> {
  const required = requiredOf(schema);
  return Object.fromEntries(
    Object.entries(eachOf(schema.properties, strictForm)).map(([name, property]) => [
      name,
      required.has(name) ? property : { anyOf: [property, { type: 'null' }] },
    ]),
  );
}

/** Takes out of an answer the nulls that stand for properties which may be missing; text that is no JSON stays as it is. */
export function withoutNulls(text: string, schema: Schema): string {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return text;
  }
  const kept = keep(answer, [schema], schema);
  return kept === answer ? text : JSON.stringify(kept);
}

/** The value itself where nothing had to go. */
function keep(value: unknown, schemas: readonly Schema[], root: Schema): unknown {
  const meant = schemas.flatMap((schema) => variantsOf(schema, root));
  if (Array.isArray(value)) {
    const items = meant.flatMap(({ items: each }) => (isSchema(each) ? [each] : []));
    const kept = value.map((item) => keep(item, items, root));
    return kept.every((item, at) => item === value[at]) ? value : kept;
  }
  if (!isSchema(value)) return value;
  const objects = meant.filter((schema) => isSchema(schema.properties));
  const kept = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const own = objects.flatMap((schema) => {
      const property = eachOf(schema.properties, (each) => each)[name];
      return property === undefined ? [] : [{ property, optional: !requiredOf(schema).has(name) }];
    });
    if (member === null && own.length > 0 && own.every(({ optional }) => optional)) return [];
    const below = own.map(({ property }) => property);
    return [[name, keep(member, below, root)]];
  });
  const same =
    kept.length === Object.keys(value).length && kept.every(([name, each]) => each === value[name]);
  return same ? value : Object.fromEntries(kept);
}

/** A schema and all that it may be by $ref, anyOf, oneOf and allOf; a reference into itself is followed a few times. */
function variantsOf(schema: Schema, root: Schema, depth = 0): Schema[] {
  if (depth > 8) return [];
  const name = typeof schema.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(schema.$ref)?.[1] : undefined;
  const target = name === undefined ? undefined : eachOf(root.$defs, (each) => each)[name];
  const others = [
    ...listOf(schema.anyOf),
    ...listOf(schema.oneOf),
    ...listOf(schema.allOf),
    ...(target === undefined ? [] : [target]),
  ];
  return [schema, ...others.flatMap((other) => variantsOf(other, root, depth + 1))];
}

function requiredOf(schema: Schema): ReadonlySet<unknown> {
  return new Set(Array.isArray(schema.required) ? schema.required : []);
}

function eachOf(value: unknown, change: (schema: Schema) => Schema): Record<string, Schema> {
  if (!isSchema(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (isSchema(each) ? [[name, change(each)] as const] : [])),
  );
}

function listOf(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
