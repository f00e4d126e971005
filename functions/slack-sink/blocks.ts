import type { SlackBlock, SlackPart, SlackRichText, SlackSection } from '../../shared/adapters/slack.ts';

/**
 * Most characters of blocks as ASCII JSON. Slack refuses more than about 13,200 with msg_blocks_too_long; how it counts
 * is not documented (https://github.com/slackapi/bolt-js/issues/2509, /2867), so each character that ASCII JSON
 * writes as \uXXXX is counted as six.
 */
export const BLOCKS_LIMIT = 11_000;

/** Characters of a value as JSON in ASCII. */
export function asciiJsonLength(value: unknown): number {
  const json = JSON.stringify(value);
  return json.length + 5 * (json.match(/[^\0-\x7f]/g)?.length ?? 0);
}

/**
 * Text in which nothing can be taken for a mention or a link: rich text and plain text are not parsed, so this is a
 * second lock, for clients and gateways that parse all the same. What it changes looks the same to a reader, and
 * keeps its length, so that it comes after all cutting.
 */
export function unlinked(text: string): string {
  return text
    .replace(/<(?=[!@#]|[a-z][a-z0-9+.-]{0,20}:)/gi, '‹')
    .replace(/@(?=(?:here|channel|everyone)\b(?!\/))/gi, '＠');
}

/** Markdown's images and links taken apart. */
export function withoutMarkdownLinks(text: string): string {
  return text
    .replace(/!\[(?=[^\]\n]{0,500}\]\()/g, '! [')
    .replace(/\](?=\((?:[a-z][a-z0-9+.-]{0,20}:|\/\/))/gi, '] ');
}

/** A text for the fields that Slack parses: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escaped(text: string): string {
  return unlinked(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function header(text: string): SlackBlock {
  return { type: 'header', text: plain(text) };
}

/** Small grey lines; at most ten. */
export function context(lines: readonly string[]): SlackBlock {
  return { type: 'context', elements: lines.map(plain) };
}

function plain(text: string) {
  return { type: 'plain_text' as const, text: unlinked(text), emoji: false };
}

export function words(text: string): SlackPart {
  return { type: 'text', text: unlinked(text) };
}

export function bold(text: string): SlackPart {
  return { type: 'text', text: unlinked(text), style: { bold: true } };
}

export function inlineCode(text: string): SlackPart {
  return { type: 'text', text: unlinked(text), style: { code: true } };
}

export function link(text: string, url: string): SlackPart {
  return { type: 'link', url, text: unlinked(text) };
}

/** A moment, in milliseconds since 1970, as the reader's own clock has it. */
export function moment(milliseconds: number): SlackPart {
  const iso = new Date(milliseconds).toISOString();
  return {
    type: 'date',
    timestamp: Math.floor(milliseconds / 1_000),
    // Within a sentence; "today" and "yesterday" come from Slack.
    format: '{date_short_pretty}, {time}',
    fallback: `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`,
  };
}

export function section(...elements: SlackPart[]): SlackSection {
  return { type: 'rich_text_section', elements };
}

export function list(style: 'bullet' | 'ordered', elements: SlackSection[]): SlackRichText {
  return { type: 'rich_text_list', style, elements };
}

export function preformatted(text: string): SlackRichText {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: unlinked(text) }] };
}

export function richText(...elements: SlackRichText[]): SlackBlock {
  return { type: 'rich_text', elements };
}
