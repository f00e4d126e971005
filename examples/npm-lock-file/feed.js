import escapeHtml from 'escape-html';
import mime from 'mime-types';

export function enclosure(url, title) {
  return `<a href="${escapeHtml(url)}" type="${mime.lookup(url) || 'application/octet-stream'}">${escapeHtml(title)}</a>`;
}
