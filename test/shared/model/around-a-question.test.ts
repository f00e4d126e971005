import { type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SettingsError } from '../../../shared/config.ts';
import { createLedger } from '../../../shared/ledger/keep.ts';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { connectModel } from '../../../shared/model/connect.ts';
import { ModelServerError } from '../../../shared/model/server.ts';
import type { AskingSettings } from '../../../shared/model/settings.ts';
import { createLogger } from '../../../shared/run/log.ts';
import { freshAround } from '../../fakes/around.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { obeyingServer } from '../../fakes/obeying-server.ts';
import { scriptedServer } from '../../fakes/scripted-model.ts';
import { asking, config, evidence, good, question, schema, seeded } from './asking.ts';

const json = JSON.stringify(good);
const secretly =
  'Look for the first cause, and not for what only follows from it: a build that failed ends with lines that pass the failure on to the next.';
const notSupported = () => new ModelServerError('not-supported', 'no');

describe('a model port', () => {
  it('refuses each question where no model is configured', async () => {
    const { ledger, registry } = freshAround();
    const around = {
      functionName: 'build-triage',
      ledger,
      registry,
      log: createLogger('silent', { write: () => undefined }),
    };
    expect(await connectModel(undefined, config, around).ask(question())).toEqual({
      refusal: { kind: 'off', why: 'no model is configured' },
    });
  });

  it.each<[Partial<AskingSettings>, string]>([
    [{ MODEL_DEADLINE_SECONDS: 120 }, 'less than DEADLINE_SECONDS (120)'],
    [{ MODEL_DEADLINE_SECONDS: 100, LEDGER_LEASE_SECONDS: 90 }, 'less than LEDGER_LEASE_SECONDS (90)'],
    [{ MODEL_DAILY_MONEY: 5 }, 'MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT have to be set'],
    [{ MODEL_DAILY_MONEY_PER_FUNCTION: 5, MODEL_PRICE_INPUT: 1 }, 'MODEL_PRICE_OUTPUT have to be set'],
    [{ MODEL_DAILY_TOKENS: 5, LEDGER_KEEP_HOURS: 12 }, 'LEDGER_KEEP_HOURS has to be at least 24'],
  ])('does not start with %j', (settings, problem) => {
    const start = () => asking(scriptedServer([]), { settings });
    expect(start).toThrow(SettingsError);
    expect(start).toThrow(problem);
  });

  it('row 53: ends at its deadline, however slowly the server drips', async () => {
    const clock = fakeClock(seeded());
    const drip = async () => {
      for (;;) await clock.sleep(1_000, new AbortController().signal);
    };
    const server = scriptedServer([drip]);
    const { ask } = asking(server, { clock, settings: { MODEL_DEADLINE_SECONDS: 20 } });
    const began = clock.now();
    expect(await ask()).toEqual({ refusal: { kind: 'too-slow', why: 'the model did not answer in time' } });
    expect(clock.now() - began).toBe(20_000);
  });

  it('ends with its delivery, and asks nobody for one that has ended', async () => {
    const ending = new AbortController();
    const server = scriptedServer([
      () => {
        ending.abort();
        return new Promise<never>(() => undefined);
      },
    ]);
    const { ask } = asking(server);
    expect(await ask({ signal: ending.signal })).toMatchObject({ refusal: { kind: 'too-slow' } });
    expect(await ask({ signal: ending.signal, instructions: 'Another.' })).toMatchObject({
      refusal: { kind: 'too-slow' },
    });
    server.done();
  });

  it('row 49: waits as long as the server asks for, with jitter, but never past its deadline', async () => {
    const limited = (retryAfterSeconds: number) =>
      new ModelServerError('rate-limited', 'slow', { retryAfterSeconds });
    const server = scriptedServer([limited(7), limited(900), { text: json }]);
    const clock = fakeClock(() => 0.5);
    const { ask } = asking(server, { clock, settings: { MODEL_DEADLINE_SECONDS: 59 } });
    expect(await ask()).toMatchObject({ answer: good });
    expect(clock.waits).toEqual([59_000, 8_750, 25_000]);
    const late = scriptedServer([limited(30)]);
    const began = clock.now();
    const refused = asking(late, { clock, settings: { MODEL_DEADLINE_SECONDS: 20 } });
    expect(await refused.ask()).toMatchObject({ refusal: { kind: 'unreachable' } });
    expect(clock.now()).toBe(began);
    late.done();
  });

  it('row 50: repairs once, with the answer and the errors, in the same words as before', async () => {
    const wrong = JSON.stringify({ ...good, cause: 'x'.repeat(61) });
    const server = scriptedServer([{ text: wrong }, { text: wrong }]);
    expect(await asking(server).ask()).toMatchObject({ refusal: { kind: 'not-valid' } });
    const [first, second] = server.requests.map(({ prompt }) => prompt);
    expect(second).toMatchObject({ system: first?.system, user: first?.user });
    expect(second?.repair).toEqual({ answer: wrong, errors: expect.stringContaining('cause') });
    server.done();
  });

  it('shows half of the evidence to a model with less context than was thought', async () => {
    const text = Array.from({ length: 900 }, (_, index) => `line ${index + 1} of a long log`).join('\n');
    const long = [{ id: 'e1', kind: 'log' as const, source: 'build.log', line: 1, lineEnd: 900, text }];
    const server = scriptedServer([{ stop: 'context-overflow' }, { text: json }]);
    await asking(server).ask({ evidence: long });
    const [whole = 0, half = 0] = server.requests.map(({ prompt }) => prompt.user.length);
    expect(half / whole).toBeLessThan(0.6);
    expect(half / whole).toBeGreaterThan(0.4);
  });

  it('sends a closed schema without what only we need', async () => {
    const server = scriptedServer([{ text: json }]);
    await asking(server).ask();
    expect(server.requests[0]?.prompt).toMatchObject({
      schemaName: 'build-cause',
      schema: { type: 'object', additionalProperties: false, required: ['category', 'cause', 'cites'] },
    });
    expect(server.requests[0]?.prompt.schema).not.toHaveProperty('$schema');
  });

  it.each([
    ['the canary', (system: string) => system.slice(-24)],
    ['the canary in capitals, spaced', (system: string) => [...system.slice(-24).toUpperCase()].join(' ')],
    [
      'the rules',
      (system: string) => system.slice(system.indexOf('It is data'), system.indexOf('It is data') + 60),
    ],
    ['its instructions without blanks', () => secretly.replaceAll(' ', '')],
  ])('takes no answer that gives %s away, and leaves a line for the audit', async (_, part) => {
    const { ask, lines } = asking(obeyingServer({ write: ({ system }) => part(system) }));
    expect(await ask({ instructions: secretly })).toMatchObject({
      refusal: { kind: 'not-valid', why: expect.stringContaining('gave away') },
    });
    expect(lines.some((line) => line.includes('"audit":"model-canary"'))).toBe(true);
  });
});

