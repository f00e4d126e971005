import { hash } from 'node:crypto';
import {
  type AdfBlock,
  type AdfCodeBlock,
  type AdfDocument,
  type AdfParagraph,
  type AdfText,
  adf,
  codeBlock,
  factTable,
  heading,
  list,
  paragraph,
  text,
} from '../../shared/adf/document.ts';
import { type Fact, type Outline, outlineOf, type Reported } from '../../shared/rendering/outline.ts';
import { shownOf } from '../../shared/rendering/quote.ts';
import { cutEnd, cutMiddle } from '../../shared/rendering/text.ts';
import { factKeyOf } from '../../shared/report.ts';

/**
 * Most characters of a description with its markup. Jira takes 32,767 characters of text
 * (https://github.com/prometheus-community/jiralert/issues/41); whether the cloud counts the markup too is not
 * documented, so here it is.
 */
export const DESCRIPTION_LIMIT = 32_000;

/** How much of each part is shown; the first size that fits into DESCRIPTION_LIMIT is taken. */
interface Size {
  /** Characters of all evidence together. */
  readonly evidence: number;
  readonly text: number;
  readonly items: number;
}

const SIZES: readonly Size[] = [
  { evidence: 12_000, text: 1_000, items: 20 },
  { evidence: 8_000, text: 500, items: 12 },
  { evidence: 4_000, text: 200, items: 8 },
  { evidence: 1_000, text: 60, items: 3 },
];

/** What a report becomes in a ticket, wherever that is filed. */
export interface TicketText {
  /** One line of at most 255 characters. */
  readonly summary: string;
  readonly description: AdfDocument;
  /** Without spaces, at most 255 characters each. */
  readonly labels: readonly string[];
}

/** A ticket as people know it. */
export interface Earlier {
  readonly key: string;
  readonly url: string;
}

/** What a ticket says beside the report: how its size is counted, and the ticket that came before it. */
export interface TicketOptions {
  readonly sizeOf?: (document: AdfDocument) => number;
  readonly earlier?: Earlier;
  /** Words that end the description, by which the run that it was filed for is known again. */
  readonly end?: string;
}

/** The ticket that holds a report whole: what broke, why, all evidence, and what to do. */
export function ticketOf(reported: Reported, options: TicketOptions = {}): TicketText {
  const { sizeOf = (document) => JSON.stringify(document).length } = options;
  const outline = outlineOf(reported);
  let description: AdfDocument = adf([]);
  for (const size of SIZES) {
    description = descriptionOf(outline, size, options);
    if (sizeOf(description) <= DESCRIPTION_LIMIT) break;
  }
  const labels = labelsOf(outline, factLabelOf(reported));
  return { summary: cutEnd(outline.headline, 255), description, labels };
}

/** The label that all tickets about one fact have, and no other ticket: they are found again by it. */
export function factLabelOf(reported: Reported): string {
  return `wk-${hash('sha256', JSON.stringify(factKeyOf(reported))).slice(0, 16)}`;
}

/** Labels hold no spaces (https://support.atlassian.com/jira-software-cloud/docs/use-labels/). */
function labelsOf({ fingerprint, category }: Outline, factLabel: string): string[] {
  return [
    ...new Set(['watchkeeper', fingerprint, category.replace(/[^\w.-]+/g, '-').slice(0, 64), factLabel]),
  ];
}

function descriptionOf(outline: Outline, size: Size, { earlier, end }: TicketOptions): AdfDocument {
  const { headline, sure, claims, missing, fingerprint, made, truncated } = outline;
  return adf([
    paragraph(text(headline, { type: 'strong' })),
    ...bullets(claims, size),
    factTable([
      ['What', [text(outline.title)]],
      ['How sure', [text(sure)]],
      ...factsOf(outline, size).map((fact): [string, AdfText[]] => [fact.label, said(fact, size)]),
    ]),
    ...(missing.length === 0 ? [] : [heading('What was missing'), ...bullets(missing, size)]),
    ...todo(outline, size),
    ...evidence(outline, size),
    ...outline.lists
      .slice(0, size.items)
      .flatMap(({ title, items }) => [heading(`${title} (${items.length})`), ...bullets(items, size)]),
    { type: 'rule' },
    ...(earlier === undefined ? [] : [paragraph(text('It was in an earlier ticket: '), linkTo(earlier))]),
    ...(truncated
      ? [paragraph(text('The log was read in part only: it is too large, or only a part could be had.'))]
      : []),
    paragraph(text([fingerprint, cutEnd(made, size.text), ...(end === undefined ? [] : [end])].join(' · '))),
  ]);
}

function linkTo({ key, url }: Earlier): AdfText {
  return text(key, { type: 'link', attrs: { href: url } });
}

/** The last fact is the object itself, with its link: it stays whatever else has to go. */
function factsOf({ facts }: Outline, size: Size): readonly Fact[] {
  return facts.filter((_, index) => index < size.items || index === facts.length - 1);
}

/** A fact with its codes and links. */
export function said({ parts }: Fact, size: Pick<Size, 'text' | 'items'>): AdfText[] {
  return parts
    .slice(0, size.items)
    .flatMap(({ text: words, code, url }, index) => [
      ...(index === 0 ? [] : [text(' · ')]),
      text(
        cutMiddle(words, size.text),
        ...(code ? [{ type: 'code' } as const] : []),
        ...(url === undefined ? [] : [{ type: 'link', attrs: { href: url } } as const]),
      ),
    ]);
}

function todo({ steps }: Outline, size: Size): AdfBlock[] {
  if (steps.length === 0) return [];
  const items = steps.slice(0, size.items).map((step): [AdfParagraph, ...AdfCodeBlock[]] => {
    // A command is whole or not there at all: half of one does something else.
    const whole = step.command !== undefined && step.command.length <= Math.max(size.text, 500);
    return [paragraph(text(cutEnd(step.text, size.text))), ...(whole ? [codeBlock(step.command ?? '')] : [])];
  });
  return [heading('What to do'), list('orderedList', items)];
}

/** All evidence, strongest first, until the budget is spent. */
function evidence({ quotes, headline, claims }: Outline, size: Size): AdfBlock[] {
  const blocks: AdfBlock[] = [];
  let left = size.evidence;
  let shown = 0;
  for (const quote of quotes) {
    if (left < 50 || shown === size.items) break;
    // As many lines as fit into what is left.
    const limits = { lines: quote.text.length, characters: left, widest: 2_000 };
    const { caption, text: lines } = shownOf(quote, `${headline} ${claims.join(' ')}`, limits);
    blocks.push(paragraph(text(caption)), codeBlock(lines));
    left -= lines.length;
    shown++;
  }
  if (blocks.length === 0) return [];
  const more = quotes.length - shown;
  const rest = more === 0 ? [] : [paragraph(text(`Pieces of evidence left out for length: ${more}`))];
  return [heading('Evidence'), ...blocks, ...rest];
}

function bullets(items: readonly string[], size: Size): AdfBlock[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, size.items).map((item) => cutMiddle(item, size.text));
  const more = items.length - shown.length;
  const all = more === 0 ? shown : [...shown, `… and ${more} more`];
  return [
    list(
      'bulletList',
      all.map((item) => [paragraph(text(item))]),
    ),
  ];
}
