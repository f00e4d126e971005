import type { LogLine, ReadLog } from '../../../shared/log/log.ts';
import { cleanRanges } from '../redact-ranges.ts';
import { bare } from './bare.ts';
import type { Hit } from './rule.ts';

/**
 * A log whose lines are looked for as they stand, and told without their secrets: only what comes from `clean` gets
 * into a report, since what is cut out of a line first no longer looks like the secret that it is a part of.
 */
export interface CleanLog extends ReadLog {
  /** The whole text of a line of this log without its secrets; each line is redacted once. */
  readonly clean: (line: Pick<LogLine, 'number' | 'text'>) => string;
  /** Redacts the lines with these numbers at once. */
  readonly prepare: (numbers: Iterable<number>) => void;
}

/** Makes `log` tell its lines without secrets, which are looked for with what stands around them in `whole`. */
export function cleanLogOf(log: ReadLog, whole: ReadLog = log): CleanLog {
  const known = new Map<number, string>();
  const prepare = (numbers: Iterable<number>): void => {
    const wanted = [...new Set(numbers)].filter((number) => !known.has(number)).sort((a, b) => a - b);
    const texts = cleanRanges(
      whole,
      wanted.map((line) => ({ line, lineEnd: line })),
    );
    for (const [index, number] of wanted.entries()) known.set(number, texts[index] ?? '');
  };
  const clean = ({ number }: Pick<LogLine, 'number'>): string => {
    if (!known.has(number)) prepare([number]);
    return known.get(number) ?? '';
  };
  return { ...log, clean, prepare };
}

/** The hits as they read without secrets; a form that then no longer fits keeps its weight, and names nothing. */
export function cleanHits(log: CleanLog, hits: readonly Hit[]): Hit[] {
  log.prepare(hits.map(({ line }) => line));
  return hits.map((hit) => {
    const { text } = bare({ text: log.clean({ number: hit.line, text: '' }) });
    return text === hit.text ? hit : { ...hit, text, groups: hit.rule.form.exec(text)?.groups ?? {} };
  });
}
