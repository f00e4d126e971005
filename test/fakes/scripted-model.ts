import { z } from 'zod';
import type { Completion, ModelServer, ModelServerError, Prompt, Rung } from '../../shared/model/server.ts';
import type { Model, ModelAnswer, Question, Refusal } from '../../shared/model.ts';

/** What a scripted model does with one question: an answer that has to fit the schema, or a refusal. */
export type Reply = { readonly answer: unknown } | { readonly refusal: Refusal };

/** One line of the script: which question is expected, and what comes back. */
export interface Turn {
  /** Name of the question that has to come; undefined takes any. */
  readonly question?: string;
  readonly reply: Reply | ((question: Question<z.ZodType>) => Reply | Promise<Reply>);
}

/** A model that answers by a script, with what it was asked. */
export interface ScriptedModel extends Model {
  readonly asked: readonly Question<z.ZodType>[];
  /** Throws where a question of the script never came, or one came that is not in it. */
  readonly done: () => void;
}

/** A model port that answers by a script; a question that is not in it throws, and again when the test asks `done`. */
export function scriptedModel(turns: readonly Turn[]): ScriptedModel {
  const asked: Question<z.ZodType>[] = [];
  const left = [...turns];
  const faults: string[] = [];
  const fault = (text: string): Error => {
    faults.push(text);
    return new Error(text);
  };
  return {
    asked,
    ask: async <Schema extends z.ZodType>(
      question: Question<Schema>,
    ): Promise<ModelAnswer<z.infer<Schema>>> => {
      asked.push(question);
      const turn = left.shift();
      if (!turn) throw fault(`the model was asked '${question.name}', which is not in the script`);
      if (turn.question !== undefined && turn.question !== question.name) {
        throw fault(`the model was asked '${question.name}' instead of '${turn.question}'`);
      }
      const reply = typeof turn.reply === 'function' ? await turn.reply(question) : turn.reply;
      if ('refusal' in reply) return reply;
      const answer = question.schema.safeParse(reply.answer);
      if (!answer.success) throw fault(`the script's answer does not fit: ${z.prettifyError(answer.error)}`);
      return { answer: answer.data, model: 'scripted' };
    },
    done: () => {
      if (faults.length > 0) throw new Error(faults.join('\n'));
      if (left.length > 0) throw new Error(`questions that never came: ${left.length}`);
    },
  };
}

/** What a scripted server does with one request. */
export type ServerTurn =
  | Partial<Completion>
  | ModelServerError
  | ((prompt: Prompt, rung: Rung, signal: AbortSignal) => Partial<Completion> | Promise<Partial<Completion>>);

/** A server that answers by a script, with what it was sent. */
export interface ScriptedServer extends ModelServer {
  readonly requests: readonly { readonly prompt: Prompt; readonly rung: Rung }[];
  /** Throws where a request of the script never came, or one came that is not in it. */
  readonly done: () => void;
}

/** A model server that answers by a script; what a turn leaves out is a well-ended answer of 100 and 20 tokens. */
export function scriptedServer(turns: readonly ServerTurn[], model = 'scripted-1'): ScriptedServer {
  const requests: { prompt: Prompt; rung: Rung }[] = [];
  const left = [...turns];
  let unexpected = 0;
  return {
    model,
    requests,
    complete: async (prompt, rung, signal) => {
      requests.push({ prompt, rung });
      const turn = left.shift();
      if (turn === undefined) {
        unexpected += 1;
        throw new Error('the server was asked once more than the script says');
      }
      if (turn instanceof Error) throw turn;
      const completion = typeof turn === 'function' ? await turn(prompt, rung, signal) : turn;
      return completed(completion, model);
    },
    done: () => {
      if (unexpected > 0) throw new Error(`requests that are not in the script: ${unexpected}`);
      if (left.length > 0) throw new Error(`requests that never came: ${left.length}`);
    },
  };
}

/** A completion with what is usual where nothing else is said. */
export function completed(completion: Partial<Completion>, model = 'scripted-1'): Completion {
  return { text: '', stop: 'end', model, usage: { inputTokens: 100, outputTokens: 20 }, ...completion };
}
