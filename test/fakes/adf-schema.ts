import { array, boolean, type Check, isObject, object, oneOf, string, typed } from './schema-check.ts';

// The rules of the Atlassian Document Format for the nodes that Jira shows: the JSON schema of @atlaskit/adf-schema
// (json-schema/v1/full.json) and https://developer.atlassian.com/platform/framework/adf-builder/reference/.
// Nodes of other products (layouts, extensions, media) are refused.

const any: Check = () => {};
const localId = { 'localId?': string(0, 255) };
const attrs = { 'attrs?': object(localId) };
const noMarks: Check = array(any, 0, 0);
const count =
  (min: number, max: number): Check =>
  (value, at, problem) => {
    if (!Number.isSafeInteger(value) || Number(value) < min || Number(value) > max) {
      problem(at, `must be a whole number from ${min} to ${max}`);
    }
  };

const link = { attrs: object({ href: string(1, 32_767), 'title?': string(0, 255) }) };
const textMarks = array(
  typed({
    strong: {},
    em: {},
    strike: {},
    underline: {},
    code: {},
    link,
    textColor: { attrs: object({ color: string(7, 7) }) },
    subsup: { attrs: object({ type: oneOf('sub', 'sup') }) },
  }),
  0,
  8,
);

/** Text is never empty; `code` goes with `link` only (code_inline_node of the schema). */
const textNode: Check = (value, at, problem) => {
  object({ type: oneOf('text'), text: string(1, 1_000_000), 'marks?': textMarks })(value, at, problem);
  const marks = isObject(value) && Array.isArray(value.marks) ? value.marks : [];
  const types = marks.map((mark) => (isObject(mark) ? mark.type : undefined));
  if (types.includes('code') && types.some((type) => type !== 'code' && type !== 'link')) {
    problem(`${at}/marks`, 'code goes with link only');
  }
  if (new Set(types).size !== types.length) problem(`${at}/marks`, 'a mark stands twice');
};

const inlineNode: Check = (value, at, problem) => {
  const type = isObject(value) ? value.type : undefined;
  if (type === 'text') return textNode(value, at, problem);
  typed({ hardBreak: { 'attrs?': object({ 'text?': oneOf('\n'), ...localId }) } })(value, at, problem);
};

const inline = array(inlineNode, 0, 10_000);
const kinds =
  (names: readonly string[]): Check =>
  // Looked up when it runs, since nodes hold each other.
  (value, at, problem) => {
    const nodes = Object.fromEntries(names.map((name) => [name, NODES[name] ?? {}]));
    typed(nodes)(value, at, problem);
  };

const paragraphMarks = { 'marks?': noMarks };
const cell = {
  'attrs?': object({
    'colspan?': count(1, 100),
    'rowspan?': count(1, 100),
    'background?': string(1, 64),
    ...localId,
  }),
  content: array(
    kinds(['paragraph', 'bulletList', 'orderedList', 'codeBlock', 'heading', 'panel', 'blockquote', 'rule']),
    1,
    1_000,
  ),
};

const NODES: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  paragraph: { 'content?': inline, ...attrs, ...paragraphMarks },
  heading: { attrs: object({ level: count(1, 6), ...localId }), 'content?': inline, ...paragraphMarks },
  // "Although codeBlock accepts text nodes as content, they are not permitted to use any marks."
  codeBlock: {
    'attrs?': object({ 'language?': string(0, 64), 'wrap?': boolean, ...localId }),
    'content?': array(typed({ text: { text: string(1, 1_000_000), 'marks?': noMarks } }), 0, 10_000),
    ...paragraphMarks,
  },
  bulletList: { content: array(kinds(['listItem']), 1, 10_000), ...attrs },
  orderedList: {
    content: array(kinds(['listItem']), 1, 10_000),
    'attrs?': object({ 'order?': count(0, 1_000_000), ...localId }),
  },
  // "Although listItem nodes may contain a nested bulletList or orderedList, these are disallowed for the first content item."
  listItem: {
    content: (value, at, problem) => {
      array(kinds(['paragraph', 'codeBlock', 'bulletList', 'orderedList']), 1, 1_000)(value, at, problem);
      if (Array.isArray(value) && value[0] !== undefined)
        kinds(['paragraph', 'codeBlock'])(value[0], `${at}/0`, problem);
    },
    ...attrs,
  },
  blockquote: {
    content: array(kinds(['paragraph', 'bulletList', 'orderedList', 'codeBlock']), 1, 1_000),
    ...attrs,
  },
  panel: {
    attrs: object({ panelType: oneOf('info', 'note', 'tip', 'warning', 'error', 'success'), ...localId }),
    content: array(
      kinds(['paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'rule']),
      1,
      1_000,
    ),
  },
  rule: { ...attrs },
  table: {
    'attrs?': object({
      'isNumberColumnEnabled?': boolean,
      'layout?': oneOf('default', 'wide', 'full-width', 'center', 'align-start', 'align-end'),
      ...localId,
    }),
    content: array(kinds(['tableRow']), 1, 1_000),
  },
  // The schema lets a row be empty; the editor then cannot show the table, so it is refused here.
  tableRow: { content: array(kinds(['tableCell', 'tableHeader']), 1, 100), ...attrs },
  tableCell: cell,
  tableHeader: cell,
};

const TOP = [
  'paragraph',
  'heading',
  'codeBlock',
  'bulletList',
  'orderedList',
  'blockquote',
  'panel',
  'rule',
  'table',
];

/** A whole document: version 1, type doc. */
export const adfDocument: Check = object({
  version: oneOf(1),
  type: oneOf('doc'),
  content: array(kinds(TOP), 0, 10_000),
});

/** Characters of text in a document. */
export function adfTextLength(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, entry) => sum + adfTextLength(entry), 0);
  if (!isObject(node)) return 0;
  return (typeof node.text === 'string' ? node.text.length : 0) + adfTextLength(node.content);
}
