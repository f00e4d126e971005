import type { Money } from '@shop/money';

export interface PriceList {
  readonly [article: string]: Money;
}

export function priceOf(list: PriceList, article: string): Money | undefined {
  return list[article];
}
