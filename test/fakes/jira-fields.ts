import { isObject } from './schema-check.ts';

/** What a project takes. */
export interface FieldRules {
  readonly projects: readonly string[];
  readonly issueTypes: readonly string[];
  readonly priorities: readonly string[];
  readonly components: readonly string[];
  /** Fields that the project demands beside the usual ones. */
  readonly requiredFields: readonly string[];
  /** Further fields that it has. */
  readonly customFields: readonly string[];
  /** Fields that are not on its screen for new issues. */
  readonly hiddenFields: readonly string[];
}

/** What is wrong with a text of that kind of Jira, as Jira says it; undefined where nothing is. */
export type TextError = (value: unknown) => string | undefined;

const KNOWN_FIELDS = new Set([
  ...['project', 'issuetype', 'summary', 'description', 'labels'],
  ...['priority', 'components', 'assignee', 'environment', 'duedate', 'parent'],
]);

/** Why a new issue is refused, by field; the texts are as people met them, see each rule. */
export function fieldErrors(
  fields: Record<string, unknown>,
  rules: FieldRules,
  textError: TextError,
): Record<string, string> {
  const errors: Record<string, string> = {};
  const wrong = (field: string, message: string | undefined) => {
    if (message !== undefined) errors[field] = message;
  };
  wrong('project', projectError(fields.project, rules));
  wrong('issuetype', issueTypeError(fields.issuetype, rules));
  wrong('summary', summaryError(fields.summary));
  if (fields.description !== undefined) wrong('description', textError(fields.description));
  if (fields.labels !== undefined) wrong('labels', labelsError(fields.labels));
  if (fields.priority !== undefined) wrong('priority', priorityError(fields.priority, rules));
  if (fields.components !== undefined) wrong('components', componentsError(fields.components, rules));
  for (const name of rules.requiredFields) {
    if (fields[name] === undefined) wrong(name, `${name} is required.`);
  }
  for (const name of Object.keys(fields)) {
    const known = [...KNOWN_FIELDS, ...rules.requiredFields, ...rules.customFields].includes(name);
    if (known && !rules.hiddenFields.includes(name)) continue;
    wrong(name, `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`);
  }
  return errors;
}

function projectError(project: unknown, { projects }: FieldRules): string | undefined {
  const { key, id } = isObject(project) ? project : {};
  return projects.includes(String(key)) || id === '10000' ? undefined : 'valid project is required';
}

function issueTypeError(issueType: unknown, { issueTypes }: FieldRules): string | undefined {
  const { name, id } = isObject(issueType) ? issueType : {};
  return issueTypes.includes(String(name)) || id === '10001' ? undefined : 'Specify a valid issue type';
}

// https://github.com/tenable/integration-jira-cloud/issues/322, https://github.com/elastic/kibana/issues/104932
function summaryError(summary: unknown): string | undefined {
  if (typeof summary !== 'string' || summary.trim() === '') return 'You must specify a summary of the issue.';
  if (/[\r\n]/.test(summary)) return 'The summary is invalid because it contains newline characters.';
  return summary.length > 255 ? "Summary can't exceed 255 characters." : undefined;
}

// https://support.atlassian.com/jira-software-cloud/docs/use-labels/: one word each, at most 255 characters.
function labelsError(labels: unknown): string | undefined {
  if (!Array.isArray(labels) || labels.some((label) => typeof label !== 'string'))
    return 'data was not an array';
  const spaced = labels.find((label: string) => /\s/.test(label) || label === '');
  if (spaced !== undefined) return `The label '${spaced}' contains spaces which is invalid.`;
  return labels.some((label: string) => label.length > 255)
    ? 'The label exceeds the maximum length of 255 characters.'
    : undefined;
}

// https://community.atlassian.com/forums/Jira-questions/The-priority-selected-is-invalid/qaq-p/1312541
function priorityError(priority: unknown, { priorities }: FieldRules): string | undefined {
  const { name } = isObject(priority) ? priority : {};
  return priorities.includes(String(name)) ? undefined : 'The priority selected is invalid.';
}

function componentsError(components: unknown, rules: FieldRules): string | undefined {
  if (!Array.isArray(components)) return 'data was not an array';
  const names = components.map((component) => String(isObject(component) ? component.name : component));
  const foreign = names.find((name) => !rules.components.includes(name));
  return foreign === undefined ? undefined : `Component name '${foreign}' is not valid`;
}