describe('what is remembered', () => {
  it('which rung a server takes: in the process, in the next pod, and no longer than a day', async () => {
    const server = scriptedServer([
      notSupported(),
      { text: json },
      { text: json },
      { text: json },
      { text: json },
    ]);
    const { ask, clock, ledger } = asking(server);
    await ask({ instructions: '1' });
    await ask({ instructions: '2' });
    await asking(server, { clock, ledger }).ask({ instructions: '3' });
    clock.advance(86_400_001);
    await asking(server, { clock, ledger }).ask({ instructions: '4' });
    expect(server.requests.map(({ rung }) => rung)).toEqual([
      'json-schema',
      'tool',
      'tool',
      'tool',
      'json-schema',
    ]);
    server.done();
  });

  it('nothing about the rungs where the answer below is no better', async () => {
    const server = scriptedServer([...['a', 'b', 'c', 'd'].map((text) => ({ text })), { text: json }]);
    const { ask } = asking(server);
    expect(await ask({ instructions: '1' })).toMatchObject({ refusal: { kind: 'not-valid' } });
    await ask({ instructions: '2' });
    expect(server.requests.map(({ rung }) => rung)).toEqual([
      'json-schema',
      'tool',
      'prompt',
      'prompt',
      'json-schema',
    ]);
  });

  it('the rung of the setting comes before all', async () => {
    const server = scriptedServer([{ text: json }]);
    await asking(server, { settings: { MODEL_RUNG: 'prompt' } }).ask();
    expect(server.requests.map(({ rung }) => rung)).toEqual(['prompt']);
  });

  it('answers, across pods and whatever was drawn for them; another question is another', async () => {
    const server = scriptedServer([{ text: json }, { text: json }, { text: json }, { text: json }]);
    const { ask, clock, ledger } = asking(server);
    await ask();
    await asking(server, { clock, ledger, functionName: 'alert-triage' }).ask();
    expect(server.requests).toHaveLength(1);
    await ask({ instructions: 'Another.' });
    await ask({ evidence: evidence.slice(0, 1) });
    await asking({ ...server, model: 'another-1' }, { clock, ledger }).ask();
    expect(server.requests).toHaveLength(4);
    const drawn = new Set(server.requests.map(({ prompt }) => /BEGIN \w+/.exec(prompt.user)?.[0]));
    expect(drawn.size).toBe(4);
  });

  it('a refusal of the model, for ten minutes', async () => {
    const server = scriptedServer([{ stop: 'refusal' }, { text: json }]);
    const { ask, clock } = asking(server);
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(server.requests).toHaveLength(1);
    clock.advance(600_001);
    expect(await ask()).toMatchObject({ answer: good });
  });

  it('row 60: nothing where the ledger cannot be reached: then nobody knows what is left to spend', async () => {
    const clock = fakeClock();
    const fails = () => {
      throw new Error('no space left on device');
    };
    const store = { ...memoryStore(clock.now), create: fails, read: fails, replace: fails };
    const ledger = createLedger(store, { leaseSeconds: 180, keepSeconds: 3_600 });
    const { ask } = asking(scriptedServer([]), { clock, ledger });
    expect(await ask()).toMatchObject({
      refusal: { kind: 'budget-spent', why: expect.stringContaining('ledger cannot be reached') },
    });
  });
});

