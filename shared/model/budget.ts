import type { Key, Ledger } from '../ledger/ledger.ts';
import type { Completion } from './server.ts';
import type { AskingSettings } from './settings.ts';

export type Usage = Completion['usage'];

/** What a request may cost, set aside before it is sent. */
export interface Reserved {
  /** Corrects what was set aside to what was used; nothing used gives all of it back. */
  readonly settle: (used: Usage) => Promise<void>;
}

/** The limits of a day, in one currency. */
interface Limit {
  readonly counter: Key;
  readonly most: number;
  readonly amountOf: (usage: Usage) => number;
  readonly said: string;
}

/** What a usage costs, in millionths of the currency of the prices; 0 where no price is set. */
export function costOf(
  usage: Usage,
  prices: Pick<AskingSettings, 'MODEL_PRICE_INPUT' | 'MODEL_PRICE_OUTPUT'>,
): number {
  const { MODEL_PRICE_INPUT: input = 0, MODEL_PRICE_OUTPUT: output = 0 } = prices;
  return Math.ceil(usage.inputTokens * input + usage.outputTokens * output);
}

/**
 * Sets `estimate` aside in every budget of the day that `now` (milliseconds since 1970, the ledger's clock) is in, over
 * all pods, or tells which one is spent. Throws where the ledger cannot be reached.
 */
export async function reserve(
  ledger: Ledger,
  { config, functionName, now }: { config: AskingSettings; functionName: string; now: number },
  estimate: Usage,
): Promise<Reserved | { readonly spent: string }> {
  const taken: Limit[] = [];
  const giveBack = async (used: Usage) => {
    for (const { counter, amountOf } of taken) {
      const surplus = amountOf(estimate) - amountOf(used);
      if (surplus !== 0) await ledger.add(counter, -surplus);
    }
  };
  try {
    for (const limit of limitsOf(config, functionName, new Date(now).toISOString().slice(0, 10))) {
      const amount = limit.amountOf(estimate);
      // What costs nothing spends nothing: a model with prices of 0.
      if (amount === 0) continue;
      if (await ledger.reserve(limit.counter, amount, limit.most)) {
        taken.push(limit);
        continue;
      }
      await giveBack(NOTHING);
      return { spent: limit.said };
    }
  } catch (error) {
    await giveBack(NOTHING).catch(() => undefined);
    throw error;
  }
  return { settle: giveBack };
}

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 };

function limitsOf(config: AskingSettings, functionName: string, day: string): Limit[] {
  const tokens = (usage: Usage) => usage.inputTokens + usage.outputTokens;
  const money = (usage: Usage) => costOf(usage, config);
  const limits: { most: number | undefined; counter: Key; amountOf: Limit['amountOf']; said: string }[] = [
    {
      most: config.MODEL_DAILY_TOKENS,
      counter: ['model-tokens', day],
      amountOf: tokens,
      said: "the day's tokens are spent",
    },
    {
      most: config.MODEL_DAILY_TOKENS_PER_FUNCTION,
      counter: ['model-tokens', day, functionName],
      amountOf: tokens,
      said: `the day's tokens of ${functionName} are spent`,
    },
    {
      most: inMillionths(config.MODEL_DAILY_MONEY),
      counter: ['model-money', day],
      amountOf: money,
      said: "the day's money for the model is spent",
    },
    {
      most: inMillionths(config.MODEL_DAILY_MONEY_PER_FUNCTION),
      counter: ['model-money', day, functionName],
      amountOf: money,
      said: `the day's money of ${functionName} for the model is spent`,
    },
  ];
  return limits.flatMap((limit) => (limit.most === undefined ? [] : [{ ...limit, most: limit.most }]));
}

function inMillionths(money: number | undefined): number | undefined {
  return money === undefined ? undefined : Math.floor(money * 1_000_000);
}
