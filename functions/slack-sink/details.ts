import type { SlackBlock, SlackMessage, SlackSection } from '../../shared/adapters/slack.ts';
import type { Fact, Outline } from '../../shared/rendering/outline.ts';
import type { Quote } from '../../shared/rendering/quote.ts';
import { cutMiddle } from '../../shared/rendering/text.ts';
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
 * What a report says beyond `shown`, as answers in the thread of its message: steps, the strongest evidence, claims,
 * facts, what is missing, the other evidence line by line, and lists. None where the message says it all. Each fits
 * Slack's limits; where there is more than eight hold, the last one says how much is left out.
 */
export function detailMessages(outline: Outline, shown?: SlackMessage): readonly SlackMessage[] {
  const sections = sectionsOf(outline, shown === undefined ? '' : messageText(shown));
  if (sections.length === 0) return [];
  const answers = packed([...sections, context(notesOf(outline))]);
  const kept = answers.slice(0, MOST_ANSWERS);
  const left = answers.slice(MOST_ANSWERS).reduce((sum, blocks) => sum + blocks.length, 0);
  if (left > 0) kept.at(-1)?.push(context([leftOut(left, outline)]));
  return kept.map((blocks) => ({ text: summaryOf(blocks), blocks, plain: plainOf(blocks) }));
}

/** The log and the object are what is still there when the event is long handled. */
function leftOut(left: number, { facts, quotes }: Outline): string {
  const object = facts.at(-1);
  const where = cutMiddle(`${object?.label ?? ''} ${object?.parts[0]?.text ?? ''}`.trim(), 120);
  const log = quotes.some(({ line }) => line !== undefined) ? 'the log of ' : '';
  return `Left out here for length: ${left} more parts, mostly evidence; to see all of it look at ${log}${where}`;
}

/** The blocks that bring something which `said` does not hold word for word, by their worth: what is last is cut first. */
function sectionsOf(outline: Outline, said: string): SlackBlock[] {
  const { claims, missing, steps, lists, headline } = outline;
  const isNew = (text: string) => !said.includes(text);
  const items = (texts: readonly string[]) =>
    texts.filter(isNew).map((text) => section(words(cutMiddle(text, LONGEST_ITEM))));
  const newSteps = steps.filter(({ text, command = '' }) => isNew(text) || isNew(command));
  const [strongest, ...quotes] = outline.quotes.filter(({ text }) =>
    text.split('\n').some((line) => isNew(line.trim())),
  );
  return [
    ...listed(
      newSteps.length === steps.length ? 'What to do' : 'What else to do',
      'ordered',
      newSteps.map((step) => stepLines(step, LONGEST_ITEM)),
    ),
    ...(strongest === undefined ? [] : quoteBlocks(strongest)),
    ...listed(
      claims.every(isNew) ? 'What was found' : 'What else was found',
      'bullet',
      items(headline.length > 150 ? [headline, ...claims] : claims),
    ),
    ...factBlocks(outline, said),
    ...listed('Missing', 'bullet', items(missing)),
    ...quotes.flatMap(quoteBlocks),
    ...lists.flatMap(({ title, items: all }) => {
      if (!all.some(isNew)) return [];
      const code = all.map((item) => section(inlineCode(cutMiddle(item, LONGEST_ITEM))));
      return listed(all.length > 1 ? `${title} (${all.length})` : title, 'bullet', code);
    }),
  ];
}

/** The facts that `said` does not hold; the severity is the first word of a message. */
function factBlocks({ sure, facts, severity }: Outline, said: string): SlackBlock[] {
  const size = { text: LONGEST_ITEM, items: Number.POSITIVE_INFINITY };
  const all: Fact[] = [{ label: 'How sure', parts: [{ text: sure }] }, ...facts].filter(
    (fact) =>
      !said.includes(messageText({ blocks: [richText(factLines([fact], size))] })) &&
      !(said !== '' && severity !== undefined && fact.label === 'Severity'),
  );
  const lines = all.flatMap(({ label, parts }) =>
    grouped(parts, BLOCK_SIZE).map((some) => ({ label, parts: some })),
  );
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
