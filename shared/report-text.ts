import { styleText } from 'node:util';
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
  const { details } = report;
  const dependency = details.dependency as { name: string; from?: string; to?: string } | undefined;
  const facts = [
    report.category,
    report.confidence,
    details.step === undefined ? undefined : `step ${details.step}`,
    details.tool,
    details.file === undefined
      ? undefined
      : `${details.file}${details.line === undefined ? '' : `:${details.line}`}`,
    dependency &&
      [dependency.name, dependency.from, dependency.to && `→ ${dependency.to}`].filter(Boolean).join(' '),
  ].filter((fact) => fact !== undefined);
  const tests = (details.failingTests as string[] | undefined) ?? [];
  return [
    paint('bold', report.headline),
    paint('dim', facts.join(' · ')),
    ...section(
      paint,
      'Why',
      report.claims.map((claim) => `${claim.text} ${paint('dim', `[${claim.evidence.join(', ')}]`)}`),
    ),
    ...section(paint, 'Failing tests', tests),
    ...section(paint, 'Evidence', evidenceLines(report, paint, target.linesOfEvidence ?? 14)),
    ...section(
      paint,
      'Next',
      report.nextSteps.flatMap((step) => [
        step.text,
        ...(step.command ? [`  ${paint('cyan', `$ ${step.command}`)}`] : []),
      ]),
    ),
    ...section(paint, 'Missing', report.missing),
    '',
    paint(
      'dim',
      `${report.fingerprint} · made from ${report.analysis.by}: ${report.analysis.why}${report.truncated ? ' · not the whole log was kept' : ''}`,
    ),
  ].join('\n');
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
    seen.kind === 'log' ? `${seen.id} ${placeOf(seen)}` : `${seen.id} ${seen.source}`,
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
    return [paint('dim', `${seen.id} ${seen.source}`), ...seen.text.split('\n').map((line) => `  ${line}`)];
  }
  const head = paint('dim', `${seen.id} ${seen.source}, ${placeOf(seen)}`);
  const shown = shownLines(seen, claims, most);
  const width = String(seen.lineEnd).length;
  const texts = seen.text.split('\n');
  const gap = paint('dim', `${' '.repeat(width)} ┊`);
  const lines = shown.flatMap((line, index) => [
    ...(line === (shown[index - 1] ?? seen.line - 1) + 1 ? [] : [gap]),
    `${paint('dim', `${String(line).padStart(width)} │`)} ${texts[line - seen.line] ?? ''}`,
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
