import { add, type Money } from '@shop/money';

export interface Line {
  readonly article: string;
  readonly quantity: number;
  readonly price: Money;
}

export function total(lines: readonly Line[]): Money {
  return lines.map((line) => line.price).reduce(add, { minor: 0, currency: 'EUR' });
}
