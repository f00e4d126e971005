import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { type Ledger, LedgerUnavailableError } from '../ledger/ledger.ts';
import type { Model, Question, Refusal } from '../model.ts';
import { type Asked, askOnce, type Failure, hashOf } from './answers.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import { costOf } from './budget.ts';
import type { Clock } from './clock.ts';
import { TooSlowError, within } from './deadline.ts';
import { climb } from './ladder.ts';
import { nameOf, placeOf } from './place.ts';
import { BudgetSpentError, sender } from './request.ts';
import { createRungs } from './rungs.ts';
import { type ModelServer, ModelServerError } from './server.ts';
import type { AskingSettings } from './settings.ts';
import { shownOf } from './shown.ts';
import { createTelemetry } from './telemetry.ts';

/** What asking needs beside a server and its settings. */
export interface AskingAround {
  /** The function that asks: for its budget and its metrics. */
  readonly functionName: string;
  readonly ledger: Ledger;
  readonly registry: Registry;
  readonly log: Logger;
  /** Time and chance; those of the process where nothing is given. */
  readonly clock?: Clock;
}

type AskingWith = AskingAround & { readonly clock: Clock };

/**
 * Asks a server: what is known from the ledger, else within the deadline, the budget and the breaker by the ladder.
 * Never throws.
 */
export function createAsking(server: ModelServer, config: AskingSettings, around: AskingWith): Model {
  const { functionName, ledger, registry, clock, log } = around;
  const place = placeOf(config);
  const where = [nameOf(config), server.model];
  const breaker = createBreaker(ledger, ['model-breaker', ...where], clock);
  const highest = config.MODEL_RUNG === 'auto' ? 'json-schema' : config.MODEL_RUNG;
  const rungs = createRungs(ledger, ['model-rung', ...where], clock, highest);
  const telemetry = createTelemetry(registry, {
    place,
    now: clock.now,
    costOf: (usage) => costOf(usage, config),
  });

  const ask = async <Schema extends z.ZodType>(question: Question<Schema>, asks: { isNew: boolean }) => {
    const { $schema: _, ...schema } = z.toJSONSchema(question.schema, { io: 'input' });
    const closed = withoutOthers(schema);
    const shown = shownOf(question.evidence, config.MODEL_INPUT_TOKENS);
    const { instructions, name } = question;
    const asker = { function: functionName, question: name, model: server.model };
    const saying = {
      ...{ instructions, schemaName: name, schema: closed },
      maxOutputTokens: config.MODEL_MAX_OUTPUT_TOKENS,
    };
    const milliseconds = config.MODEL_DEADLINE_SECONDS * 1_000;
    const deadline = clock.now() + milliseconds;
    const asked = await within({ clock, milliseconds, outer: question.signal }, (signal) =>
      askOnce(
        { ledger, clock, signal, failureOf: failureFor },
        hashOf({ model: server.model, schema: closed, instructions, lines: shown.lines }),
        async (now) => {
          if (await breaker.isOpen()) return refusal('unreachable', PAUSED);
          asks.isNew = true;
          const limits = { clock, deadline, signal };
          return climb({
            ...{ schema: question.schema, saying, shown, rungs, random: clock.random },
            halved: () => shownOf(question.evidence, config.MODEL_INPUT_TOKENS / 2),
            send: sender({ server, config, ledger, telemetry, log, asker, limits, now }),
            leaked: () =>
              log.warn({ audit: 'model-canary', question: name }, 'an answer gave our words away'),
          });
        },
      ),
    );
    return asked;
  };

  return {
    ask: async (question) => {
      const asker = { function: functionName, question: question.name, model: server.model };
      const asks = { isNew: false };
      let asked: Asked;
      try {
        asked = (await ask(question, asks)).asked;
        if (asks.isNew) await breaker.succeeded();
      } catch (error) {
        asked = { refusal: refusalFor(error) };
        if (asks.isNew) await settleBreaker(breaker, error, question.signal);
        log.warn({ err: error, question: question.name }, 'the model gave no answer');
      }
      if ('value' in asked) {
        // Parsed anew, so that an answer from the ledger is held to the same schema.
        const answer = question.schema.safeParse(asked.value);
        telemetry.asked(asker, answer.success ? (asks.isNew ? 'answered' : 'remembered') : 'not-valid');
        if (answer.success) return { answer: answer.data, model: asked.model };
        return { refusal: { kind: 'not-valid', why: 'the answer that is remembered does not fit' } };
      }
      telemetry.asked(asker, asked.refusal.kind);
      if (asks.isNew) log.info({ question: question.name, ...asked.refusal }, 'no answer of a model');
      return { refusal: asked.refusal };
    },
  };
}

const PAUSED = 'the model server failed again and again, so it is not asked for a while';

function refusal(kind: Refusal['kind'], why: string): Asked {
  return { refusal: { kind, why } };
}

/** What a failure says in a report: never the message of the error, which may quote anything. */
function refusalFor(error: unknown): Refusal {
  if (error instanceof BudgetSpentError) return { kind: 'budget-spent', why: error.message };
  if (error instanceof TooSlowError) return { kind: 'too-slow', why: 'the model did not answer in time' };
  if (error instanceof LedgerUnavailableError) {
    return {
      kind: 'budget-spent',
      why: 'the ledger cannot be reached, so nobody knows what is left to spend',
    };
  }
  if (!(error instanceof ModelServerError)) {
    return { kind: 'unreachable', why: 'the model could not be asked' };
  }
  switch (error.kind) {
    case 'rate-limited':
      return { kind: 'unreachable', why: 'the model server takes no more requests at the moment' };
    case 'unreachable':
      return { kind: 'unreachable', why: 'the model server could not be reached' };
    case 'spend-limit':
      return { kind: 'budget-spent', why: "the account at the model's vendor has nothing left to spend" };
    case 'unauthorized':
      return { kind: 'unreachable', why: 'the model server refused the credentials' };
    case 'aborted':
      return { kind: 'too-slow', why: 'the model did not answer in time' };
    default:
      return { kind: 'refused', why: 'the model server rejected the request' };
  }
}

/** What ends the waiting of those who ask the same: not what ended with its own delivery or its own time. */
function failureFor(error: unknown): Failure | undefined {
  if (!(error instanceof ModelServerError) || error.kind === 'aborted') return undefined;
  return { refusal: refusalFor(error), comesAgain: error.kind === 'rejected' };
}

/** Only what speaks about the server counts, and not what ended because the delivery did. */
async function settleBreaker(breaker: Breaker, error: unknown, outer: AbortSignal): Promise<void> {
  if (outer.aborted) return breaker.foundNothing();
  if (error instanceof TooSlowError) return breaker.failed();
  if (!(error instanceof ModelServerError)) return breaker.foundNothing();
  switch (error.kind) {
    case 'spend-limit':
    case 'unauthorized':
      return breaker.failed(true);
    case 'rate-limited':
    case 'unreachable':
    case 'aborted':
      return breaker.failed();
    default:
      return error.isNoModel ? breaker.failed() : breaker.succeeded();
  }
}

/** The same schema with `additionalProperties: false` on each object, as strict modes want it. */
function withoutOthers(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closedValue(value)]));
  return schema.type === 'object' && 'properties' in schema && !('additionalProperties' in schema)
    ? { ...closed, additionalProperties: false }
    : closed;
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  if (typeof value !== 'object' || value === null) return value;
  return withoutOthers(value as Record<string, unknown>);
}
