import type { Logger } from 'pino';
import type { Ledger } from '../ledger/ledger.ts';
import { reserve, type Usage } from './budget.ts';
import { type Limits, retrying } from './retry.ts';
import { type Completion, type ModelServer, ModelServerError, type Prompt, type Rung } from './server.ts';
import type { AskingSettings } from './settings.ts';
import { estimateTokens } from './shown.ts';
import type { Asker, Telemetry } from './telemetry.ts';

/** A budget of the day is spent; the message says which. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
}

/** What one request goes through. */
export interface Sending {
  readonly server: ModelServer;
  readonly config: AskingSettings;
  readonly ledger: Ledger;
  readonly telemetry: Telemetry;
  readonly log: Logger;
  readonly asker: Asker;
  readonly limits: Limits;
  /** The clock of the ledger. */
  readonly now: () => Promise<number>;
}

/**
 * Sends one request: sets aside what it may cost, tries as often as may help, measures each try, and books what was
 * used. Throws a ModelServerError, or a BudgetSpentError before anything is sent.
 */
export function sender(sending: Sending): (prompt: Prompt, rung: Rung) => Promise<Completion> {
  const { server, config, ledger, telemetry, log, asker, limits, now } = sending;
  return async (prompt, rung) => {
    const estimate = estimateOf(prompt);
    const about = { config, functionName: asker.function, now: await now() };
    const reserved = await reserve(ledger, about, estimate);
    if ('spent' in reserved) throw new BudgetSpentError(reserved.spent);
    const settle = (used: Usage) =>
      reserved
        .settle(used)
        .catch((error) =>
          log.warn({ err: error }, 'what a request cost could not be booked: its estimate stays'),
        );
    // Tries whose answer was lost, though it may have been paid for.
    let lost: Usage = { inputTokens: 0, outputTokens: 0 };
    const attempt = async () => {
      try {
        return credible(await complete(server, prompt, rung, limits.signal), estimate);
      } catch (error) {
        const mayHaveCost = error instanceof ModelServerError && error.mayHaveCost;
        // What was cut short may have been paid for; what was refused was not.
        if (mayHaveCost || failureOf(error) === 'aborted') lost = sum(lost, estimate);
        throw error;
      }
    };
    try {
      const completion = await retrying(limits, () => telemetry.request(asker, attempt, failureOf));
      await settle(sum(lost, usedBy(completion, estimate)));
      return completion;
    } catch (error) {
      await settle(lost);
      throw error;
    }
  };
}

async function complete(
  server: ModelServer,
  prompt: Prompt,
  rung: Rung,
  signal: AbortSignal,
): Promise<Completion> {
  try {
    return await server.complete(prompt, rung, signal);
  } catch (error) {
    if (error instanceof ModelServerError) throw error;
    if (signal.aborted) throw new ModelServerError('aborted', 'the time was over', { cause: error });
    throw error;
  }
}

function failureOf(error: unknown): string {
  if (error instanceof ModelServerError) return error.kind;
  return error instanceof Error && error.name === 'AbortError' ? 'aborted' : 'failed';
}

function estimateOf({ system, user, repair, schema, maxOutputTokens }: Prompt): Usage {
  const said = [system, user, repair?.answer ?? '', repair?.errors ?? '', JSON.stringify(schema)];
  return { inputTokens: estimateTokens(said.join('\n')), outputTokens: maxOutputTokens };
}

/** A server that counts more than that many times what is possible is not believed. */
const MOST_OVER_ESTIMATE = 16;

/** The completion with counts that can be: what they say is booked for a whole day. */
function credible(completion: Completion, estimate: Usage): Completion {
  const within = (count: number, most: number) =>
    Number.isFinite(count) ? Math.min(Math.max(0, count), most * MOST_OVER_ESTIMATE) : most;
  const { inputTokens, outputTokens } = completion.usage;
  return {
    ...completion,
    usage: {
      inputTokens: within(inputTokens, estimate.inputTokens),
      outputTokens: within(outputTokens, estimate.outputTokens),
    },
  };
}

function sum(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}

/** Some servers count nothing: then the estimate is all that is known. */
function usedBy({ usage, text }: Completion, estimate: Usage): Usage {
  return {
    inputTokens: usage.inputTokens > 0 ? usage.inputTokens : estimate.inputTokens,
    outputTokens: usage.outputTokens > 0 ? usage.outputTokens : estimateTokens(text),
  };
}
