import type { BuildDetails, Category } from '../../../shared/events/build.ts';
import type { Excerpt, ReadLog } from '../../../shared/log/log.ts';
import { redact, redactDeep } from '../../../shared/redact/redact.ts';
import type { Confidence } from '../../../shared/report.ts';
import { withoutAddresses } from './addresses.ts';
import { type CleanLog, cleanHits, cleanLogOf } from './clean-log.ts';
import { type Guilty, guiltyDependency } from './dependency.ts';
import { type FailingTests, failingTests } from './failing-tests.ts';
import { headlineOf } from './headline.ts';
import { type Hints, type Stated, statedCause } from './hints.ts';
import { lineOf, neighbours, textBelow } from './near-lines.ts';
import { type StepId, stepsFor } from './next-steps.ts';
import { type Place, placeOf } from './places.ts';
import { HINT, type Hit, VERDICT } from './rule.ts';
import { scan } from './scan.ts';
import { strongestLines } from './standing.ts';
import { tellingLines } from './telling-lines.ts';
import { isFormal, type Verdict, weigh } from './verdict.ts';

/** One thing that the report says about the failure, and the lines of the log that show it; none where a controller said it. */
export interface ShownClaim {
  readonly text: string;
  readonly lines: readonly number[];
}

/** What kind of failure it is, with everything that a report says about it. */
export interface Classified {
  readonly category: Category;
  readonly confidence: Confidence;
  readonly details: BuildDetails;
  /** One sentence that a person would say. */
  readonly headline: string;
  readonly claims: readonly ShownClaim[];
  readonly nextSteps: readonly StepId[];
  /** The lines that the category was told by, strongest first: what makes one failure the same as another. */
  readonly tellingLines: readonly number[];
  /** The texts of lines of the whole log, without secrets. */
  readonly textsOf: (numbers: ReadonlySet<number>) => readonly string[];
}

interface Judgement {
  readonly category: Category;
  readonly confidence: Confidence;
  readonly stated: Stated | undefined;
  readonly verdict: Verdict | undefined;
}

/** Who decides: a specific reason of the controller, then the log, then the exit code. */
function judge(verdict: Verdict | undefined, stated: Stated | undefined): Judgement {
  if (stated?.specific === true) {
    const agrees = verdict?.category === stated.category ? verdict : undefined;
    return { category: stated.category, confidence: 'certain', stated, verdict: agrees };
  }
  const agrees = stated !== undefined && verdict?.category === stated.category;
  if (verdict !== undefined && (stated === undefined || agrees || verdict.score >= VERDICT)) {
    const top = verdict.hits[0];
    const sure =
      top !== undefined &&
      (top.rule.weight >= VERDICT - 1 || agrees) &&
      verdict.score >= VERDICT &&
      verdict.lead >= 1;
    const confidence = sure ? 'certain' : isFormal(verdict) || agrees ? 'likely' : 'unclear';
    return { category: verdict.category, confidence, stated, verdict };
  }
  if (stated !== undefined)
    return { category: stated.category, confidence: 'likely', stated, verdict: undefined };
  return { category: 'unknown', confidence: 'unclear', stated, verdict: undefined };
}

function firstOf<Value>(hits: readonly Hit[], read: (hit: Hit) => Value | undefined): Value | undefined {
  for (const hit of hits) {
    const value = read(hit);
    if (value !== undefined) return value;
  }
  return undefined;
}

