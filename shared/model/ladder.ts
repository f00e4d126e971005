import type { z } from 'zod';
import type { Json } from '../ledger/ledger.ts';
import type { Asked } from './answers.ts';
import { holdsCanary, repeats } from './canary.ts';
import { draw, promptOf, RULES, type Saying } from './prompt.ts';
import { type Reading, readAnswer } from './read-answer.ts';
import { below, type Rungs } from './rungs.ts';
import { type Completion, ModelServerError, type Prompt, type Rung } from './server.ts';
import type { Shown } from './shown.ts';

/** What climbing needs: all else is decided here. */
export interface Ladder {
  readonly schema: z.ZodType;
  readonly saying: Omit<Saying, 'drawn' | 'shown'>;
  readonly shown: Shown;
  /** The same evidence in half the space, for a model with less context than was thought. */
  readonly halved: () => Shown;
  readonly rungs: Rungs;
  readonly random: () => number;
  /** One request, with its budget and its tries; throws a ModelServerError. */
  readonly send: (prompt: Prompt, rung: Rung) => Promise<Completion>;
  /** Tells that an answer gave our own words away. */
  readonly leaked: () => void;
}

/** Most characters of its own answer that a model is shown again. */
const MOST_REPEATED = 8_000;

type Next =
  | { readonly kind: 'ended'; readonly asked: Asked }
  | { readonly kind: 'overflow' }
  | { readonly kind: 'lower'; readonly isSure: boolean; readonly why: string }
  | { readonly kind: 'mend'; readonly answer: string; readonly errors: string };

/**
 * Brings a model to fill the schema: from the strictest rung that its server is not known to lack, one lower where the
 * server lacks it or pays no heed to the schema; one repair in all, with the errors; half the evidence once where it is
 * too long. Throws a ModelServerError for what another request does not mend.
 */
export async function climb(ladder: Ladder): Promise<Asked> {
  let rung = await ladder.rungs.start();
  let { shown } = ladder;
  const drawn = draw(shown, ladder.random);
  let repair: Prompt['repair'];
  let isMended = false;
  let isHalved = false;
  let isGuess = false;
  for (;;) {
    const prompt = promptOf({ ...ladder.saying, shown, drawn }, rung, repair);
    const next = await tryOnce(ladder, prompt, rung, drawn.canary);
    repair = undefined;
    switch (next.kind) {
      case 'ended':
        // Only an answer proves that the lower rung is the better one.
        if (isGuess && 'value' in next.asked) await ladder.rungs.learn(rung);
        return next.asked;
      case 'overflow':
        if (isHalved) return notValid('refused', 'the evidence is too long for the model');
        isHalved = true;
        shown = ladder.halved();
        break;
      case 'lower': {
        const lower = below(rung);
        if (!lower) return notValid('refused', next.why);
        rung = lower;
        if (next.isSure) await ladder.rungs.learn(rung);
        isGuess ||= !next.isSure;
        break;
      }
      case 'mend':
        if (isMended) return notValid('not-valid', `the model's answer does not fit, even after a repair`);
        isMended = true;
        // A server refuses an empty turn of the model, so an empty answer is just asked for again.
        if (next.answer.trim() !== '') {
          repair = { answer: next.answer.slice(0, MOST_REPEATED), errors: next.errors };
        }
    }
  }
}

/** A server that heeds the limit of tokens stays far below; whatever is longer is not looked at. */
const MOST_CHARACTERS_PER_TOKEN = 16;

/** So much of the instructions is no chance: an answer may use words for categories and steps that stand there. */
const COPIED_INSTRUCTIONS = 56;

function gaveAway(text: string, canary: string, instructions: string): boolean {
  return (
    holdsCanary(text, canary) || repeats(text, RULES) || repeats(text, instructions, COPIED_INSTRUCTIONS)
  );
}

async function tryOnce(ladder: Ladder, prompt: Prompt, rung: Rung, canary: string): Promise<Next> {
  let completion: Completion;
  try {
    completion = await ladder.send(prompt, rung);
  } catch (error) {
    if (!(error instanceof ModelServerError)) throw error;
    if (error.kind === 'context-overflow') return { kind: 'overflow' };
    if (error.kind !== 'not-supported') throw error;
    return { kind: 'lower', isSure: true, why: 'the model server does not take requests of any form' };
  }
  const { text, stop } = completion;
  if (stop === 'context-overflow') return { kind: 'overflow' };
  if (stop === 'refusal') return ended(notValid('refused', 'the model refused to answer'));
  if (text.length > prompt.maxOutputTokens * MOST_CHARACTERS_PER_TOKEN) {
    return ended(notValid('not-valid', "the model's answer is longer than it was allowed to be"));
  }
  if (gaveAway(text, canary, ladder.saying.instructions)) {
    ladder.leaked();
    return ended(
      notValid('not-valid', "the model's answer gave away what it was told to keep, so it is not used"),
    );
  }
  if (stop === 'max-tokens') {
    const errors = `The answer was cut after ${prompt.maxOutputTokens} tokens. Answer again in fewer words.`;
    return { kind: 'mend', answer: text, errors };
  }
  const reading = readAnswer(text, ladder.schema);
  if (reading.kind === 'fits') {
    // It came from JSON.
    return ended({ value: reading.value as Json, model: completion.model });
  }
  if (below(rung) !== undefined && paysNoHeed(reading, rung)) {
    return { kind: 'lower', isSure: false, why: 'the model server pays no heed to the schema' };
  }
  return { kind: 'mend', answer: text, errors: errorsOf(reading) };
}

/** A server that generates by the schema can miss a length or a pattern, never the form; a tool's input can miss more. */
function paysNoHeed(reading: Reading<unknown>, rung: Rung): boolean {
  if (reading.kind === 'misfit') return rung === 'json-schema' && reading.structural;
  return reading.kind === 'empty' || reading.kind === 'no-json';
}

function errorsOf(reading: Reading<unknown>): string {
  return reading.kind === 'misfit' ? reading.errors : 'The answer is not one whole JSON object.';
}

function ended(asked: Asked): Next {
  return { kind: 'ended', asked };
}

function notValid(kind: 'refused' | 'not-valid', why: string): Asked {
  return { refusal: { kind, why } };
}
