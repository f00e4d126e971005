import { styleText } from 'node:util';
import type { Evidence, Report } from './report.ts';

/** Where text goes: colours are used on a terminal only, and never against NO_COLOR. */
export interface TextTarget {
  readonly stream?: NodeJS.WriteStream;
  /** Most lines that one piece of evidence shows; its first and last ones stay. */
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
    ...section(
      paint,
      'Evidence',
      report.evidence.flatMap((seen) => evidenceText(seen, paint, target.linesOfEvidence ?? 40)),
    ),
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

function evidenceText(seen: Evidence, paint: Paint, most: number): string[] {
  if (seen.kind === 'object')
    return [
      `${paint('dim', `${seen.id} ${seen.source}`)}`,
      ...seen.text.split('\n').map((line) => `  ${line}`),
    ];
  const width = String(seen.lineEnd).length;
  const lines = seen.text
    .split('\n')
    .map((line, index) => `${paint('dim', `${String(seen.line + index).padStart(width)} │`)} ${line}`);
  const hidden = lines.length - most;
  const shown =
    hidden <= 1
      ? lines
      : [
          ...lines.slice(0, most / 2),
          paint('dim', `${' '.repeat(width)} │ … ${hidden} more lines`),
          ...lines.slice(-most / 2),
        ];
  return [paint('dim', `${seen.id} ${seen.source}, lines ${seen.line}–${seen.lineEnd}`), ...shown];
}
