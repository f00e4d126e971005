import { array, boolean, type Check, object, oneOf, string, typed } from './schema-check.ts';

// The rules of Block Kit for the blocks that a sink may send; types that are not here are refused as unknown ones are.
// Limits: https://docs.slack.dev/reference/block-kit/blocks and the types of @slack/types (block-kit).

// https://docs.slack.dev/reference/block-kit/composition-objects/text-object: 1 to 3,000 characters;
// `emoji` is for plain_text only, `verbatim` for mrkdwn only.
const plainText = (max: number): Check => typed({ plain_text: { text: string(1, max), 'emoji?': boolean } });
const anyText = (max: number): Check =>
  typed({
    plain_text: { text: string(1, max), 'emoji?': boolean },
    mrkdwn: { text: string(1, max), 'verbatim?': boolean },
  });

// https://docs.slack.dev/reference/block-kit/block-elements/button-element: text 75, value 2,000, url 3,000, action_id 255.
const httpUrl = (max: number): Check => string(1, max, /^https?:\/\/[^\s<>|]+$/i);
const button = {
  text: plainText(75),
  'action_id?': string(1, 255),
  'url?': httpUrl(3_000),
  'value?': string(1, 2_000),
  'style?': oneOf('primary', 'danger'),
  'accessibility_label?': string(1, 75),
};
// https://docs.slack.dev/reference/block-kit/block-elements/image-element
const image = { image_url: httpUrl(3_000), alt_text: string(1, 2_000) };

// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block: what each element may hold, and the styles of text.
const style = object({
  'bold?': boolean,
  'italic?': boolean,
  'strike?': boolean,
  'code?': boolean,
  'underline?': boolean,
});
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block#date-element-type: seconds since 1970, and a
// format with at least one token.
const richDate: Readonly<Record<string, Check>> = {
  timestamp: (value, at, problem) => {
    if (!Number.isSafeInteger(value) || Number(value) < 0) problem(at, 'must be an integer');
  },
  format: (value, at, problem) => {
    if (typeof value === 'string' && /\{(?:date|time|ago)[a-z_]*\}/.test(value)) return;
    problem(at, 'must be a date format');
  },
  'fallback?': string(1, 255),
  'url?': httpUrl(3_000),
  'style?': style,
};
const richParts = {
  text: { text: string(1, 13_200), 'style?': style },
  link: { url: httpUrl(3_000), 'text?': string(1, 3_000), 'unsafe?': boolean, 'style?': style },
  date: richDate,
  emoji: { name: string(1, 255), 'unicode?': string(1, 255), 'style?': style },
  user: { user_id: string(1, 255, /^[UW][A-Z0-9]+$/), 'style?': style },
  usergroup: { usergroup_id: string(1, 255, /^S[A-Z0-9]+$/), 'style?': style },
  channel: { channel_id: string(1, 255, /^C[A-Z0-9]+$/), 'style?': style },
  broadcast: { range: oneOf('here', 'channel', 'everyone'), 'style?': style },
};
const richSection = { elements: array(typed(richParts), 1, 1_000) };
const border = oneOf(0, 1);
const richText = typed({
  rich_text_section: richSection,
  rich_text_quote: { ...richSection, 'border?': border },
  // Preformatted text holds text and links only.
  rich_text_preformatted: {
    elements: array(typed({ text: richParts.text, link: richParts.link }), 1, 1_000),
    'border?': border,
    'language?': string(1, 255),
  },
  rich_text_list: {
    style: oneOf('bullet', 'ordered'),
    elements: array(typed({ rich_text_section: richSection }), 1, 1_000),
    'indent?': oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8),
    'offset?': (value, at, problem) => {
      if (!Number.isSafeInteger(value)) problem(at, 'must be an integer');
    },
    'border?': border,
  },
});

const blockId = { 'block_id?': string(1, 255) };

const block = typed({
  // https://docs.slack.dev/reference/block-kit/blocks/header-block: plain_text of at most 150 characters.
  header: { text: plainText(150), ...blockId },
  divider: { ...blockId },
  // https://docs.slack.dev/reference/block-kit/blocks/section-block: text 3,000; at most 10 fields of 2,000.
  section: {
    'text?': anyText(3_000),
    'fields?': array(anyText(2_000), 1, 10),
    'accessory?': typed({ button, image }),
    'expand?': boolean,
    ...blockId,
  },
  // https://docs.slack.dev/reference/block-kit/blocks/context-block: at most 10 elements, texts and images.
  context: {
    elements: array(
      typed({
        plain_text: { text: string(1, 3_000), 'emoji?': boolean },
        mrkdwn: { text: string(1, 3_000), 'verbatim?': boolean },
        image,
      }),
      1,
      10,
    ),
    ...blockId,
  },
  // https://docs.slack.dev/reference/block-kit/blocks/actions-block: at most 25 elements.
  actions: { elements: array(typed({ button }), 1, 25), ...blockId },
  image: { ...image, 'title?': plainText(2_000), ...blockId },
  rich_text: { elements: array(richText, 1, 1_000), ...blockId },
});

/** At most 50 blocks a message (https://docs.slack.dev/reference/block-kit/blocks); a section has text or fields; block ids are unique. */
export const slackBlocks: Check = (value, at, problem) => {
  array(block, 0, 50)(value, at, problem);
  const ids = new Set<unknown>();
  (Array.isArray(value) ? value : []).forEach((entry, index) => {
    const { type, text, fields, block_id: id } = (entry ?? {}) as Record<string, unknown>;
    if (type === 'section' && text === undefined && fields === undefined) {
      problem(`${at}/${index}`, 'missing required field: text');
    }
    if (id !== undefined && ids.has(id)) problem(`${at}/${index}/block_id`, 'block_id already exists');
    ids.add(id);
  });
};

/**
 * The length that Slack limits to about 13,200 in a message. How it counts is not documented; counted here is ASCII
 * JSON, the strictest reading (https://github.com/slackapi/bolt-js/issues/2509, /2867).
 */
export function blocksLength(blocks: unknown): number {
  const json = JSON.stringify(blocks);
  return [...json].reduce((sum, character) => sum + (character > '\u007f' ? 6 * character.length : 1), 0);
}