describe('what is measured', () => {
  afterEach(() => trace.disable());

  it('counts questions, requests, tokens and money, and shares metrics in one registry', async () => {
    const server = scriptedServer([
      new ModelServerError('unreachable', 'cut'),
      { text: json, usage: { inputTokens: 2_000, outputTokens: 100 } },
    ]);
    const prices = { MODEL_PRICE_INPUT: 3, MODEL_PRICE_OUTPUT: 15 };
    const { ask, registry, clock, ledger } = asking(server, { settings: prices });
    await ask();
    await ask();
    const log = createLogger('silent', { write: () => undefined });
    connectModel(server, config, { functionName: 'b', ledger, registry, log, clock });
    const text = await registry.metrics();
    const labels = 'function="build-triage",question="build-cause",model="scripted-1"';
    expect(text).toContain(`watchkeeper_model_questions_total{${labels},outcome="answered"} 1`);
    expect(text).toContain(`watchkeeper_model_questions_total{${labels},outcome="remembered"} 1`);
    expect(text).toContain(`watchkeeper_model_requests_total{${labels},outcome="unreachable"} 1`);
    expect(text).toContain(`watchkeeper_model_requests_total{${labels},outcome="end"} 1`);
    expect(text).toContain(`watchkeeper_model_tokens_total{${labels},direction="input"} 2000`);
    expect(text).toContain(`watchkeeper_model_cost_total{${labels}} 0.0075`);
    expect(text).toContain(`watchkeeper_model_request_seconds_count{${labels}} 2`);
  });

  it('tells of each request in a span with the attributes of OpenTelemetry, and of nothing that was said', async () => {
    const spans = recordSpans();
    const server = scriptedServer([new ModelServerError('unreachable', 'secret words'), { text: json }]);
    const settings = {
      MODEL_PROVIDER: 'anthropic',
      MODEL_BASE_URL: 'https://user:pass@llm.example:8443/v1?key=x',
    };
    await asking(server, { settings }).ask();
    expect(spans).toEqual([
      {
        name: 'chat scripted-1',
        attributes: expect.objectContaining({
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'anthropic',
          'gen_ai.request.model': 'scripted-1',
          'server.address': 'llm.example',
          'server.port': 8443,
          'error.type': 'unreachable',
        }),
        ended: true,
      },
      {
        name: 'chat scripted-1',
        attributes: expect.objectContaining({
          'gen_ai.response.model': 'scripted-1',
          'gen_ai.usage.input_tokens': 100,
          'gen_ai.usage.output_tokens': 20,
        }),
        ended: true,
      },
    ]);
    expect(JSON.stringify(spans)).not.toMatch(/secret words|ERESOLVE|user:pass|key=x/);
  });
});

describe('the server that obeys', () => {
  it('fills whatever schema it is given, with all that it read', async () => {
    const wide = z.object({
      ...schema.shape,
      confidence: z.enum(['certain', 'unclear']),
      steps: z
        .array(z.object({ id: z.enum(['a', 'b']), text: z.string().max(500).optional() }))
        .min(1)
        .max(2),
      other: z.union([z.string().max(50), z.null()]),
      count: z.int().min(3),
    });
    const server = obeyingServer({ write: ({ user }) => user });
    const { model, clock } = asking(server);
    const answer = await clock.until(model.ask({ ...question(), schema: wide }));
    expect(answer).toMatchObject({
      answer: { confidence: 'unclear', cites: ['e2', 'e2', 'e1:413', 'e1:412'].slice(0, 3) },
    });
    expect(server.prompts).toHaveLength(1);
  });
});

interface SeenSpan {
  readonly name: string;
  readonly attributes: Record<string, unknown>;
  ended: boolean;
}

/** An OpenTelemetry SDK that only writes down. */
function recordSpans(): SeenSpan[] {
  const spans: SeenSpan[] = [];
  const startSpan = (name: string, options: SpanOptions = {}): Span => {
    const seen: SeenSpan = { name, attributes: { ...options.attributes }, ended: false };
    spans.push(seen);
    const span: Span = {
      ...{ addEvent: () => span, addLink: () => span, addLinks: () => span, setStatus: () => span },
      ...{ updateName: () => span, recordException: () => undefined, isRecording: () => true },
      spanContext: () => ({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 }),
      setAttribute: (key, value) => {
        seen.attributes[key] = value;
        return span;
      },
      setAttributes: (attributes) => {
        Object.assign(seen.attributes, attributes);
        return span;
      },
      end: () => {
        seen.ended = true;
      },
    };
    return span;
  };
  const startActiveSpan: Tracer['startActiveSpan'] = () => {
    throw new Error('no span is made active');
  };
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan }) });
  return spans;
}
