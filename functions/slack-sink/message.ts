import type {
  SlackBlock,
  SlackMessage,
  SlackPart,
  SlackRichText,
  SlackSection,
} from '../../shared/adapters/slack.ts';
import { type Fact, type Outline, outlineOf, type Reported } from '../../shared/rendering/outline.ts';
import { shownOf } from '../../shared/rendering/quote.ts';
import { cutEnd, cutMiddle } from '../../shared/rendering/text.ts';
import {
  asciiJsonLength,
  BLOCKS_LIMIT,
  bold,
  context,
  escaped,
  header,
  inlineCode,
  link,
  list,
  moment,
  preformatted,
  richText,
  section,
  unlinked,
  withoutMarkdownLinks,
  words,
} from './blocks.ts';
import { messageText } from './message-text.ts';

/** What a message tells beside its report; times in milliseconds since 1970. */
export interface Telling {
  /** How often the failure was seen since this message was posted. */
  readonly seen?: { readonly count: number; readonly first: number; readonly last: number };
  /** The failure was told in an older message; this is where it ended. */
  readonly earlier?: { readonly count: number; readonly last: number };
  /** The ledger could not be reached. */
  readonly mayRepeat?: boolean;
  /** What it leaves out stands in the thread. */
  readonly more?: boolean;
}

/** Slack advises at most 4,000 characters for `text` (https://docs.slack.dev/reference/methods/chat.postMessage). */
const TEXT_LIMIT = 4_000;

/** How much of each part is shown; the first size that fits into BLOCKS_LIMIT is taken. */
interface Size {
  readonly quoteLines: number;
  readonly quoteCharacters: number;
  readonly text: number;
  readonly items: number;
  readonly facts: number;
}

const SIZES: readonly Size[] = [
  { quoteLines: 6, quoteCharacters: 900, text: 400, items: 2, facts: 4 },
  { quoteLines: 5, quoteCharacters: 400, text: 200, items: 2, facts: 3 },
  { quoteLines: 3, quoteCharacters: 150, text: 80, items: 2, facts: 2 },
  // Even with every text as long as it may be, in characters that count as six, this one fits.
  { quoteLines: 2, quoteCharacters: 100, text: 40, items: 1, facts: 1 },
];

/**
 * The message that tells a person in five seconds what broke, why, how sure that is, where, and what to do; the whole
 * report is for its thread. It holds no mrkdwn, so that nothing in a report can become a mention, a link or an image,
 * and fits all of Slack's limits.
 */
export function slackMessage(reported: Reported, telling: Telling = {}): SlackMessage {
  return rootMessage(slackOutline(reported), telling);
}

/** The same of an outline that slackOutline made. */
export function rootMessage(outline: Outline, telling: Telling): SlackMessage {
  let blocks: SlackBlock[] = [];
  for (const size of SIZES) {
    blocks = blocksOf(outline, telling, size);
    if (asciiJsonLength(blocks) <= BLOCKS_LIMIT) break;
  }
  return { text: summaryOf(outline, telling), blocks, plain: plainOf(blocks) };
}

/** What of a report is shown in Slack: nothing in it is Markdown that a gateway could take for a link. */
export function slackOutline(reported: Reported): Outline {
  return outlineOf(reported, withoutMarkdownLinks);
}

/** What people get where Slack refuses the blocks: their text. */
export function plainOf(blocks: readonly SlackBlock[]): string {
  return escaped(cutEnd(messageText({ blocks }), TEXT_LIMIT));
}

function blocksOf(outline: Outline, telling: Telling, size: Size): SlackBlock[] {
  return [
    header(cutEnd(titleOf(outline), 150)),
    richText(...why(outline, telling, size)),
    richText(facts(outline, size)),
    ...todo(outline, size),
    ...quote(outline, size),
    footer(outline, telling, size),
  ];
}

/** The severity comes first: it is what a channel is looked through for. */
function titleOf({ title, severity }: Outline): string {
  if (severity === undefined) return title;
  const said = cutEnd(severity, 30);
  return `${said[0]?.toUpperCase()}${said.slice(1)} · ${title}`;
}

function why({ headline, claims }: Outline, telling: Telling, size: Size): SlackRichText[] {
  const sentence = section(bold(cutEnd(headline, Math.max(size.text, 150))), ...times(telling));
  const shown = claims.slice(0, size.items);
  if (shown.length === 0) return [sentence];
  return [
    sentence,
    list(
      'bullet',
      shown.map((claim) => section(words(cutEnd(claim, size.text)))),
    ),
  ];
}

/** A second line where it is not the first time. */
function times({ seen, earlier }: Telling): SlackPart[] {
  if (seen !== undefined && seen.count > 1) {
    const often = `\nSeen ${seen.count} times: first `;
    return [words(often), moment(seen.first), words(', last '), moment(seen.last)];
  }
  if (earlier === undefined) return [];
  const often = earlier.count === 1 ? 'once' : `${earlier.count} times`;
  return [words(`\nIt is back: seen ${often} before, last `), moment(earlier.last)];
}

