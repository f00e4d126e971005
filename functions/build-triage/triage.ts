import type { BuildReport } from '../../shared/events/build.ts';
import { condensed } from '../../shared/log/condense.ts';
import { excerpt } from '../../shared/log/excerpt.ts';
import { fingerprint } from '../../shared/log/fingerprint.ts';
import type { Excerpt, ExcerptRange, ReadLog } from '../../shared/log/log.ts';
import { redactDeep } from '../../shared/redact/redact.ts';
import { type Claim, type Evidence, LOG_EVIDENCE_CHARACTERS, withProvenClaims } from '../../shared/report.ts';
import { known, type Stated } from './builds/failed-build.ts';
import { withoutAddresses } from './classify/addresses.ts';
import { type Classified, classify } from './classify/classify.ts';
import { renderStep } from './classify/next-steps.ts';
import type { Gathered, NamedLog } from './gather.ts';
import { redactRanges } from './redact-ranges.ts';
import { redactedTo } from './redacted-to.ts';

/** One log with what was found in it. */
interface Part {
  readonly named: NamedLog;
  readonly found: Excerpt;
  readonly classified: Classified;
  /** The ranges that are quoted, and the id of the evidence that each became. */
  readonly quoted: readonly { readonly range: ExcerptRange; readonly id: string }[];
}

const noLog: ReadLog = { lines: [], sections: [], totalLines: 0, totalBytes: 0, truncated: false };

/**
 * The report on a failed build, from what was gathered and nothing else. Without a log it says what the controller
 * stated; without that it says 'unclear', and what was missing.
 */
export function triage(gathered: Gathered): BuildReport {
  const { logs, hints, stated } = gathered;
  const evidence: Evidence[] = [];
  const parts = logs.map((named, index) => {
    const part = examine(named, gathered, index === 0);
    return { ...part, quoted: quote(part, evidence) };
  });
  const statedIds = stated.map(({ source, text }) => {
    const id = `e${evidence.length + 1}`;
    evidence.push({ id, kind: 'object', source: redactedTo(500, source), text: redactedTo(2_000, text) });
    return id;
  });
  const first = parts.find(({ found }) => found.ranked.length > 0) ?? parts[0];
  const found = first?.found ?? { ranges: [], ranked: [] };
  const told = first?.classified ?? classify(noLog, found, hints);
  const classified = saysNothing(told, found, gathered)
    ? { ...told, headline: NOTHING_SAID, claims: [] }
    : told;
  const details = { ...classified.details, ...known({ exitCode: hints.exitCode ?? found.exitStatus }) };
  const report: BuildReport = {
    headline: redactedTo(300, classified.headline),
    category: classified.category,
    confidence: classified.confidence,
    claims: [
      ...claimsOf(classified, first?.quoted ?? [], statedIds),
      ...parts.filter((part) => part !== first).flatMap((part) => otherClaims(part)),
    ],
    evidence,
    missing: gathered.missing.map((sentence) => redactedTo(500, sentence)),
    nextSteps: classified.nextSteps.map((id) => renderStep(id, details)),
    details,
    fingerprint: fingerprint({
      category: classified.category,
      ...known({ tool: details.tool, file: details.file, dependency: details.dependency?.name }),
      failingTests: details.failingTests,
      lines: tellingTexts(classified, first, ownWords(stated)),
    }),
    truncated: gathered.truncated,
    analysis: { by: 'evidence', why: 'no model is configured' },
  };
  return withProvenClaims(redactDeep(report));
}

const NOTHING_SAID = 'Nothing that could be read says why, or that, the build failed';

/** No form of failure in the log, no exit status, and nobody who stated anything. */
function saysNothing(told: Classified, found: Excerpt, { hints, stated }: Gathered): boolean {
  const status = hints.exitCode ?? found.exitStatus ?? 0;
  return told.category === 'unknown' && status === 0 && stated.length === 0;
}

