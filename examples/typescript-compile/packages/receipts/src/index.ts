import { format } from '@shop/money';
import { type Line, total } from './lines.js';

export function receipt(lines: readonly Line[]): string {
  return lines.map((line) => `${line.quantity} × ${line.article}`).concat(`Total ${format(total(lines))}`).join('\n');
}
