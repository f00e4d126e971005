interface AdfNode {
  readonly type: string;
  readonly text?: string;
  readonly content?: readonly AdfNode[];
}

/** A Jira description (Atlassian Document Format) as plain text, one block a line. */
export function adfText(node: AdfNode, depth = 0): string {
  const inside = node.content ?? [];
  const inline = () => inside.map((child) => adfText(child)).join('');
  switch (node.type) {
    case 'text':
      return node.text ?? '';
    case 'hardBreak':
      return '\n';
    case 'paragraph':
      return inline();
    case 'heading':
      return `\n${inline()}\n${'-'.repeat(inline().length)}`;
    case 'codeBlock':
      return inline().replace(/^/gm, '  │ ');
    case 'listItem':
      return `${'  '.repeat(depth)}- ${inside.map((child) => adfText(child, depth + 1)).join('\n')}`;
    case 'tableRow':
      return inside.map((cell) => adfText(cell)).join(': ');
    case 'tableCell':
    case 'tableHeader':
      return inline();
    default:
      return inside.map((child) => adfText(child, depth)).join('\n');
  }
}