function facts(outline: Outline, size: Size): SlackSection {
  const { sure, missing, lists } = outline;
  const others = outline.facts.filter(({ label }) => label !== 'Severity');
  // The last fact is the object itself, with its link: it stays whatever else has to go.
  const kept = others.filter((_, index) => index < size.facts || index === others.length - 1);
  const all: Fact[] = [
    { label: 'How sure', parts: [{ text: sure }] },
    ...kept,
    ...lists.slice(0, size.items).map(counted),
    // What is not there is worth a line on the first screen only where the cause is open for it.
    ...missing.slice(0, size.items).map((what) => ({ label: 'Missing', parts: [{ text: what }] })),
  ];
  return factLines(all, { ...size, text: Math.min(size.text, 300) });
}

/** "Failing tests (20): EntryMapperTest.case1 · …". */
function counted({ title, items }: Outline['lists'][number]): Fact {
  const first = { text: items[0] ?? '', code: true };
  return items.length === 1
    ? { label: title, parts: [first] }
    : { label: `${title} (${items.length})`, parts: [first, { text: '…' }] };
}

/** One line for each fact, its label in bold. */
export function factLines(
  all: readonly Fact[],
  size: { readonly text: number; readonly items: number },
): SlackSection {
  return section(
    ...all.flatMap(({ label, parts }, index) => [
      ...(index === 0 ? [] : [words('\n')]),
      bold(`${label}:`),
      ...parts
        .slice(0, size.items + 1)
        .flatMap((part, at) => [words(at === 0 ? ' ' : ' · '), said(part, size.text)]),
    ]),
  );
}

function said({ text, code = false, url }: Fact['parts'][number], most: number): SlackPart {
  const shown = cutMiddle(text, most);
  if (url !== undefined && url.length <= most * 4) return link(shown, url);
  return code ? inlineCode(shown) : words(shown);
}

function quote({ quotes: [strongest], headline, claims }: Outline, size: Size): SlackBlock[] {
  if (!strongest) return [];
  const limits = { lines: size.quoteLines, characters: size.quoteCharacters, widest: 300 };
  const { text, caption } = shownOf(strongest, `${headline} ${claims.join(' ')}`, limits);
  const title = section(bold('Evidence'), words(`: ${cutMiddle(caption, Math.min(size.text * 2, 200))}`));
  return [richText(title, preformatted(text))];
}

function todo({ steps }: Outline, size: Size): SlackBlock[] {
  if (steps.length === 0) return [];
  const items = steps.slice(0, size.items).map((step) => stepLines(step, size.text));
  return [richText(section(bold('What to do')), list('ordered', items))];
}

/** A step with its command below it. */
export function stepLines({ text, command }: Outline['steps'][number], most: number): SlackSection {
  const said = words(cutEnd(text, most));
  return command === undefined ? section(said) : section(said, words('\n'), commandPart(command, most));
}

/** A command is shown as it is or not at all: half of one, or one that was made neutral, does something else. */
function commandPart(command: string, most: number): SlackPart {
  const fits = command.length <= Math.max(most, 150);
  const harmless = unlinked(withoutMarkdownLinks(command)) === command;
  return fits && harmless ? inlineCode(command) : words('(its command cannot be shown here)');
}

function footer(outline: Outline, { mayRepeat = false, more = false }: Telling, size: Size): SlackBlock {
  const notes = [
    ...(mayRepeat ? ['This may repeat: the ledger could not be reached'] : []),
    ...(more ? ['More stands in the thread'] : []),
    ...(outline.truncated ? ['The log was read in part only'] : []),
    outline.made,
    outline.fingerprint,
  ];
  return context([notes.map((note) => cutEnd(note, Math.max(size.text, 60))).join(' · ')]);
}

/** How far the log was read, the name of the failure, and how the report was made. */
export function notesOf({ fingerprint, made, truncated }: Outline): string[] {
  const partly = 'The log was read in part only: it is too large, or only a part could be had';
  return [...(truncated ? [partly] : []), `${fingerprint} · ${made}`];
}

/** What notifications show and screen readers read out: the message in short. */
function summaryOf(outline: Outline, { seen }: Telling): string {
  const { headline, sure, facts: known, steps } = outline;
  const where = known
    .slice(0, 4)
    .map(({ label, parts }) => `${label}: ${parts.map((part) => part.text).join(', ')}`);
  const next = steps[0] === undefined ? [] : [`Next: ${steps[0].text}`];
  const often = seen === undefined || seen.count === 1 ? [] : [`Seen ${seen.count} times`];
  // Escaping makes a text five times as long at most.
  return escaped(
    cutEnd([titleOf(outline), headline, ...often, sure, ...next, ...where].join('\n'), TEXT_LIMIT / 5),
  );
}
