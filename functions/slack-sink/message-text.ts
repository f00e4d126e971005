import type { SlackBlock, SlackPart, SlackRichText } from '../../shared/adapters/slack.ts';

/** The message as a terminal shows it; holds no control character but line feeds. */
export function messageText(message: { readonly blocks: readonly SlackBlock[] }): string {
  return message.blocks.map(blockText).join('\n\n');
}

function blockText(block: SlackBlock): string {
  switch (block.type) {
    case 'header':
      return `${block.text.text}\n${'─'.repeat(Math.min(block.text.text.length, 78))}`;
    case 'context':
      return block.elements.map((element) => element.text).join('\n');
    case 'rich_text':
      return block.elements.map(richText).join('\n');
  }
}

function richText(element: SlackRichText): string {
  switch (element.type) {
    case 'rich_text_section':
      return parts(element.elements);
    case 'rich_text_preformatted':
      return element.elements.map((part) => part.text.replace(/^/gm, '  │ ').replace(/ +$/gm, '')).join('');
    case 'rich_text_list':
      return element.elements
        .map((item, index) => {
          const mark = element.style === 'bullet' ? '•' : `${index + 1}.`;
          return `  ${mark} ${parts(item.elements).replaceAll('\n', '\n     ')}`;
        })
        .join('\n');
  }
}

function parts(elements: readonly SlackPart[]): string {
  return elements.map(partText).join('');
}

function partText(part: SlackPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'link':
      return `${part.text} (${part.url})`;
    case 'date':
      return part.fallback;
  }
}
