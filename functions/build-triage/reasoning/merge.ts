import type { BuildReport } from '../../../shared/events/build.ts';
import { type Claim, type NextStep, withProvenClaims } from '../../../shared/report.ts';
import { isStepId, stepsFor } from '../classify/next-steps.ts';
import { type Checked, checkedAnswer } from './check.ts';
import type { Reasoning } from './question.ts';
import { citedText, points, speaksOf } from './speaks.ts';

/** Claims that a model may add to those of the evidence. */
const MOST_CLAIMS = 3;
/** So many words of the cited lines stand in a headline that is about them. */
const SHARED_WORDS = 2;

/**
 * The report from evidence with a model's reading of the same evidence, so that it is never worse than the one alone:
 *
 * - Evidence, missing, details, fingerprint, confidence and truncated stay as they are.
 * - The category is the model's only where evidence is 'unclear', and a claim of the model cites lines or an object that
 *   exist and speaks of them; `analysis.category` says so, and no severity follows from it. Where another category
 *   stays, nothing of the answer is used.
 * - The headline is the model's only where evidence is 'unclear' and a claim of the model was kept.
 * - The claims of the evidence come first, unchanged, and then at most three of the model's.
 * - The steps of the evidence all stay, the first one first; the model orders the others, and may add one of those
 *   that the catalogue has for this category and tool.
 */
export function withReasoning(report: BuildReport, answer: Reasoning, model: string): BuildReport {
  const name = nameOf(model);
  const fromEvidence = (why: string): BuildReport => ({ ...report, analysis: { by: 'evidence', why } });
  const checked = checkedAnswer(report, answer);
  const isTaken = takesCategory(report, checked);
  if (!isTaken && answer.category !== report.category) {
    return fromEvidence(`${name} read the evidence as ${answer.category}, which does not outweigh it`);
  }
  const headline = headlineOf(report, checked);
  if (headline === undefined && checked.claims.length + checked.steps.length === 0) {
    return fromEvidence(`${name} read the evidence, and showed nothing of what it said`);
  }
  const category = isTaken ? answer.category : report.category;
  return withProvenClaims({
    ...report,
    category,
    headline: headline ?? report.headline,
    claims: mergedClaims(report, checked),
    nextSteps: mergedSteps(report, checked, stepsFor(category, report.details)),
    analysis: {
      by: 'model',
      why: `${name} read the evidence${checked.isWhole ? '' : '; what it said without showing it is left out'}`,
      ...(isTaken ? { category: 'model' } : {}),
    },
  });
}

function takesCategory(report: BuildReport, { answer, claims }: Checked): boolean {
  const { category, confidence, evidence } = report;
  if (answer.category === category || answer.category === 'unknown') return false;
  return confidence === 'unclear' && claims.some((claim) => points(claim, evidence));
}

/** The model's sentence where evidence is unclear; a sentence beside the point changes nothing. */
function headlineOf(report: BuildReport, { headline, claims }: Checked): string | undefined {
  const shown = claims.filter((claim) => points(claim, report.evidence));
  if (headline === undefined || report.confidence !== 'unclear' || shown.length === 0) return undefined;
  const { step, file, dependency, failingTests } = report.details;
  const cited = citedText([...report.claims, ...shown], report.evidence);
  const told = [cited, step, file, dependency?.name, ...failingTests].join('\n');
  return speaksOf(headline, told, SHARED_WORDS) ? headline : undefined;
}

function mergedClaims(report: BuildReport, { claims }: Checked): Claim[] {
  const own = new Set(report.claims.map(({ text }) => text));
  const added = claims.filter(
    ({ text }, index) => !own.has(text) && claims.findIndex((claim) => claim.text === text) === index,
  );
  return [...report.claims, ...added.slice(0, MOST_CLAIMS)];
}

function mergedSteps(report: BuildReport, { steps }: Checked, fitting: readonly string[]): NextStep[] {
  const [first, ...others] = report.nextSteps;
  const own = new Map(report.nextSteps.map((step) => [step.id, step]));
  const added = steps.find(({ id }) => !own.has(id) && isStepId(id) && fitting.includes(id));
  // A step that evidence alone could write is not changed by a choice.
  const ranked = steps.flatMap((step) => (step === added ? [step] : (own.get(step.id) ?? [])));
  return [...new Set([...(first === undefined ? [] : [first]), ...ranked, ...others])];
}

/** A server names its model as it likes: what is no plain name is not shown. */
function nameOf(model: string): string {
  const isPlain = /^[\p{L}\p{N}][\p{L}\p{N}._:/+ -]{0,99}$/u.test(model) && !model.includes('//');
  return isPlain ? model : 'a model';
}
