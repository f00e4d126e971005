import { type AdfDocument, adf, codeBlock, paragraph, text } from '../../shared/adf/document.ts';
import { outlineOf, type Reported } from '../../shared/rendering/outline.ts';
import { shownOf } from '../../shared/rendering/quote.ts';
import { said } from './ticket.ts';

/** What a comment tells about how often a fact came. */
export interface Recurrence {
  /** How often it came, this time included; undefined where nobody knows. */
  readonly count: number | undefined;
  /** What became of a ticket that was closed; undefined where it was open. */
  readonly reopened?: 'reopened' | 'still-closed';
  /** Words that end the comment and that no other comment ends with. */
  readonly end: string;
}

/** The comment on a ticket whose fact came again: in which run, how often, and what the log says there. */
export function recurrenceOf(reported: Reported, { count, reopened, end }: Recurrence): AdfDocument {
  const { headline, claims, facts, quotes, fingerprint } = outlineOf(reported);
  const where = facts.at(-1);
  const [quote] = quotes;
  const limits = { lines: 12, characters: 2_000, widest: 500 };
  const shown = quote && shownOf(quote, `${headline} ${claims.join(' ')}`, limits);
  return adf([
    paragraph(
      text(`It failed again${count === undefined ? '' : `, ${times(count)} so far`}`, { type: 'strong' }),
      ...(where === undefined ? [] : [text(`: ${where.label} `), ...said(where, { text: 500, items: 3 })]),
    ),
    ...(reopened === undefined ? [] : [paragraph(text(REOPENED[reopened]))]),
    paragraph(text(headline)),
    ...(shown === undefined ? [] : [paragraph(text(shown.caption)), codeBlock(shown.text)]),
    paragraph(text(`${fingerprint} · ${end}`)),
  ]);
}

const REOPENED = {
  reopened: 'This ticket was closed, so it is opened again.',
  'still-closed':
    'This ticket is closed and has no transition that would open it again: please look whether it should be.',
} as const;

/** The comment on a ticket whose fact is over. */
export function resolutionOf(why: string, end: string): AdfDocument {
  return adf([paragraph(text('It is over', { type: 'strong' }), text(`: ${why}`)), paragraph(text(end))]);
}

function times(count: number): string {
  return count === 2 ? 'twice' : `${count} times`;
}
