import type { AdfBlock, AdfDocument, AdfListItem, AdfText } from '../adf/document.ts';

/**
 * A document as Jira's wiki markup, for a Jira that takes no Atlassian documents. Only what the document itself says is
 * markup: no text in it becomes a macro, a link, an image, a mention or an emoticon.
 * https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
 */
export function wikiOf(document: AdfDocument): string {
  return document.content.map(block).join('\n\n');
}

/** The words of a text of ours in wiki markup, with its markup but without escapes. */
export function plainOf(wiki: string): string {
  return wiki.replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCodePoint(Number(code) % 0x110000));
}

// A backslash escapes few of them, and links and macros are read before it is (order of the components in Jira's
// renderer), so each character that could be markup becomes a numeric entity, which no component reads and every
// browser shows as the character. Letters, digits, white space and . , ' " $ % / = are never markup alone; nor are a
// hyphen inside a word (but "ABC-1" is a ticket) and a colon before a space.
const MARKUP = /(?<![\p{L}\p{N}])-|-(?!\p{L})|:(?!\s)|[!#&()*+;<>?@[\\\]^_`{|}~]/gu;

/** Text that is shown as it is, on one line. */
function literal(text: string): string {
  return (
    text
      .replace(/\s+/gu, ' ')
      .replace(MARKUP, entity)
      // "h1." and "bq." at the start of a line are a heading and a quote.
      .replace(/\b(h[1-6]|bq)\./giu, (_, mark: string) => `${mark}${entity('.')}`)
  );
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function inline(parts: readonly AdfText[]): string {
  return parts.map(part).join('');
}

function part({ text, marks = [] }: AdfText): string {
  const words = literal(text);
  // Phrase markup around nothing, or with a space inside its marks, is no markup but stray signs.
  const bare = words.trim();
  if (bare === '') return words;
  const link = marks.flatMap((mark) => (mark.type === 'link' ? [mark.attrs.href] : []))[0];
  if (link !== undefined) return `[${bare}|${address(link)}]`;
  if (marks.some(({ type }) => type === 'code')) return `{{${bare}}}`;
  return marks.some(({ type }) => type === 'strong') ? `*${bare}*` : words;
}

/** An address with every character encoded that would end the link, or be read as markup in it. */
function address(href: string): string {
  return href.replace(
    /[\s!"'()*<>[\\\]^`{|}~]/gu,
    (character) => `%${(character.codePointAt(0) ?? 32).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Lines shown as they are; what would end them gets a space that shows. */
function verbatim(lines: string): string {
  return `{noformat}\n${lines.replace(/\{(?=\s*\/?\s*noformat)/giu, '{ ')}\n{noformat}`;
}

function block(node: AdfBlock): string {
  switch (node.type) {
    case 'paragraph':
      return inline(node.content);
    case 'heading':
      return `h${node.attrs.level}. ${inline(node.content)}`;
    case 'codeBlock':
      return verbatim(node.content.map(({ text }) => text).join(''));
    case 'bulletList':
      return items(node.content, () => '*');
    case 'orderedList':
      return items(node.content, (index) => `*${index + 1}.*`);
    case 'table':
      return node.content.map(({ content }) => row(content)).join('\n');
    case 'rule':
      return '----';
  }
}

function row(cells: Extract<AdfBlock, { type: 'table' }>['content'][number]['content']): string {
  const written = cells.map(({ type, content }) => {
    const words = content.map((paragraph) => inline(paragraph.content)).join(' ');
    return `${type === 'tableHeader' ? '||' : '|'}${words.trim() === '' ? ' ' : words}`;
  });
  return `${written.join('')}|`;
}

/** Numbers stand as text: a block of lines inside a numbered list would start its count anew. */
function items(list: readonly AdfListItem[], mark: (index: number) => string): string {
  const simple = list.every(({ content }) => content.length === 1);
  return list
    .map(({ content }, index) => [`${mark(index)} ${content.map(block).join('\n')}`].join(''))
    .join(simple && mark(0) === '*' ? '\n' : '\n\n');
}
