/** An amount in the smallest unit of its currency. */
export interface Money {
  readonly minor: number;
  readonly currency: 'EUR' | 'USD';
}

export function add(left: Money, right: Money): Money {
  if (left.currency !== right.currency) throw new Error('cannot add two currencies');
  return { minor: left.minor + right.minor, currency: left.currency };
}

export function format(amount: Money): string {
  return `${(amount.minor / 100).toFixed(2)} ${amount.currency}`;
}
