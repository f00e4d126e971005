import { z } from 'zod';
import { categories, severitySchema } from '../../shared/events/build.ts';
import type { Json } from '../../shared/ledger/ledger.ts';
import { confidenceSchema } from '../../shared/report.ts';

const name = z.string().trim().min(1).max(255);
const label = z.string().regex(/^\S{1,255}$/, 'a label has no spaces and at most 255 characters');

/** Fields that have a name of their own here, or that only the report fills. */
const OTHER_FIELD =
  /^(?!(?:project|issuetype|summary|description|labels|priority|components|assignee)$)\S{1,255}$/;

const place = {
  project: name.optional().describe('Key or id of the project.'),
  issueType: name.optional().describe('Name or id of the issue type, as the project has it.'),
  priority: name.optional().describe('Name or id of the priority.'),
  labels: z.array(label).max(20).optional().describe('Labels beside those that each ticket has.'),
  components: z.array(name).max(20).optional().describe('Names or ids of components.'),
  assignee: name.optional().describe('Account id in the cloud, user name in a data center.'),
  fields: z
    .record(
      z
        .string()
        .regex(
          OTHER_FIELD,
          'it has a key of its own here, or the report fills it; allowed are further fields, such as customfield_10010',
        ),
      z.json(),
    )
    .optional()
    .describe('Further fields by their ids, such as customfield_10010, with values as Jira takes them.'),
} as const;

const pattern = z.string().min(1).max(320);
const anyOf = z.union([pattern, z.array(pattern).min(1)], {
  error: 'allowed is a text of 1 to 320 characters, or a list of such texts that is not empty',
});

/** Patterns of which each fits at least one of the words that there are: else its rule would never be taken for it. */
function someOf(words: readonly string[]) {
  return anyOf
    .superRefine((given, context) => {
      for (const form of [given].flat()) {
        if (words.some((word) => matches(form, word))) continue;
        context.addIssue(`nothing is ever called ${JSON.stringify(form)}; allowed are ${words.join(', ')}`);
      }
    })
    .optional()
    .describe(`Of ${words.join(', ')}.`);
}

/** An object with these keys and no others; says so where it has others. */
function closed<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `${(keys as string[]).join(', ')} is not known here; allowed are ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

const when = closed({
  cluster: anyOf.optional(),
  namespace: anyOf.optional(),
  workload: anyOf.optional().describe('As KIND/NAME, such as Pipeline/release.'),
  category: someOf(Object.keys(categories)),
  confidence: someOf(confidenceSchema.options),
  severity: someOf(severitySchema.options),
}).describe('All that are given have to fit; * stands for any text. A list fits where one of it does.');

/** The mapping file: where tickets go and what they carry beside the report. */
export const mappingSchema = closed({
  $schema: z.string().optional().describe('For editors.'),
  ...place,
  rules: z
    .array(closed({ when, ...place }))
    .max(500)
    .optional()
    .describe(
      'The first rule that fits a report is taken: what it gives goes before what stands above; one without conditions comes last.',
    ),
});

export type Mapping = z.infer<typeof mappingSchema>;

/** What rules are chosen by. */
export interface Traits {
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
  readonly category?: string | undefined;
  readonly confidence?: string | undefined;
  readonly severity?: string | undefined;
}

/** Where a ticket goes and what it carries beside the report. */
export interface Place {
  readonly project: string;
  readonly issueType: string;
  readonly labels: readonly string[];
  readonly priority?: string;
  readonly components?: readonly string[];
  readonly assignee?: string;
  readonly fields?: Readonly<Record<string, Json>>;
}

/** The place of a report: what the first rule that fits gives, then what the file gives, then `single`. */
export function placeFor(
  mapping: Mapping,
  traits: Traits,
  single: { readonly project: string; readonly issueType: string },
): Place {
  const rule = mapping.rules?.find((candidate) => fits(candidate.when, traits)) ?? {};
  const { rules: _rules, $schema: _schema, ...defaults } = mapping;
  const { when: _when, ...given } = { when: undefined, ...rule };
  const { project, issueType, labels, priority, components, assignee, fields } = { ...defaults, ...given };
  return {
    project: project ?? single.project,
    issueType: issueType ?? single.issueType,
    labels: labels ?? [],
    ...(priority === undefined ? {} : { priority }),
    ...(components === undefined ? {} : { components }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(fields === undefined ? {} : { fields: fields as Readonly<Record<string, Json>> }),
  };
}

function fits(conditions: NonNullable<Mapping['rules']>[number]['when'], traits: Traits): boolean {
  return Object.entries(conditions).every(([trait, patterns]) => {
    const value = traits[trait as keyof Traits];
    if (patterns === undefined) return true;
    return value !== undefined && [patterns].flat().some((candidate) => matches(candidate, value));
  });
}

/** Whether a text is of the form of a pattern in which * stands for any text, none included. */
export function matches(form: string, value: string): boolean {
  const [first = '', ...rest] = form.split('*');
  const last = rest.pop();
  if (last === undefined) return form === value;
  if (!value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const middle of rest) {
    const found = value.indexOf(middle, at);
    if (found === -1) return false;
    at = found + middle.length;
  }
  return at <= end;
}

/** The JSON Schema of the mapping file, for editors. */
export function mappingJsonSchema(): string {
  const schema = z.toJSONSchema(mappingSchema, { io: 'input' });
  const text = JSON.stringify({ title: 'Mapping file of jira-sink', ...schema }, null, 2);
  // As the formatter of this repository has it: a list of one stands on its line.
  return `${text.replace(/\[\n\s+("[^"\n]*")\n\s+\]/g, '[$1]')}\n`;
}
