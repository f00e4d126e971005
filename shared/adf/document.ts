/**
 * Atlassian Document Format, as much of it as a ticket needs.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export interface AdfDocument {
  version: 1;
  type: 'doc';
  content: AdfBlock[];
}

export type AdfMark = { type: 'strong' } | { type: 'code' } | { type: 'link'; attrs: { href: string } };

export interface AdfText {
  type: 'text';
  text: string;
  marks?: AdfMark[];
}

export interface AdfParagraph {
  type: 'paragraph';
  content: AdfText[];
}

export interface AdfCodeBlock {
  type: 'codeBlock';
  /** Text without marks; 'text' keeps Jira from guessing a language. */
  attrs: { language: 'text' };
  content: { type: 'text'; text: string }[];
}

export interface AdfListItem {
  type: 'listItem';
  content: (AdfParagraph | AdfCodeBlock)[];
}

export interface AdfRow {
  type: 'tableRow';
  content: { type: 'tableHeader' | 'tableCell'; content: AdfParagraph[] }[];
}

export type AdfBlock =
  | AdfParagraph
  | AdfCodeBlock
  | { type: 'heading'; attrs: { level: 1 | 2 | 3 | 4 | 5 | 6 }; content: AdfText[] }
  | { type: 'bulletList' | 'orderedList'; content: AdfListItem[] }
  | { type: 'table'; content: AdfRow[] }
  | { type: 'rule' };

/** A document of these blocks. */
export function adf(content: AdfBlock[]): AdfDocument {
  return { version: 1, type: 'doc', content };
}

/** Text, which must not be empty, with marks; `code` goes with a link, but not with `strong`. */
export function text(words: string, ...marks: AdfMark[]): AdfText {
  return marks.length === 0 ? { type: 'text', text: words } : { type: 'text', text: words, marks };
}

export function paragraph(...content: AdfText[]): AdfParagraph {
  return { type: 'paragraph', content };
}

export function heading(words: string): AdfBlock {
  return { type: 'heading', attrs: { level: 3 }, content: [text(words)] };
}

/** Lines shown as they are. */
export function codeBlock(lines: string): AdfCodeBlock {
  return { type: 'codeBlock', attrs: { language: 'text' }, content: [{ type: 'text', text: lines }] };
}

/** A list with at least one item; each item starts with a paragraph. */
export function list(
  type: 'bulletList' | 'orderedList',
  items: readonly [AdfParagraph, ...AdfCodeBlock[]][],
): AdfBlock {
  return { type, content: items.map((content) => ({ type: 'listItem', content: [...content] })) };
}

/** A table of labels and what they say; at least one row. */
export function factTable(rows: readonly (readonly [string, AdfText[]])[]): AdfBlock {
  return {
    type: 'table',
    content: rows.map(([label, said]) => ({
      type: 'tableRow',
      content: [
        { type: 'tableHeader', content: [paragraph(text(label))] },
        { type: 'tableCell', content: [paragraph(...said)] },
      ],
    })),
  };
}

/** All words of any document, of ours or of people, in reading order; nodes that hold no text are passed over. */
export function wordsIn(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '';
  const { text, content } = node as { text?: unknown; content?: unknown };
  if (typeof text === 'string') return text;
  return Array.isArray(content) ? content.map(wordsIn).join('') : '';
}

/** The document as plain text for a terminal. */
export function adfText(document: AdfDocument): string {
  return document.content.map(blockText).join('\n\n');
}

function blockText(block: AdfBlock): string {
  switch (block.type) {
    case 'paragraph':
      return inline(block);
    case 'heading':
      return `${'#'.repeat(block.attrs.level)} ${block.content.map((part) => part.text).join('')}`;
    case 'codeBlock':
      return indented(block.content.map((part) => part.text).join(''));
    case 'bulletList':
    case 'orderedList':
      return block.content
        .map(({ content: [first, ...rest] }, index) => {
          const mark = block.type === 'bulletList' ? '•' : `${index + 1}.`;
          const below = rest.map((child) => blockText(child).replace(/^(?=.)/gm, '   '));
          return [`  ${mark} ${first ? blockText(first).trim() : ''}`, ...below].join('\n');
        })
        .join('\n');
    case 'table':
      return tableText(block.content);
    case 'rule':
      return '─'.repeat(60);
  }
}

function tableText(rows: readonly AdfRow[]): string {
  const cells = rows.map((row) => row.content.map((cell) => cell.content.map(inline).join(' ')));
  const width = Math.max(...cells.map(([label = '']) => label.length));
  return cells.map(([label = '', ...rest]) => `${label.padEnd(width)}  ${rest.join('  ')}`).join('\n');
}

function inline(block: AdfParagraph): string {
  return block.content
    .map((part) => {
      const href = part.marks?.flatMap((mark) => (mark.type === 'link' ? [mark.attrs.href] : []))[0];
      return href === undefined ? part.text : `${part.text} (${href})`;
    })
    .join('');
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, '    ');
}
