import type { SlackBlock, SlackMessage, SlackPart, SlackSection } from '../../shared/adapters/slack.ts';
import type { Fact, Outline } from '../../shared/rendering/outline.ts';
import type { Quote } from '../../shared/rendering/quote.ts';
import { cutMiddle, oneLine, plainText } from '../../shared/rendering/text.ts';
import {
  asciiJsonLength,
  BLOCKS_LIMIT,
  bold,
  context,
  escaped,
  inlineCode,
  list,
  preformatted,
  richText,
  section,
  words,
} from './blocks.ts';
import { factLines, notesOf, plainOf, stepLines } from './message.ts';
import { messageText } from './message-text.ts';

/** Most answers that one report is told in; a report of build-triage takes one or two. */
const MOST_ANSWERS = 8;

/** Slack takes at most 50 blocks a message (https://docs.slack.dev/reference/block-kit/blocks). */
const MOST_BLOCKS = 40;

/** A block is closed once it holds this much, in characters of ASCII JSON. */
const BLOCK_SIZE = 4_000;

/** Longest text of one item, whole: the contract of a report allows 1,000 to a claim; only details have no bound. */
const LONGEST_ITEM = 1_200;

/**
 * The whole report as answers in the thread of its message: all claims, facts, steps, lists, what is missing, and all
 * evidence, line by line. Each fits Slack's limits; where there is more than eight hold, the last one says what is left
 * out, and where it stands: `origin`, such as "the event 4711".
 */
export function detailMessages(outline: Outline, origin: string): readonly SlackMessage[] {
  const answers = packed(sectionsOf(outline));
  const kept = answers.slice(0, MOST_ANSWERS);
  const left = answers.slice(MOST_ANSWERS).reduce((sum, blocks) => sum + blocks.length, 0);
  const last = kept.at(-1);
  const where = cutMiddle(oneLine(plainText(origin)), 120);
  if (left > 0) last?.push(context([`Left out here: ${left} more parts; all of it is in ${where}`]));
  return kept.map((blocks) => ({ text: summaryOf(blocks), blocks, plain: plainOf(blocks) }));
}

/** Whether a message tells everything that the details tell. */
export function saysAll(message: SlackMessage, details: readonly SlackMessage[]): boolean {
  const said = messageText(message);
  return details.flatMap(({ blocks }) => blocks.flatMap(textsOf)).every((text) => said.includes(text));
}

/** What is said in a block, line by line, without its titles. */
function textsOf(block: SlackBlock): string[] {
  if (block.type !== 'rich_text') return [];
  const sections = block.elements.flatMap((element) =>
    element.type === 'rich_text_list' ? element.elements : [element],
  );
  const parts = sections.flatMap(({ elements }): readonly SlackPart[] => elements);
  return parts
    .flatMap((part) => (part.type === 'text' && !part.style?.bold ? part.text.split('\n') : []))
    .map((line) => line.trim());
}

function sectionsOf(outline: Outline): SlackBlock[] {
  const { claims, missing, steps, lists, quotes } = outline;
  const plainItems = (items: readonly string[]) =>
    items.map((item) => section(words(cutMiddle(item, LONGEST_ITEM))));
  return [
    ...listed(
      'What was found',
      'bullet',
      plainItems(outline.headline.length > 150 ? [outline.headline, ...claims] : claims),
    ),
    ...factBlocks(outline),
    ...listed('Missing', 'bullet', plainItems(missing)),
    ...listed(
      'What to do',
      'ordered',
      steps.map((step) => stepLines(step, LONGEST_ITEM)),
    ),
    ...quotes.flatMap(quoteBlocks),
    ...lists.flatMap(({ title, items }) => {
      const code = items.map((item) => section(inlineCode(cutMiddle(item, LONGEST_ITEM))));
      return listed(items.length > 1 ? `${title} (${items.length})` : title, 'bullet', code);
    }),
    context(notesOf(outline)),
  ];
}

function factBlocks({ sure, facts }: Outline): SlackBlock[] {
  const all: Fact[] = [{ label: 'How sure', parts: [{ text: sure }] }, ...facts];
  const lines = all.flatMap(({ label, parts }) =>
    grouped(parts, BLOCK_SIZE).map((some) => ({ label, parts: some })),
  );
  const size = { text: LONGEST_ITEM, items: Number.POSITIVE_INFINITY };
  return grouped(lines, BLOCK_SIZE).map((some) => richText(factLines(some, size)));
}

/** A titled list, in as many blocks as it takes. */
function listed(title: string, style: 'bullet' | 'ordered', items: readonly SlackSection[]): SlackBlock[] {
  return grouped(items, BLOCK_SIZE).map((some, index) => {
    const name = section(bold(index === 0 ? title : `${title}, continued`));
    return richText(name, list(style, some));
  });
}

/** A piece of evidence, whole, in as many blocks as it takes; each says which lines it holds. */
function quoteBlocks(quote: Quote): SlackBlock[] {
  const lines = quote.text
    .split('\n')
    .flatMap((line) => (line.length > LONGEST_ITEM ? pieces(line) : [line]));
  // Where a line was broken, lines of the log and lines shown are no longer the same.
  const broken = lines.length !== quote.text.split('\n').length;
  let shown = 0;
  return grouped(lines, BLOCK_SIZE).flatMap((some, index) => {
    const from = shown;
    shown += some.length;
    const text = some.join('\n').replace(/^\n+|\n+$/g, '');
    if (text.trim() === '') return [];
    const name = section(bold('Evidence'), words(`: ${captionOf(quote, from, some.length, broken, index)}`));
    return [richText(name, preformatted(text))];
  });
}

function captionOf(
  { source, line }: Quote,
  from: number,
  count: number,
  broken: boolean,
  index: number,
): string {
  if (line === undefined || broken) return index === 0 ? source : `${source}, continued`;
  const [first, last] = [line + from, line + from + count - 1];
  return `${source}, ${first === last ? `line ${first}` : `lines ${first}–${last}`}`;
}

/** A long line in pieces; never half a character. */
function pieces(line: string): string[] {
  const found = line.match(new RegExp(`[^]{1,${LONGEST_ITEM}}(?![\\udc00-\\udfff])`, 'g'));
  return found ?? [line];
}

/** Things in groups of at most `size` characters of ASCII JSON; one that is larger stands alone. */
function grouped<Thing>(things: readonly Thing[], size: number): Thing[][] {
  const groups: Thing[][] = [];
  let filled = size + 1;
  for (const thing of things) {
    const length = asciiJsonLength(thing);
    if (filled + length > size) {
      groups.push([]);
      filled = 0;
    }
    groups.at(-1)?.push(thing);
    filled += length;
  }
  return groups;
}

/** Blocks in as few messages as hold them, in their order. */
function packed(blocks: readonly SlackBlock[]): SlackBlock[][] {
  // Room for the line that says what is left out.
  return grouped(blocks, BLOCKS_LIMIT - 1_000).flatMap((some) => {
    const messages: SlackBlock[][] = [];
    for (let from = 0; from < some.length; from += MOST_BLOCKS) {
      messages.push(some.slice(from, from + MOST_BLOCKS));
    }
    return messages;
  });
}

/** What a screen reader reads out; no notification comes of an answer. */
function summaryOf(blocks: readonly SlackBlock[]): string {
  const text = messageText({ blocks }).replace(/\s+/g, ' ').trim();
  return escaped(text.length > 300 ? `${text.slice(0, 299)}…`.toWellFormed() : text);
}
