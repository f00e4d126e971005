/** Says what is wrong with a value, each problem with the JSON pointer of its place; says nothing where it is right. */
export type Check = (value: unknown, at: string, problem: (at: string, message: string) => void) => void;

/** All problems of a value in the words and the form of Slack: "must be less than 151 characters [json-pointer:/blocks/0/text/text]". */
export function problemsOf(check: Check, value: unknown, at: string): string[] {
  const problems: string[] = [];
  check(value, at, (place, message) => problems.push(`${message} [json-pointer:${place}]`));
  return problems;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string of `min` to `max` characters. */
export function string(min: number, max: number, form?: RegExp): Check {
  return (value, at, problem) => {
    if (typeof value !== 'string') return problem(at, 'must be a string');
    if (value.length < min) problem(at, `must be more than ${min - 1} characters`);
    if (value.length > max) problem(at, `must be less than ${max + 1} characters`);
    if (form && !form.test(value)) problem(at, 'must be a valid URL');
  };
}

export const boolean: Check = (value, at, problem) => {
  if (typeof value !== 'boolean') problem(at, 'must be a boolean');
};

export function oneOf(...values: readonly unknown[]): Check {
  return (value, at, problem) => {
    if (!values.includes(value)) problem(at, `must be one of ${values.join(', ')}`);
  };
}

export function array(item: Check, min: number, max: number): Check {
  return (value, at, problem) => {
    if (!Array.isArray(value)) return problem(at, 'must be an array');
    if (value.length < min) problem(at, `no fewer than ${min} items allowed`);
    if (value.length > max) problem(at, `no more than ${max} items allowed`);
    value.forEach((entry, index) => {
      item(entry, `${at}/${index}`, problem);
    });
  };
}

/** An object with these fields and no other; a name with "?" at its end may be missing. */
export function object(fields: Readonly<Record<string, Check>>): Check {
  const names = new Map(Object.entries(fields).map(([name, check]) => [name.replace(/\?$/, ''), check]));
  return (value, at, problem) => {
    if (!isObject(value)) return problem(at, 'must be an object');
    for (const name of Object.keys(fields)) {
      if (!name.endsWith('?') && value[name] === undefined) problem(at, `missing required field: ${name}`);
    }
    for (const [name, entry] of Object.entries(value)) {
      const check = names.get(name);
      if (!check) problem(at, `invalid additional property: ${name}`);
      else if (entry !== undefined) check(entry, `${at}/${name}`, problem);
    }
  };
}

/** An object whose `type` says which fields it has. */
export function typed(kinds: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check {
  const checks = new Map(
    Object.entries(kinds).map(([type, fields]) => [type, object({ type: oneOf(type), ...fields })]),
  );
  return (value, at, problem) => {
    if (!isObject(value)) return problem(at, 'must be an object');
    const check = typeof value.type === 'string' ? checks.get(value.type) : undefined;
    if (check) check(value, at, problem);
    else problem(`${at}/type`, `unsupported type: ${String(value.type)}`);
  };
}