function examine(named: NamedLog, gathered: Gathered, isFirst: boolean): Omit<Part, 'quoted'> {
  // What is new against a log that passed need not look like a failure.
  const log = gathered.passing === undefined ? condensed(named.log) : named.log;
  const found = excerpt(log, {
    budgetCharacters: Math.floor(LOG_EVIDENCE_CHARACTERS / gathered.logs.length),
    ...(gathered.passing === undefined ? {} : { passing: gathered.passing }),
  });
  // What a controller said is about the first part that failed; the others speak for themselves.
  const hints = isFirst ? gathered.hints : named.step === undefined ? {} : { step: named.step };
  return { named, found, classified: classify(log, found, hints, named.log) };
}

/** Adds the ranges of an excerpt to the evidence, without secrets and within the budget. */
function quote({ named, found }: Omit<Part, 'quoted'>, evidence: Evidence[]): Part['quoted'] {
  const texts = redactRanges(named.log, found.ranges);
  return found.ranges.flatMap((range, index) => {
    const used = evidence.reduce((sum, seen) => sum + (seen.kind === 'log' ? seen.text.length : 0), 0);
    // What is put in a secret's place may be longer than the secret was.
    const fitting = withinCharacters((texts[index] ?? '').split('\n'), LOG_EVIDENCE_CHARACTERS - used);
    if (fitting.length === 0) return [];
    const id = `e${evidence.length + 1}`;
    const lineEnd = range.line + fitting.length - 1;
    evidence.push({
      ...{ id, kind: 'log', source: redactedTo(500, named.name) },
      ...{ line: range.line, lineEnd, text: fitting.join('\n') },
    });
    return [{ range: { ...range, lineEnd }, id }];
  });
}

function withinCharacters(lines: readonly string[], most: number): string[] {
  const fitting: string[] = [];
  let used = -1;
  for (const line of lines) {
    used += line.length + 1;
    if (used > most) break;
    fitting.push(line);
  }
  return fitting;
}

function claimsOf(classified: Classified, quoted: Part['quoted'], statedIds: readonly string[]): Claim[] {
  return classified.claims.map((claim) =>
    // A claim without lines is one that the controller made.
    claim.lines.length === 0
      ? { text: redactedTo(1_000, claim.text), evidence: [...statedIds] }
      : shownClaim(claim.text, claim.lines, quoted),
  );
}

/** What the other failing parts of the same build say, each with its name. */
function otherClaims({ named, classified, quoted }: Part): Claim[] {
  const shown = classified.claims.find(({ lines }) => lines.length > 0);
  if (!shown) return [];
  const name = withoutAddresses(redactedTo(300, named.step ?? named.name));
  return [shownClaim(`${name} failed too: ${shown.text}`, shown.lines, quoted)];
}

/** A claim with the lines of it that are quoted; one that cites nothing is taken out later. */
function shownClaim(text: string, wanted: readonly number[], quoted: Part['quoted']): Claim {
  const isIn = (range: ExcerptRange, line: number) => range.line <= line && line <= range.lineEnd;
  const lines = wanted.filter((line) => quoted.some(({ range }) => isIn(range, line))).slice(0, 20);
  const evidence = quoted.filter(({ range }) => lines.some((line) => isIn(range, line))).map(({ id }) => id);
  return { text: redactedTo(1_000, text), evidence, lines };
}

/** What was stated about the failing parts themselves, so that a part and its parent are known as one failure. */
function ownWords(stated: readonly Stated[]): readonly string[] {
  const own = stated.filter(({ general }) => general !== true);
  return (own.length > 0 ? own : stated).map(({ text }) => redactedTo(2_000, text));
}

/** The lines that make one failure the same as another; without a log, what the controller stated. */
function tellingTexts(
  classified: Classified,
  first: Part | undefined,
  stated: readonly string[],
): readonly string[] {
  if (!first) return stated;
  const numbers = classified.tellingLines.length > 0 ? classified.tellingLines : first.found.ranked;
  const texts = classified.textsOf(new Set(numbers));
  return texts.length > 0 ? texts : stated;
}
