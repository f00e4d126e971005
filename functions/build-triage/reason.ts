import type { BuildReport } from '../../shared/events/build.ts';
import type { Model } from '../../shared/model.ts';
import { withReasoning } from './reasoning/merge.ts';
import { reasoningInstructions, reasoningSchema } from './reasoning/question.ts';
import { redactedTo } from './redacted-to.ts';

/**
 * The report with what a model makes of its evidence; without an answer it is the report as it was, with the reason.
 * The model is asked until `signal` aborts.
 */
export async function reason(report: BuildReport, model: Model, signal: AbortSignal): Promise<BuildReport> {
  const needless = whyNotAsked(report);
  if (needless !== undefined) return { ...report, analysis: { by: 'evidence', why: needless } };
  const asked = await model.ask({
    name: 'build-cause',
    schema: reasoningSchema,
    evidence: report.evidence,
    instructions: reasoningInstructions,
    signal,
  });
  return 'refusal' in asked
    ? { ...report, analysis: { by: 'evidence', why: redactedTo(500, asked.refusal.why) } }
    : withReasoning(report, asked.answer, asked.model);
}

/** Why a model could add nothing to a report; undefined where it could. */
function whyNotAsked({ evidence, category, confidence }: BuildReport): string | undefined {
  if (!evidence.some(({ text }) => text.trim() !== '')) return 'there is no evidence that a model could read';
  if (category === 'cancelled' && confidence !== 'unclear') {
    return 'the build was stopped on purpose, so no model was asked why';
  }
  return undefined;
}

/** Lets `work` go on for so many milliseconds at most: the signal that it is given aborts then, or with `signal`. */
export async function inTime<Result>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), Math.max(0, milliseconds));
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}
