import type { Filter } from '../../shared/run/broker/filter.ts';

/** Whether a Trigger wants events of a type: `sometimes` is where other attributes decide. */
export type Wants = 'always' | 'sometimes' | 'never';

/** What a filter says of events of one type, when nothing else is known of them. */
export function wantsType(filter: Filter, type: string): Wants {
  switch (filter.dialect) {
    case 'exact':
    case 'prefix':
    case 'suffix':
    case 'attributes':
      return every(
        Object.entries(filter.attributes).map(([name, text]) =>
          name === 'type' ? fits(filter.dialect, type, text) : 'sometimes',
        ),
      );
    case 'all':
      return every(filter.filters.map((inner) => wantsType(inner, type)));
    case 'any':
      return not(every(filter.filters.map((inner) => not(wantsType(inner, type)))));
    case 'not':
      return not(wantsType(filter.filter, type));
  }
}

/** The texts that a filter compares the type with, by how it does. */
export function typesNamed(filter: Filter): { readonly whole: string[]; readonly parts: string[] } {
  switch (filter.dialect) {
    case 'exact':
    case 'attributes':
      return { whole: Object.entries(filter.attributes).flatMap(typeOnly), parts: [] };
    case 'prefix':
    case 'suffix':
      return { whole: [], parts: Object.entries(filter.attributes).flatMap(typeOnly) };
    case 'not':
      return typesNamed(filter.filter);
    default: {
      const inner = filter.filters.map(typesNamed);
      return { whole: inner.flatMap(({ whole }) => whole), parts: inner.flatMap(({ parts }) => parts) };
    }
  }
}

function typeOnly([name, text]: [string, string]): string[] {
  return name === 'type' && text !== '' ? [text] : [];
}

function fits(dialect: 'exact' | 'prefix' | 'suffix' | 'attributes', type: string, text: string): Wants {
  const fit = {
    exact: type === text,
    prefix: type.startsWith(text),
    suffix: type.endsWith(text),
    attributes: text === '' || type === text,
  };
  return fit[dialect] ? 'always' : 'never';
}

function every(all: readonly Wants[]): Wants {
  if (all.includes('never')) return 'never';
  return all.includes('sometimes') ? 'sometimes' : 'always';
}

function not(wants: Wants): Wants {
  return ({ always: 'never', sometimes: 'sometimes', never: 'always' } as const)[wants];
}
