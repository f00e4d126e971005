import type { z } from 'zod';
import type { Evidence } from './report.ts';

/** Why a model gave no answer; the report is then made from evidence alone and says so. */
export interface Refusal {
  readonly kind: 'off' | 'budget-spent' | 'unreachable' | 'too-slow' | 'refused' | 'not-valid';
  /** One sentence for the report. */
  readonly why: string;
}

/** An answer that fits the schema with the model that gave it, or a typed refusal: a model port never throws. */
export type ModelAnswer<Answer> =
  | { readonly answer: Answer; readonly model: string }
  | { readonly refusal: Refusal };

/** What is asked: which schema to fill, from which evidence, by which instructions (ours, never a sender's). */
export interface Question<Schema extends z.ZodType> {
  /** Short name of what is asked, such as 'build-cause': for metrics, spans and the name of the schema. */
  readonly name: string;
  /** What is to be filled; every string and list in it is bounded. Citations are strings as `citationOf` writes them. */
  readonly schema: Schema;
  /** The port shows each line with its citation, redacts once more and cuts to its token budget. */
  readonly evidence: readonly Evidence[];
  readonly instructions: string;
  readonly signal: AbortSignal;
}

/** The one way to a language model: it fills a schema from evidence and can do nothing else. */
export interface Model {
  readonly ask: <Schema extends z.ZodType>(
    question: Question<Schema>,
  ) => Promise<ModelAnswer<z.infer<Schema>>>;
}

/** How a model cites: `e1:412` is line 412 of the log evidence e1, `e2` is the evidence of an object. */
export function citationOf(evidence: Evidence, line?: number): string {
  return line === undefined ? evidence.id : `${evidence.id}:${line}`;
}
