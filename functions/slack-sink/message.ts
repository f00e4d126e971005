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

/**
 * Most characters of blocks as ASCII JSON. Slack refuses more than about 13,200 with msg_blocks_too_long; how it counts
 * is not documented (https://github.com/slackapi/bolt-js/issues/2509, /2867), so each character that ASCII JSON
 * writes as \uXXXX is counted as six.
 */
export const BLOCKS_LIMIT = 11_000;

/** Slack advises at most 4,000 characters for `text` (https://docs.slack.dev/reference/methods/chat.postMessage). */
const TEXT_LIMIT = 4_000;

/** How much of each part is shown; the first size that fits into BLOCKS_LIMIT is taken. */
interface Size {
  readonly quoteLines: number;
  readonly quoteCharacters: number;
  readonly text: number;
  readonly items: number;
  readonly groups: number;
}

const SIZES: readonly Size[] = [
  { quoteLines: 12, quoteCharacters: 1_800, text: 500, items: 6, groups: 10 },
  { quoteLines: 8, quoteCharacters: 900, text: 300, items: 5, groups: 6 },
  { quoteLines: 5, quoteCharacters: 400, text: 150, items: 3, groups: 4 },
  { quoteLines: 3, quoteCharacters: 150, text: 60, items: 2, groups: 2 },
  // Even with every text as long as it may be, in characters that count as six, this one fits.
  { quoteLines: 2, quoteCharacters: 100, text: 40, items: 1, groups: 1 },
];

/**
 * The message that tells a person what broke, why, how sure that is, where, and what to do.
 * It holds no mrkdwn, so that nothing in a report can become a mention, a link or an image, and fits all of Slack's limits.
 */
export function slackMessage(reported: Reported): SlackMessage {
  const outline = outlineOf(reported, withoutMarkdownLinks);
  let blocks: SlackBlock[] = [];
  for (const size of SIZES) {
    blocks = blocksOf(outline, size);
    if (asciiJsonLength(blocks) <= BLOCKS_LIMIT) break;
  }
  return { text: fallbackOf(outline), blocks };
}

/** Characters of a value as JSON in ASCII. */
export function asciiJsonLength(value: unknown): number {
  const json = JSON.stringify(value);
  return json.length + 5 * (json.match(/[^\0-\x7f]/g)?.length ?? 0);
}

/** A person who reads only the first screen has seen why, how sure, where and what to do; the proof stands below. */
function blocksOf(outline: Outline, size: Size): SlackBlock[] {
  const header: SlackBlock = { type: 'header', text: plain(cutEnd(outline.title, 150)) };
  const lists = outline.lists.slice(0, Math.min(size.groups, 4));
  return [
    header,
    richText(why(outline, size)),
    richText([facts(outline, size)]),
    ...todo(outline, size),
    ...quote(outline, size),
    ...lists.map(({ title, items }) => richText(listed(title, items, size))),
    footer(outline, size),
  ];
}

function why({ headline, claims }: Outline, size: Size): SlackRichText[] {
  const sentence = section(bold(cutEnd(headline, Math.max(size.text, 150))));
  const shown = claims.slice(0, Math.ceil(size.items / 2));
  if (shown.length === 0) return [sentence];
  return [
    sentence,
    list('bullet', [
      ...shown.map((claim) => section(words(cutEnd(claim, size.text)))),
      ...rest(claims, shown),
    ]),
  ];
}

function facts({ sure, facts: known, missing }: Outline, size: Size): SlackSection {
  // The last fact is the object itself, with its link: it stays whatever else has to go.
  const kept = known.filter((_, index) => index < size.groups || index === known.length - 1);
  const all: Fact[] = [
    { label: 'How sure', parts: [{ text: sure }] },
    ...kept,
    ...missing.slice(0, size.items).map((what) => ({ label: 'Missing', parts: [{ text: what }] })),
  ];
  return section(
    ...all.flatMap(({ label, parts }, index) => [
      ...(index === 0 ? [] : [words('\n')]),
      bold(`${label}:`),
      ...parts
        .slice(0, size.items + 1)
        .flatMap((part, at) => [words(at === 0 ? ' ' : ' · '), said(part, size)]),
    ]),
  );
}

function said({ text, code = false, url }: Fact['parts'][number], size: Size): SlackPart {
  const shown = cutMiddle(text, Math.min(size.text, 300));
  if (url !== undefined && url.length <= size.text * 4) return { type: 'link', url, text: unlinked(shown) };
  return code ? inlineCode(shown) : words(shown);
}