const said = (hit: Hit, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = hit.groups[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
};

/** The hits that stand for the failure itself: those near the strongest one in strength, of the same tool first. */
function leading(verdict: Verdict | undefined): readonly Hit[] {
  if (verdict === undefined) return [];
  const best = verdict.hits[0]?.score ?? 0;
  return verdict.hits.filter((hit) => hit.score > best - 4.5);
}

function toolOf(hits: readonly Hit[], place: Place | undefined): string | undefined {
  const shown =
    place === undefined ? undefined : hits.find((hit) => hit.line === place.shownAt && hit.rule.tool !== '');
  return shown?.rule.tool ?? hits.find((hit) => hit.rule.tool !== '' && hit.rule.tool !== 'CI')?.rule.tool;
}

function stepOf(
  found: Excerpt,
  hints: Hints | undefined,
  hits: readonly Hit[],
  all: readonly Hit[],
): string | undefined {
  const step =
    hints?.step ??
    (found.step === undefined ? undefined : redact(found.step)) ??
    firstOf(hits, (hit) => said(hit, 'step')) ??
    firstOf(all.toReversed(), (hit) => said(hit, 'step'));
  return step?.trim().split('\n', 1)[0]?.slice(0, 300);
}

function detailsOf(
  { log, whole }: { readonly log: CleanLog; readonly whole: CleanLog },
  found: Excerpt,
  hints: Hints | undefined,
  all: readonly Hit[],
  judgement: Judgement,
) {
  const hits = leading(judgement.verdict);
  const place = firstOf(hits, (hit) => placeOf(log, hit));
  const tests: FailingTests =
    judgement.category === 'test-failure'
      ? failingTests(log, judgement.verdict?.hits ?? [])
      : { names: [], count: 0, lines: [] };
  const tools = new Set(all.map((hit) => hit.rule.tool));
  const guilty = guiltyDependency(whole, judgement.category, hits, tools);
  const tool = toolOf(hits, judgement.category === 'test-failure' ? undefined : place);
  const step = stepOf(found, hints, hits, all);
  const details: BuildDetails = {
    ...(step === undefined ? {} : { step }),
    ...(tool === undefined ? {} : { tool }),
    ...(place === undefined ? {} : { file: place.file }),
    ...(place?.line === undefined || place.line < 1 ? {} : { line: place.line }),
    failingTests: [...tests.names],
    ...(guilty === undefined ? {} : { dependency: guilty.dependency }),
  };
  return { details, hits, place, tests, guilty };
}

function claimsOf(
  headline: string,
  judgement: Judgement,
  parts: {
    readonly hits: readonly Hit[];
    readonly place: Place | undefined;
    readonly tests: FailingTests;
    readonly guilty: Guilty | undefined;
    readonly details: BuildDetails;
  },
  strongest: number | undefined,
  isSaid: boolean,
): ShownClaim[] {
  const { hits, place, tests, guilty, details } = parts;
  const telling = [
    ...new Set([...hits.slice(0, 3).map((hit) => hit.line), ...(place === undefined ? [] : [place.shownAt])]),
  ];
  const claims: ShownClaim[] = [];
  if (judgement.stated !== undefined && judgement.stated.category === judgement.category) {
    claims.push({ text: judgement.stated.why, lines: [] });
  }
  // A command's name shows nothing; the line above it that names an error does.
  if (isByNameOnly(hits) && strongest !== undefined && judgement.stated === undefined)
    telling.unshift(strongest);
  if (telling.length > 0) claims.push({ text: headline, lines: telling });
  else if (strongest !== undefined && judgement.stated === undefined)
    claims.push({ text: headline, lines: [strongest] });
  else if (strongest === undefined && claims.length === 0 && isSaid)
    claims.push({ text: headline, lines: [] });
  if (tests.names.length > 1) {
    const more = tests.count > tests.names.length ? ` and ${tests.count - tests.names.length} more` : '';
    claims.push({
      text: withoutAddresses(`Failing tests: ${tests.names.join(', ')}${more}`).slice(0, 1000),
      lines: tests.lines,
    });
  }
  if (guilty !== undefined && details.dependency !== undefined) {
    const { name, from, to } = details.dependency;
    const versions = [
      from === undefined ? '' : ` from ${from}`,
      to === undefined ? '' : ` ${from === undefined ? 'in version' : 'to'} ${to}`,
    ].join('');
    claims.push({
      text: withoutAddresses(`The failure points at the dependency ${name}${versions}`),
      lines: guilty.lines,
    });
  }
  return claims;
}

/** True where no form of a tool tells the category, only the name of the command that failed, or nothing at all. */
const isByNameOnly = (hits: readonly Hit[]): boolean => (hits[0]?.rule.weight ?? 0) <= HINT + 0.5;

const messageOf = (hit: Hit): string | undefined => {
  const task = said(hit, 'task');
  if (task !== undefined) return `task '${task}' is not defined`;
  const uninstalled = said(hit, 'uninstalled');
  if (uninstalled !== undefined) return `${uninstalled} cannot be installed`;
  return said(hit, 'message', 'failure', 'what', 'why', 'image', 'lib', 'dylib');
};

/** The message of a compiler that writes it under the place (GHC). */
function messageBelow(log: CleanLog, place: Place | undefined, hits: readonly Hit[]): string | undefined {
  if (place === undefined || !hits.some((hit) => hit.line === place.shownAt && hit.rule.tool === 'GHC'))
    return undefined;
  const parts: string[] = [];
  for (const below of neighbours(log, place.shownAt, 3)) {
    const text = log.clean(below);
    if (!/^\s{1,40}\S/.test(text) || /^\s{0,8}\d{0,6} ?\|/.test(text)) break;
    parts.push(text.trim().replace(/^•\s{0,4}/, ''));
  }
  return parts.length === 0 ? undefined : parts.join(' ');
}

const exception = /^(?:[\w$]{1,80}\.){0,10}[A-Z]\w{0,80}(?:Error|Exception|Interrupt|Exit)\b/;

/** A strongest line that only announces ("rake aborted!", a traceback), with the line that it announces. */
function unfinished(
  log: CleanLog,
  strongest: number | undefined,
  text: string | undefined,
): string | undefined {
  if (strongest === undefined || text === undefined || !/[:!]$/.test(text.trim())) return text;
  if (text.includes('Traceback')) {
    for (const below of neighbours(log, strongest, 80))
      if (exception.test(below.text)) return log.clean(below);
  }
  const below = textBelow(log, strongest);
  return below === undefined ? text : `${text.trim()} ${below.text}`;
}

/**
 * Says what kind of failure a log shows, from the forms in which tools announce failures, where they stand, and what
 * the controller said. `read` may be the part that is worth a closer look; a dependency leaves its traces in `all` of it.
 * What is said is taken from lines without their secrets. Pure; never throws on any text.
 */
export function classify(read: ReadLog, found: Excerpt, given?: Hints, all: ReadLog = read): Classified {
  const whole = cleanLogOf(all);
  const log: CleanLog = { ...whole, ...read };
  const hints = redactDeep(given);
  const hits = cleanHits(log, scan(read, found));
  return told({ log, whole }, found, hints, hits);
}

function told(
  { log, whole }: { readonly log: CleanLog; readonly whole: CleanLog },
  found: Excerpt,
  hints: Hints | undefined,
  all: readonly Hit[],
): Classified {
  const judgement = judge(weigh(all), statedCause(hints ?? {}, found.exitStatus));
  const parts = detailsOf({ log, whole }, found, hints, all, judgement);
  const { details, hits, tests } = parts;
  const strongest = strongestLines(log, found)[0];
  const strongestLine = strongest === undefined ? undefined : lineOf(log, strongest);
  const strongestText = strongestLine === undefined ? undefined : log.clean(strongestLine);
  // What is said about the place that the headline names comes before what else is said.
  const shown = new Set([parts.place?.shownAt, parts.guilty?.lines[0]]);
  const byPlace = hits.toSorted((a, b) => Number(shown.has(b.line)) - Number(shown.has(a.line)));
  const code = firstOf(byPlace, (hit) => said(hit, 'code', 'lint'));
  const message = tests.message ?? firstOf(byPlace, messageOf) ?? messageBelow(log, parts.place, byPlace);
  const ofTool = judgement.verdict?.hits.filter((hit) => hit.rule.tool === hits[0]?.rule.tool) ?? [];
  const module = firstOf(hits, (hit) => said(hit, 'module')) ?? firstOf(ofTool, (hit) => said(hit, 'module'));
  const quoted = unfinished(log, strongest, strongestText);
  const line = isByNameOnly(hits) ? (quoted ?? hits[0]?.text) : hits[0]?.text;
  const status = hints?.exitCode ?? found.exitStatus;
  const saying = hints?.message?.trim() || hints?.reason;
  const stated = judgement.stated;
  const headline =
    hits.length === 0 && stated !== undefined && stated.category === judgement.category
      ? stated.why
      : headlineOf({
          category: judgement.category,
          details,
          testCount: tests.count,
          ...(code === undefined ? {} : { code }),
          ...(message === undefined ? {} : { message }),
          ...(module === undefined ? {} : { module }),
          ...(line === undefined ? {} : { line }),
          ...(quoted === undefined ? {} : { quoted }),
          ...(status === undefined || status === 0 ? {} : { exitStatus: status }),
          ...(saying === undefined ? {} : { stated: saying }),
        });
  return {
    category: judgement.category,
    confidence: judgement.confidence,
    details,
    headline,
    claims: claimsOf(headline, judgement, parts, strongest, saying !== undefined),
    nextSteps: stepsFor(judgement.category, details),
    tellingLines: tellingLines(log, found, judgement.verdict),
    textsOf: (numbers) => whole.lines.filter(({ number }) => numbers.has(number)).map(whole.clean),
  };
}
