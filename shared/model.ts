import type { z } from 'zod';
import type { Evidence } from './report.ts';

/** Why a model gave no answer; the report is then made from evidence alone and says so. */
export interface Refusal {
  readonly kind: 'off' | 'budget-spent' | 'unreachable' | 'too-slow' | 'refused' | 'not-valid';
  /** One sentence for the report. */
  readonly why: string;
}

/** An answer that fits the schema, or a typed refusal: a model port never throws. */
export type ModelAnswer<Answer> = { readonly answer: Answer } | { readonly refusal: Refusal };

/** What is asked: which schema to fill, from which evidence, by which instructions (ours, never a sender's). */
export interface Question<Schema extends z.ZodType> {
  readonly schema: Schema;
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
