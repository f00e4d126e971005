import type { BuildReport } from '../../../shared/events/build.ts';
import { type Claim, type Confidence, type NextStep, withProvenClaims } from '../../../shared/report.ts';
import { renderStep, stepsFor } from '../classify/next-steps.ts';
import { type Checked, checkedAnswer, points } from './check.ts';
import type { Reasoning } from './question.ts';
import { citedText, speaksOf } from './speaks.ts';

/**
 * The report from evidence with a model's reading of the same evidence. Evidence, missing, details, fingerprint and
 * truncated stay as they are. The category is the model's only where evidence was 'unclear' and a claim of the model
 * points at something that exists, or where both are 'likely' and the model's claims cite every line that told the
 * evidence's category. Where another category stays, nothing of the answer is used.
 */
export function withReasoning(report: BuildReport, answer: Reasoning, model: string): BuildReport {
  const name = nameOf(model);
  const fromEvidence = (why: string): BuildReport => ({ ...report, analysis: { by: 'evidence', why } });
  const checked = checkedAnswer(report, answer);
  const isTaken = takesCategory(report, checked);
  if (!isTaken && answer.category !== report.category) {
    return fromEvidence(`${name} read the evidence as ${answer.category}, which does not outweigh it`);
  }
  const headline = headlineOf(report, checked, isTaken);
  if (headline === undefined && checked.claims.length + checked.steps.length === 0) {
    return fromEvidence(`${name} read the evidence, and showed nothing of what it said`);
  }
  return withProvenClaims({
    ...report,
    category: isTaken ? answer.category : report.category,
    confidence: confidenceOf(report, checked),
    headline: headline ?? report.headline,
    claims: mergedClaims(report, checked, isTaken),
    nextSteps: mergedSteps(report, checked, isTaken),
    analysis: {
      by: 'model',
      why: `${name} read the evidence${checked.isWhole ? '' : '; what it said without showing it is left out'}`,
    },
  });
}

/** The model's sentence where it speaks of the lines that tell the category; a sentence beside the point changes nothing. */
function headlineOf(report: BuildReport, checked: Checked, isTaken: boolean): string | undefined {
  const { headline, claims } = checked;
  if (headline === undefined || report.confidence === 'certain') return undefined;
  const telling = isTaken || report.claims.length === 0 ? claims : report.claims;
  const { step, file, dependency, failingTests } = report.details;
  const told = [citedText(telling, report.evidence), step, file, dependency?.name, ...failingTests].join(
    '\n',
  );
  return speaksOf(headline, told, SHARED_WORDS) ? headline : undefined;
}

/** So many words of the telling lines stand in a headline that is about them. */
const SHARED_WORDS = 2;

function takesCategory(report: BuildReport, { answer, claims, isWhole }: Checked): boolean {
  const { category, confidence } = report;
  if (answer.category === category || answer.category === 'unknown' || confidence === 'certain') return false;
  if (confidence === 'unclear') return claims.some((claim) => points(claim, report));
  const telling = report.claims.find(({ lines = [] }) => lines.length > 0)?.lines ?? [];
  const cited = new Set(claims.flatMap(({ lines }) => lines ?? []));
  const hasSeenAll = telling.length > 0 && telling.every((line) => cited.has(line));
  return answer.confidence === 'likely' && isWhole && hasSeenAll;
}

/** What evidence alone shows is never lowered; what it leaves unclear is likely at most, and only where all was shown. */
function confidenceOf(report: BuildReport, { answer, claims, isWhole }: Checked): Confidence {
  if (report.confidence !== 'unclear') return report.confidence;
  const isShown = isWhole && claims.some((claim) => points(claim, report));
  return answer.confidence === 'likely' && answer.category !== 'unknown' && isShown ? 'likely' : 'unclear';
}

function mergedClaims(report: BuildReport, { claims }: Checked, isTaken: boolean): Claim[] {
  // Where the category changed, the headline of the one before is no longer what the report says.
  const isOutdated = ({ text }: Claim) =>
    isTaken && report.category !== 'unknown' && text === report.headline;
  const own = report.claims.filter((claim) => !isOutdated(claim));
  const merged = isTaken ? [...claims, ...own] : [...own, ...claims];
  return merged.filter(({ text }, index) => merged.findIndex((claim) => claim.text === text) === index);
}

/** The model's ranking and every step of the evidence, which come first where it is certain; of one id, the step with a command. */
function mergedSteps(report: BuildReport, { answer, steps }: Checked, isTaken: boolean): NextStep[] {
  const own: readonly NextStep[] = isTaken
    ? stepsFor(answer.category, report.details).map((id) => renderStep(id, report.details))
    : report.nextSteps;
  const ranked = report.confidence === 'certain' ? [...own, ...steps] : [...steps, ...own];
  // A command that evidence alone could write is not changed by a choice.
  const all = [...own, ...steps];
  const best = ({ id }: NextStep) => all.find((step) => step.id === id && step.command !== undefined);
  return ranked
    .filter(({ id }, index) => ranked.findIndex((step) => step.id === id) === index)
    .map((step) => best(step) ?? step);
}

/** A server names its model as it likes: what is no plain name is not shown. */
function nameOf(model: string): string {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N}._:/+ -]{0,99}$/u.test(model) && !model.includes('//');
  return isPlain ? model : 'a model';
}
