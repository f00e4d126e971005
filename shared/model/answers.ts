import { hash } from 'node:crypto';
import type { Entry, Json, Ledger } from '../ledger/ledger.ts';
import type { Refusal } from '../model.ts';
import type { Clock } from './clock.ts';

/** How asking ended: JSON that fits, with the model that gave it, or why there is none. */
export type Asked = { readonly value: Json; readonly model: string } | { readonly refusal: Refusal };

/** What was asked, as far as it decides the answer. */
export interface Asking {
  readonly model: string;
  readonly schema: unknown;
  readonly instructions: string;
  /** The evidence as it is shown. */
  readonly lines: readonly string[];
}

const FIRST_WAIT_MILLISECONDS = 50;
const MOST_WAIT_MILLISECONDS = 1_000;
/** A model that would not or could not is not asked the same again for so long. */
const REFUSED_MILLISECONDS = 600_000;

/** A failure of the server that another try would most likely end with as well is remembered for so long. */
const FAILED_MILLISECONDS = 60_000;

/** A failure as those are told it who asked the same. */
export interface Failure {
  readonly refusal: Refusal;
  /** It will come again: who asks later is told it too, and not only who waits. */
  readonly comesAgain: boolean;
}

/** The same for the same question, whatever was drawn for it and whoever asks. */
export function hashOf({ model, schema, instructions, lines }: Asking): string {
  return hash('sha256', JSON.stringify([model, schema, instructions, lines]));
}

/** What asking once for all needs. */
export interface Together {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What an error says to the others who ask the same; undefined where each has to find out by itself. */
  readonly failureOf: (error: unknown) => Failure | undefined;
}

/**
 * Asks once for all who ask the same, through the ledger: who comes later gets the answer of the first, who comes
 * meanwhile waits for it until `signal` ends that; a failure that `failureOf` tells of ends it for those too. `isNew` says that somebody was asked just now. Throws what `ask`
 * throws, and where the ledger cannot be reached.
 */
export async function askOnce(
  { ledger, clock, signal, failureOf }: Together,
  name: string,
  ask: (now: () => Promise<number>) => Promise<Asked>,
): Promise<{ readonly asked: Asked; readonly isNew: boolean }> {
  const key = ['model-answer', name];
  const known = answerIn(await ledger.recall(key, 'answer'));
  if (known) return { asked: known, isNew: false };
  let hasWaited = false;
  for (let pause = FIRST_WAIT_MILLISECONDS; ; pause = Math.min(pause * 2, MOST_WAIT_MILLISECONDS)) {
    signal.throwIfAborted();
    const claim = await ledger.claim(key);
    if (claim.kind === 'held') return await asking(claim.entry, ask, { hasWaited, failureOf });
    if (claim.kind !== 'busy') throw new Error('the record of an answer was used for something else');
    hasWaited = true;
    await clock.sleep(pause * (0.5 + clock.random() / 2), signal);
    const given = answerIn(await ledger.recall(key, 'answer'));
    if (given) return { asked: given, isNew: false };
  }
}

async function asking(
  entry: Entry,
  ask: (now: () => Promise<number>) => Promise<Asked>,
  { hasWaited, failureOf }: Pick<Together, 'failureOf'> & { readonly hasWaited: boolean },
): Promise<{ readonly asked: Asked; readonly isNew: boolean }> {
  try {
    const known =
      answerIn(entry.recall('answer')) ?? (await refusalIn(entry)) ?? (await failureIn(entry, hasWaited));
    if (known) return { asked: known, isNew: false };
    let asked: Asked;
    try {
      asked = await ask(() => entry.now());
    } catch (error) {
      await keepFailure(entry, failureOf(error)).catch(() => undefined);
      throw error;
    }
    // An answer that cannot be kept is still one: only the next one has to ask again.
    await keep(entry, asked).catch(() => undefined);
    return { asked, isNew: true };
  } finally {
    await entry.release().catch(() => undefined);
  }
}

async function keep(entry: Entry, asked: Asked): Promise<void> {
  if ('value' in asked) return entry.remember('answer', { value: asked.value, model: asked.model });
  const { kind, why } = asked.refusal;
  if (kind === 'refused' || kind === 'not-valid') {
    await entry.remember('refusal', { kind, why, at: await entry.now() });
  }
}

async function keepFailure(entry: Entry, failure: Failure | undefined): Promise<void> {
  if (!failure) return;
  const { refusal, comesAgain } = failure;
  await entry.remember('failure', {
    kind: refusal.kind,
    why: refusal.why,
    comesAgain,
    at: await entry.now(),
  });
}

const FAILURES = ['unreachable', 'budget-spent', 'refused'] as const;

async function failureIn(entry: Entry, hasWaited: boolean): Promise<Asked | undefined> {
  const kept = entry.recall('failure');
  if (!isRecord(kept) || typeof kept.at !== 'number' || typeof kept.why !== 'string') return undefined;
  const kind = FAILURES.find((each) => each === kept.kind);
  if (kind === undefined || !(hasWaited || kept.comesAgain === true)) return undefined;
  if ((await entry.now()) - kept.at > FAILED_MILLISECONDS) return undefined;
  return { refusal: { kind, why: kept.why } };
}

function answerIn(kept: Json | undefined): Asked | undefined {
  if (!isRecord(kept) || typeof kept.model !== 'string' || kept.value === undefined) return undefined;
  return { value: kept.value, model: kept.model };
}

async function refusalIn(entry: Entry): Promise<Asked | undefined> {
  const kept = entry.recall('refusal');
  if (!isRecord(kept) || typeof kept.at !== 'number' || typeof kept.why !== 'string') return undefined;
  if (kept.kind !== 'refused' && kept.kind !== 'not-valid') return undefined;
  if ((await entry.now()) - kept.at > REFUSED_MILLISECONDS) return undefined;
  return { refusal: { kind: kept.kind, why: kept.why } };
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
