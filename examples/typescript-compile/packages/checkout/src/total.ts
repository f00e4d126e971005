import { add, type Money } from '@shop/money';
import type { Line } from './line.js';

export function total(lines: readonly Line[]): Money {
  return lines.reduce<Money>((sum, line) => add(sum, { ...line.price, minor: line.price.minor * line.quantity }), {
    minor: 0,
    currency: 'EUR',
  });
}