function quote({ quotes: [strongest], headline, claims }: Outline, size: Size): SlackBlock[] {
  if (!strongest) return [];
  const limits = { lines: size.quoteLines, characters: size.quoteCharacters, widest: 300 };
  const { text, caption } = shownOf(strongest, `${headline} ${claims.join(' ')}`, limits);
  const lines: SlackRichText = {
    type: 'rich_text_preformatted',
    elements: [{ type: 'text', text: unlinked(text) }],
  };
  return [
    richText([
      section(bold('Evidence'), words(`: ${cutMiddle(caption, Math.min(size.text * 2, 200))}`)),
      lines,
    ]),
  ];
}

function todo({ steps }: Outline, size: Size): SlackBlock[] {
  if (steps.length === 0) return [];
  const shown = steps.slice(0, size.items);
  const items = shown.map(({ text, command }) =>
    section(
      words(cutEnd(text, size.text)),
      ...(command === undefined ? [] : [words('\n'), commandPart(command, size)]),
    ),
  );
  return [richText([section(bold('What to do')), list('ordered', items)])];
}

/** A command is shown as it is or not at all: half of one, or one that was made neutral, does something else. */
function commandPart(command: string, size: Size): SlackPart {
  const fits = command.length <= Math.max(size.text, 150);
  const harmless = unlinked(withoutMarkdownLinks(command)) === command;
  return fits && harmless
    ? inlineCode(command)
    : words('(its command cannot be shown here; the event has it)');
}

function footer({ fingerprint, made, truncated }: Outline, size: Size): SlackBlock {
  const notes = [
    ...(truncated ? ['The log was read in part only: it is too large, or only a part could be had'] : []),
    `${fingerprint} · ${made}`,
  ];
  return { type: 'context', elements: notes.map((note) => plain(cutEnd(note, size.text))) };
}

function listed(title: string, items: readonly string[], size: Size): SlackRichText[] {
  const shown = items.slice(0, size.items);
  const count = items.length > 1 ? ` (${items.length})` : '';
  const sections = shown.map((item) => section(inlineCode(cutMiddle(item, size.text))));
  return [section(bold(`${title}${count}`)), list('bullet', [...sections, ...rest(items, shown)])];
}

function rest(all: readonly string[], shown: readonly string[]): SlackSection[] {
  return all.length > shown.length ? [section(words(`… and ${all.length - shown.length} more`))] : [];
}

/** What notifications show and screen readers read out: the message in short, and the one text that Slack parses. */
function fallbackOf({ title, headline, sure, facts: known, steps }: Outline): string {
  const where = known
    .slice(0, 4)
    .map(({ label, parts }) => `${label}: ${parts.map((part) => part.text).join(', ')}`);
  const next = steps[0] === undefined ? [] : [`Next: ${steps[0].text}`];
  // Escaping makes a text five times as long at most: https://docs.slack.dev/messaging/formatting-message-text#escaping
  return unlinked(cutEnd([title, headline, sure, ...next, ...where].join('\n'), TEXT_LIMIT / 5))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/**
 * Text in which nothing can be taken for a mention or a link: rich text and plain text are not parsed, so this is a
 * second lock, for clients and gateways that parse all the same. What it changes looks the same to a reader, and
 * keeps its length, so that it comes after all cutting.
 */
function unlinked(text: string): string {
  return text
    .replace(/<(?=[!@#]|[a-z][a-z0-9+.-]{0,20}:)/gi, '‹')
    .replace(/@(?=(?:here|channel|everyone)\b(?!\/))/gi, '＠');
}

/** Markdown's images and links taken apart. */
function withoutMarkdownLinks(text: string): string {
  return text
    .replace(/!\[(?=[^\]\n]{0,500}\]\()/g, '! [')
    .replace(/\](?=\((?:[a-z][a-z0-9+.-]{0,20}:|\/\/))/gi, '] ');
}

function plain(text: string) {
  return { type: 'plain_text' as const, text: unlinked(text), emoji: false };
}

function words(text: string): SlackPart {
  return { type: 'text', text: unlinked(text) };
}

function bold(text: string): SlackPart {
  return { type: 'text', text: unlinked(text), style: { bold: true } };
}

function inlineCode(text: string): SlackPart {
  return { type: 'text', text: unlinked(text), style: { code: true } };
}

function section(...elements: SlackPart[]): SlackSection {
  return { type: 'rich_text_section', elements };
}

function list(style: 'bullet' | 'ordered', elements: SlackSection[]): SlackRichText {
  return { type: 'rich_text_list', style, elements };
}

function richText(elements: SlackRichText[]): SlackBlock {
  return { type: 'rich_text', elements };
}
