import { styleText } from 'node:util';
import { plainText } from './rendering/text.ts';
import type { Claim, Evidence, Report } from './report.ts';

/** Where text goes: colours are used on a terminal only, and never against NO_COLOR. */
export interface TextTarget {
  readonly stream?: NodeJS.WriteStream;
  /** Most lines that one piece of evidence shows, 14 where it is not said: those that claims name, and what is around them. */
  readonly linesOfEvidence?: number;
}

/** A report as text for a person: headline, where, why, the lines that show it, and what to do. */
export function reportText(report: Report, target: TextTarget = {}): string {
  const paint = painter(target.stream);
  const { failingTests } = report.details;
  return [
    paint('bold', onOneLine(report.headline)),
    paint('dim', factsOf(report).join(' · ')),
    ...section(
      paint,
      'Why',
      report.claims.map(
        ({ text, evidence }) => `${onOneLine(text)} ${paint('dim', `[${onOneLine(evidence.join(', '))}]`)}`,
      ),
    ),
    ...section(
      paint,
      'Failing tests',
      Array.isArray(failingTests) ? failingTests.map((test) => onOneLine(wordOf(test))) : [],
    ),
    ...section(paint, 'Evidence', evidenceLines(report, paint, target.linesOfEvidence ?? 14)),
    ...section(
      paint,
      'Next',
      report.nextSteps.flatMap(({ text, command }) => [
        onOneLine(text),
        ...(command ? [`  ${paint('cyan', `$ ${onOneLine(command)}`)}`] : []),
      ]),
    ),
    ...section(
      paint,
      'Missing',
      report.missing.map((what) => onOneLine(what)),
    ),
    '',
    paint(
      'dim',
      `${report.fingerprint} · made from ${report.analysis.by}: ${onOneLine(report.analysis.why)}${report.truncated ? ' · not the whole log was kept' : ''}`,
    ),
  ].join('\n');
}

/** What the line below the headline says, as far as the report knows it. */
function factsOf({ category, confidence, details }: Report): string[] {
  const [step, tool, file, line] = [details.step, details.tool, details.file, details.line].map(wordOf);
  return [
    category,
    confidence,
    step && `step ${step}`,
    tool,
    file && `${file}${line ? `:${line}` : ''}`,
    dependencyOf(details.dependency),
  ].flatMap((fact) => (fact ? [onOneLine(fact)] : []));
}

function dependencyOf(dependency: unknown): string {
  if (typeof dependency !== 'object' || dependency === null) return '';
  const { name, from, to } = dependency as Readonly<Record<string, unknown>>;
  const now = wordOf(to);
  return [wordOf(name), wordOf(from), now && `→ ${now}`].filter(Boolean).join(' ');
}

/** Details are of any shape but for the agent that made them: what is no text and no number is left out. */
function wordOf(detail: unknown): string {
  return typeof detail === 'string' || typeof detail === 'number' ? String(detail) : '';
}

/** A text of outside as it may go to a terminal: what it shows is what it says, and it stays on its line. */
function onOneLine(text: string): string {
  return plainText(text).replace(/\n+/g, ' ');
}

type Paint = (format: 'bold' | 'dim' | 'cyan', text: string) => string;

function painter(stream: NodeJS.WriteStream | undefined): Paint {
  return (format, text) => (stream === undefined ? text : styleText(format, text, { stream }));
}

function section(paint: Paint, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
}

/** The evidence that claims cite, and where the rest stands; all of it where no claim cites a log. */
function evidenceLines(report: Report, paint: Paint, most: number): string[] {
  const cited = new Set(report.claims.flatMap((claim) => claim.evidence));
  const citesLog = report.evidence.some((seen) => seen.kind === 'log' && cited.has(seen.id));
  const isShown = (seen: Evidence) => cited.has(seen.id) || (!citesLog && seen.kind === 'log');
  const rest = report.evidence.filter((seen) => !isShown(seen));
  const places = rest.map((seen) =>
    onOneLine(seen.kind === 'log' ? `${seen.id} ${placeOf(seen)}` : `${seen.id} ${seen.source}`),
  );
  return [
    ...report.evidence.filter(isShown).flatMap((seen) => evidenceText(seen, paint, report.claims, most)),
    ...(places.length === 0 ? [] : [paint('dim', `also kept: ${places.join('; ')}`)]),
  ];
}

function placeOf(seen: Evidence & { kind: 'log' }): string {
  return seen.line === seen.lineEnd ? `line ${seen.line}` : `lines ${seen.line}–${seen.lineEnd}`;
}

/** The lines of a piece of evidence around those that claims name; all of what an object states. */
function evidenceText(seen: Evidence, paint: Paint, claims: readonly Claim[], most: number): string[] {
  if (seen.kind === 'object') {
    return [
      paint('dim', onOneLine(`${seen.id} ${seen.source}`)),
      ...seen.text.split('\n').map((line) => `  ${onOneLine(line)}`),
    ];
  }
  const head = paint('dim', onOneLine(`${seen.id} ${seen.source}, ${placeOf(seen)}`));
  const shown = shownLines(seen, claims, most);
  const width = String(seen.lineEnd).length;
  const texts = seen.text.split('\n');
  const gap = paint('dim', `${' '.repeat(width)} ┊`);
  const lines = shown.flatMap((line, index) => [
    ...(line === (shown[index - 1] ?? seen.line - 1) + 1 ? [] : [gap]),
    `${paint('dim', `${String(line).padStart(width)} │`)} ${onOneLine(texts[line - seen.line] ?? '')}`,
  ]);
  return [head, ...lines, ...(shown.at(-1) === seen.lineEnd ? [] : [gap])];
}

/** Line numbers to show: some before each named line, more after it; the end where no line is named. */
function shownLines(seen: Evidence & { kind: 'log' }, claims: readonly Claim[], most: number): number[] {
  const named = claims
    .filter((claim) => claim.evidence.includes(seen.id))
    .flatMap((claim) => claim.lines ?? [])
    .filter((line) => seen.line <= line && line <= seen.lineEnd);
  const shown = new Set<number>();
  const show = (line: number) => {
    if (line >= seen.line && line <= seen.lineEnd && shown.size < most) shown.add(line);
  };
  for (const line of named) show(line);
  for (let away = 1; away <= most && shown.size < most; away += 1) {
    for (const line of named) {
      show(line + away);
      if (away <= 2) show(line - away);
    }
    if (named.length === 0) show(seen.lineEnd - away + 1);
  }
  return [...shown].sort((a, b) => a - b);
}
