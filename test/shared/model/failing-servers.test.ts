import { describe, expect, it } from 'vitest';
import { anthropicServer } from '../../../shared/adapters/model/anthropic.ts';
import { openaiServer } from '../../../shared/adapters/model/openai.ts';
import type { Transport } from '../../../shared/adapters/model/transport.ts';
import { type ModelServer, ModelServerError } from '../../../shared/model/server.ts';
import { scriptedServer } from '../../fakes/scripted-model.ts';
import { asking, good, question } from './asking.ts';

const json = JSON.stringify(good);
const tokens = ['model-tokens', '2026-11-22'];
const noModel = () => new ModelServerError('rejected', 'a page', { isNoModel: true, mayHaveCost: true });

/** A server that always fails in the same way, with how often it was asked. */
function failing(failure: () => ModelServerError): ModelServer & { readonly asked: () => number } {
  let asked = 0;
  return {
    model: 'scripted-1',
    asked: () => asked,
    complete: async () => {
      asked += 1;
      throw failure();
    },
  };
}

const answering =
  (body: string): Transport =>
  async () =>
    new Response(body, { headers: { 'content-type': 'application/json' } });

const adapters = [
  [
    'anthropic',
    (transport: Transport) => anthropicServer({ model: 'm', baseUrl: 'http://localhost', transport }),
  ],
  ['openai', (transport: Transport) => openaiServer({ model: 'm', baseUrl: 'http://localhost', transport })],
] as const;

describe('one question asked twenty times at once', () => {
  it.each([
    ['rejects it', () => new ModelServerError('rejected', 'no'), 1],
    ['is a page', noModel, 1],
    ['refuses the credentials', () => new ModelServerError('unauthorized', 'no'), 1],
    ['is down', () => new ModelServerError('unreachable', 'down'), 4],
  ] as const)('asks once with its tries where the server %s', async (_, failure, requests) => {
    const server = failing(failure);
    const { model, clock } = asking(server);
    const answers = await clock.until(Promise.all(Array.from({ length: 20 }, () => model.ask(question()))));
    expect(answers.every((answer) => 'refusal' in answer)).toBe(true);
    expect(server.asked()).toBe(requests);
  });
});

describe('what a server rejected', () => {
  it('is not asked again for a minute', async () => {
    const server = scriptedServer([new ModelServerError('rejected', 'no'), { text: json }]);
    const { ask, clock } = asking(server);
    const first = await ask();
    expect(await ask()).toEqual(first);
    clock.advance(60_001);
    expect(await ask()).toMatchObject({ answer: good });
    server.done();
  });

  it.each([
    ['opens the breaker where it is no model server', noModel, 'again and again'],
    [
      'says nothing about the server where it refuses a request',
      () => new ModelServerError('rejected', 'no'),
      'rejected the request',
    ],
  ] as const)('%s', async (_, failure, why) => {
    const { ask } = asking(failing(failure));
    for (const instructions of ['one', 'two', 'three']) await ask({ instructions });
    expect(await ask({ instructions: 'four' })).toMatchObject({
      refusal: { why: expect.stringContaining(why) },
    });
  });
});

describe('what is booked', () => {
  const MODEL_DAILY_TOKENS = 1_000_000;

  it('goes on where both prices are 0 and money is limited', async () => {
    const server = scriptedServer([{ text: json }]);
    const settings = {
      MODEL_DAILY_TOKENS,
      MODEL_DAILY_MONEY: 1,
      MODEL_PRICE_INPUT: 0,
      MODEL_PRICE_OUTPUT: 0,
    };
    const { ask, ledger } = asking(server, { settings });
    expect(await ask()).toMatchObject({ answer: good });
    expect(await ledger.count(tokens)).toBe(120);
  });

  it('keeps the estimate of a request whose answer had begun', async () => {
    const { ask, ledger } = asking(failing(noModel), { settings: { MODEL_DAILY_TOKENS } });
    await ask();
    expect(await ledger.count(tokens)).toBeGreaterThan(1_000);
  });

  it('adds the tries that were cut to the one that was answered', async () => {
    const cut = new ModelServerError('unreachable', 'cut', { mayHaveCost: true });
    const { ask, ledger } = asking(scriptedServer([cut, { text: json }]), {
      settings: { MODEL_DAILY_TOKENS },
    });
    await ask();
    expect(await ledger.count(tokens)).toBeGreaterThan(1_120);
  });

  it.each([1e300, Number.POSITIVE_INFINITY, -1e9])('is never more or less than can be: %d', async (count) => {
    const usage = { inputTokens: count, outputTokens: count };
    const { ask, ledger } = asking(scriptedServer([{ text: json, usage }]), {
      settings: { MODEL_DAILY_TOKENS },
    });
    expect(await ask()).toMatchObject({ answer: good });
    const booked = await ledger.count(tokens);
    expect(booked).toBeGreaterThan(0);
    expect(booked).toBeLessThan(60_000);
  });

  it.each(adapters)('%s: counts what cannot be as nothing said', async (_, open) => {
    const usage = { input_tokens: -5, output_tokens: -5, prompt_tokens: -5, completion_tokens: -5 };
    const message = {
      content: [{ type: 'text', text: json }],
      choices: [{ message: { content: json } }],
      usage,
    };
    const server = open(answering(JSON.stringify(message)));
    const prompt = {
      system: 's',
      user: 'u',
      schemaName: 'n',
      schema: { type: 'object' },
      maxOutputTokens: 9_000,
    };
    const read = await server.complete(prompt, 'prompt', new AbortController().signal);
    expect(read.text).toBe(json);
    expect(read.usage.inputTokens).toBeGreaterThan(0);
    expect(read.usage.outputTokens).toBeGreaterThan(0);
  });

  it.each(adapters)('%s: a page and an error in a 200 may have cost, and are no model', async (_, open) => {
    const prompt = {
      system: 's',
      user: 'u',
      schemaName: 'n',
      schema: { type: 'object' },
      maxOutputTokens: 100,
    };
    for (const body of ['<html>login</html>', '{"error":{"message":"no"}}']) {
      const asked = open(answering(body)).complete(prompt, 'prompt', new AbortController().signal);
      await expect(asked).rejects.toMatchObject({ kind: 'rejected', isNoModel: true, mayHaveCost: true });
    }
  });
});

describe('a very long answer', () => {
  it('is not looked at beyond what its tokens could hold', async () => {
    const server = scriptedServer([{ text: `${json}${' '.repeat(16_000)}` }]);
    expect(await asking(server).ask()).toEqual({
      refusal: { kind: 'not-valid', why: "the model's answer is longer than it was allowed to be" },
    });
    server.done();
  });
});
