import type { BuildReport } from '../../../shared/events/build.ts';
import { resolveCitations } from '../../../shared/model/citations.ts';
import { wordingProblem } from '../../../shared/model/wording.ts';
import { oneLine } from '../../../shared/rendering/text.ts';
import type { Claim, NextStep } from '../../../shared/report.ts';
import { isStepId, renderChosen, renderStep, type StepValues } from '../classify/next-steps.ts';
import type { Reasoning } from './question.ts';
import { type Seen, seenIn } from './seen.ts';
import { citedText, speaksOf } from './speaks.ts';

/** What is left of an answer once the evidence was asked about each part of it. */
export interface Checked {
  readonly answer: Reasoning;
  /** Undefined where it may not be shown. */
  readonly headline: string | undefined;
  /** Those that may be shown, cite something that exists, and speak of it. */
  readonly claims: readonly Claim[];
  /** No claim and no citation had to be dropped. */
  readonly isWhole: boolean;
  /** Those of the catalogue whose parameters hold. */
  readonly steps: readonly NextStep[];
}

/** Checks an answer against the report whose evidence it was given for. */
export function checkedAnswer(report: BuildReport, answer: Reasoning): Checked {
  const seen = seenIn(report);
  const claims: Claim[] = [];
  let isWhole = true;
  for (const { text, cites } of answer.claims) {
    const { evidence, lines, dropped } = resolveCitations(cites, report.evidence);
    const cited = citedText([{ text, evidence, lines }], report.evidence);
    const wording = shownWording(text, seen, cited);
    const claim = { text: wording ?? '', evidence, ...(lines.length === 0 ? {} : { lines }) };
    // What has no word in common with the lines that it cites is not shown by them.
    const isKept = wording !== undefined && speaksOf(wording, cited, 1);
    if (isKept) claims.push(claim);
    isWhole &&= isKept && dropped.length === 0;
  }
  return {
    ...{ answer, claims, isWhole },
    headline: shownWording(answer.headline, seen),
    steps: answer.nextSteps.flatMap((chosen) => checkedStep(chosen, report, seen) ?? []),
  };
}

/**
 * A sentence of a model as it may be shown: on one line, and naming nothing that stands neither in the telling lines nor
 * in those that it cites itself. A host or an option has to stand in the telling lines, whatever it cites.
 */
function shownWording(text: string, seen: Seen, cited = ''): string | undefined {
  const line = oneLine(text);
  if (line === '' || wordingProblem(line, seen.holds) !== undefined) return undefined;
  return seen.bears(line, cited) ? line : undefined;
}

function checkedStep(
  {
    id,
    parameters,
  }: { readonly id: string; readonly parameters: Reasoning['nextSteps'][number]['parameters'] },
  { details }: BuildReport,
  seen: Seen,
): NextStep | undefined {
  if (!isStepId(id)) return undefined;
  if (parameters.length === 0) return renderStep(id, details);
  const values: StepValues = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
  return renderChosen(id, values, details, seen.holds);
}
