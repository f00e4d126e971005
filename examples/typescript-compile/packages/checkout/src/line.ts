import type { Money } from '@shop/money';
import { type PriceList, priceOf } from '@shop/pricing';

export interface Line {
  readonly article: string;
  readonly quantity: number;
  readonly price: Money;
}

export function lineOf(list: PriceList, article: string, quantity: number): Line {
  return { article, quantity, price: priceOf(list, article) };
}
