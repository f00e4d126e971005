import { z } from 'zod';

/** What an answer turned out to be. */
export type Reading<Answer> =
  /** `value` is the JSON that the answer was read from. */
  | { readonly kind: 'fits'; readonly answer: Answer; readonly value: unknown }
  /** `structural`: fields are missing or of the wrong type, which a server that knows the schema never lets through. */
  | { readonly kind: 'misfit'; readonly errors: string; readonly structural: boolean }
  | { readonly kind: 'empty' | 'no-json' };

/** Most characters of errors that a model is told. */
const MOST_ERRORS = 2_000;

/** Most objects of one answer that are looked at. */
const MOST_OBJECTS = 20;

const THOUGHT = '</think>';

const STRUCTURAL: ReadonlySet<string> = new Set([
  'invalid_type',
  'invalid_value',
  'unrecognized_keys',
  'invalid_union',
]);

/**
 * Reads a whole answer by the question's own schema: JSON alone, in a fence, or among prose; of several objects the
 * last that fits, of the last twenty. Never a part of an object whose end is missing.
 */
export function readAnswer<Schema extends z.ZodType>(text: string, schema: Schema): Reading<z.infer<Schema>> {
  const said = text.trim();
  if (said === '') return { kind: 'empty' };
  const values = valuesIn(said);
  let misfit: z.ZodError | undefined;
  for (const value of values.toReversed()) {
    const read = schema.safeParse(value);
    if (read.success) return { kind: 'fits', answer: read.data, value };
    misfit ??= read.error;
  }
  if (!misfit) return { kind: 'no-json' };
  return {
    kind: 'misfit',
    errors: z.prettifyError(misfit).slice(0, MOST_ERRORS),
    structural: misfit.issues.some(({ code }) => STRUCTURAL.has(code)),
  };
}

function valuesIn(text: string): unknown[] {
  const whole = parse(text);
  if (whole !== undefined) return [whole.value];
  const objects: (readonly [start: number, end: number])[] = [];
  // Some models think aloud first.
  const thought = text.lastIndexOf(THOUGHT);
  for (let at = text.indexOf('{', thought + 1); at !== -1; ) {
    const end = endOfObject(text, at);
    // An object without an end was cut: what stands inside of it is no answer.
    if (end === undefined) break;
    objects.push([at, end]);
    at = text.indexOf('{', end);
  }
  return objects.slice(-MOST_OBJECTS).flatMap(([start, end]) => {
    const read = parse(text.slice(start, end));
    return read ? [read.value] : [];
  });
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Where the object that begins at `start` ends, by braces outside of strings; undefined where it does not. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
