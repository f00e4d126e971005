import type { Category } from '../../../shared/events/build.ts';

/** The tool says that it gives up, and of what. */
export const VERDICT = 9;
/** One failure in the tool's own form, mostly with its place. */
export const CAUSE = 7;
/** Words that fit, but that also stand in builds which pass. */
export const SIGN = 4;
/** Which command or task it was that failed. */
export const HINT = 2;

/** A form in which a tool announces one kind of failure, on one line. */
export interface Rule {
  /** The tool as people call it; empty where any tool writes this. */
  readonly tool: string;
  readonly category: Category;
  /** How surely the form alone says that the build failed of this: VERDICT … HINT. */
  readonly weight: number;
  /** What has to stand in the line for the form to be tried: one of these, as it is written. */
  readonly probes: readonly string[];
  /**
   * Tried on the line without its level ("[ERROR] "), cut at 1,000 characters; every quantifier is bounded.
   * Groups that are read: file, line, code, message, test, count, module, step, name, from, to.
   */
  readonly form: RegExp;
  /** Only after a line of this name was seen, at most 400 lines before: the items of a list of failures. */
  readonly within?: string;
  /** The name that a line of this form opens a list under. */
  readonly opens?: string;
}

/** A row of a table of rules: category, weight, probes, form and, for lists, what it opens or stands within. */
export type RuleRow = readonly [
  category: Category,
  weight: number,
  probes: string | readonly string[],
  form: RegExp,
  list?: { readonly within?: string; readonly opens?: string },
];

/** The rules of one tool, written as rows. */
export function rulesOf(tool: string, rows: readonly RuleRow[]): Rule[] {
  return rows.map(([category, weight, probes, form, list]) => ({
    tool,
    category,
    weight,
    probes: typeof probes === 'string' ? [probes] : probes,
    form,
    ...list,
  }));
}

/** A rule that matched a line. */
export interface Hit {
  readonly rule: Rule;
  /** Line number in the original log. */
  readonly line: number;
  readonly text: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
  /** The rule's weight, more or less by where the line stands. */
  readonly score: number;
}
