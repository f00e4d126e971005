import type { SlackBlock, SlackMessage, SlackPart, SlackRichText } from '../../shared/adapters/slack.ts';

/** A message as HTML that looks about as Slack shows it. */
export function messageHtml({ text, blocks }: SlackMessage): string {
  if (blocks.length > 0) return blocks.map(blockHtml).join('\n');
  // A text is escaped for Slack in the way that HTML has it.
  return `<p class="plain">${text}</p>`;
}

/** A page with a message of a channel and the answers in its thread. */
export function page(message: string, replies: readonly string[]): string {
  const thread = replies.map((reply) => entry(reply)).join('\n');
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  const below =
    replies.length === 0 ? '' : `<div class="replies">${count}</div><div class="thread">${thread}</div>`;
  return `<!doctype html>\n<meta charset="utf-8">\n<style>${STYLE}</style>\n${entry(message)}\n${below}\n`;
}

function entry(message: string): string {
  return `<article><div class="face">W</div><div><div class="who">Watchkeeper <span>APP</span> <time>09:14</time></div>${message}</div></article>`;
}

function blockHtml(block: SlackBlock): string {
  switch (block.type) {
    case 'header':
      return `<h1>${escaped(block.text.text)}</h1>`;
    case 'context':
      return `<div class="context">${block.elements.map(({ text }) => `<span>${escaped(text)}</span>`).join('')}</div>`;
    case 'rich_text':
      return `<div class="rich">${block.elements.map(richHtml).join('')}</div>`;
  }
}

function richHtml(element: SlackRichText): string {
  switch (element.type) {
    case 'rich_text_section':
      return `<div>${element.elements.map(partHtml).join('')}</div>`;
    case 'rich_text_preformatted':
      return `<pre>${element.elements.map(({ text }) => escaped(text)).join('')}</pre>`;
    case 'rich_text_list': {
      const items = element.elements.map(({ elements }) => `<li>${elements.map(partHtml).join('')}</li>`);
      const tag = element.style === 'bullet' ? 'ul' : 'ol';
      return `<${tag}>${items.join('')}</${tag}>`;
    }
  }
}

function partHtml(part: SlackPart): string {
  switch (part.type) {
    case 'link':
      return `<a>${escaped(part.text)}</a>`;
    case 'date':
      return escaped(part.fallback);
    case 'text': {
      const text = escaped(part.text).replaceAll('\n', '<br>');
      if (part.style?.code) return `<code>${text}</code>`;
      return part.style?.bold ? `<b>${text}</b>` : text;
    }
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const STYLE = `
body { margin: 16px; width: 640px; font: 15px/1.46 Lato, "Helvetica Neue", Arial, sans-serif; color: #1d1c1d; }
article { display: flex; gap: 8px; padding: 8px 0; }
article > div:last-child { min-width: 0; flex: 1; }
.face { flex: none; width: 36px; height: 36px; border-radius: 4px; background: #4a5568; color: #fff; font: bold 20px/36px sans-serif; text-align: center; }
.who { font-weight: 900; } .who span { font: 10px sans-serif; background: #ddd; padding: 1px 3px; border-radius: 2px; } .who time { font: 12px sans-serif; color: #616061; }
h1 { font-size: 18px; line-height: 1.33; margin: 4px 0 8px; }
.rich { margin: 4px 0 8px; } ul, ol { margin: 0; padding-left: 26px; }
pre { font: 12px/1.5 Monaco, Menlo, "DejaVu Sans Mono", monospace; background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 8px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12px "DejaVu Sans Mono", monospace; background: #f8f8f8; border: 1px solid #ddd; border-radius: 3px; padding: 2px 3px; color: #c01343; overflow-wrap: anywhere; }
.context { font-size: 13px; color: #616061; } .context span + span::before { content: "  "; white-space: pre; }
a { color: #1264a3; } .plain { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.replies { margin-left: 44px; font-size: 13px; color: #1264a3; font-weight: bold; }
.thread { margin: 4px 0 0 44px; border-left: 3px solid #ddd; padding-left: 12px; }
`;
