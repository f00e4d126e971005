/** The context attributes of an event, by name in lower case, `specversion` and `datacontenttype` among them. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * Which events a Trigger wants. `exact`, `prefix` and `suffix` ask that each of their attributes is there and fits;
 * `attributes` is the old form (spec.filter), where '' stands for any value that is not empty.
 */
export type Filter =
  | {
      readonly dialect: 'exact' | 'prefix' | 'suffix' | 'attributes';
      readonly attributes: Readonly<Record<string, string>>;
    }
  | { readonly dialect: 'all' | 'any'; readonly filters: readonly Filter[] }
  | { readonly dialect: 'not'; readonly filter: Filter };

/** The filter of a Trigger that has none: every event. */
export const everyEvent: Filter = { dialect: 'all', filters: [] };

/** True where the event fits the filter. An attribute that the event lacks fits nothing. */
export function matches(filter: Filter, event: Attributes): boolean {
  switch (filter.dialect) {
    case 'exact':
      return fits(filter.attributes, event, (value, wanted) => value === wanted);
    case 'prefix':
      return fits(filter.attributes, event, (value, wanted) => value.startsWith(wanted));
    case 'suffix':
      return fits(filter.attributes, event, (value, wanted) => value.endsWith(wanted));
    case 'attributes':
      return fits(filter.attributes, event, (value, wanted) =>
        wanted === '' ? value !== '' : value === wanted,
      );
    case 'all':
      return filter.filters.every((inner) => matches(inner, event));
    case 'any':
      return filter.filters.some((inner) => matches(inner, event));
    case 'not':
      return !matches(filter.filter, event);
  }
}

function fits(
  wanted: Readonly<Record<string, string>>,
  event: Attributes,
  compare: (value: string, wanted: string) => boolean,
): boolean {
  return Object.entries(wanted).every(([name, text]) => {
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    return value !== undefined && compare(String(value), text);
  });
}
