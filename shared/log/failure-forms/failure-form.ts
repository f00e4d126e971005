/** How far the lines that belong to an announced failure reach. */
export type FormBody =
  /** This line alone. */
  | 'line'
  /** The lines that continue it: deeper indented, stack frames, diffs, the paragraph. */
  | 'block'
  /** As a block, but only inside a list of failures: elsewhere the same form heads other things. */
  | 'item'
  /** A list of failures with numbered or ruled items, up to the tool's summary. */
  | 'section';

/** One form in which a kind of tool announces a failure. */
export interface FailureForm {
  /** What a person would call it: "compiler error", "failed test". */
  readonly name: string;
  /** How surely a line of this form says why a build failed, 0 to 1; below 0.5 it says only that something did. */
  readonly strength: number;
  /** Tested on one line without its level prefix; every quantifier is bounded. */
  readonly form: RegExp;
  readonly body: FormBody;
}

/** Rows of a table: name, strength, body, form. */
export type FormRow = readonly [string, number, FormBody, RegExp];

/** A table of rows as forms. */
export function formsOf(rows: readonly FormRow[]): FailureForm[] {
  return rows.map(([name, strength, body, form]) => ({ name, strength, body, form }));
}
