import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLedger } from '../../shared/ledger/keep.ts';
import { memoryStore } from '../../shared/ledger/memory-store.ts';
import { connectModel } from '../../shared/model/connect.ts';
import { createLogger } from '../../shared/run/log.ts';
import { connectFor, settingsFor } from '../shared/adapters/model/settings-for.ts';

const url = process.env.WATCHKEEPER_MODEL_URL;
const minutes = 60_000 * 5;

const schema = z.object({
  category: z.enum(['dependency', 'script', 'network']),
  cause: z.string().max(60),
});

describe('a real model server', () => {
  it.each(['anthropic', 'openai'] as const)(
    'is asked by the ladder through the API of %s: an answer that fits, or a refusal that says why',
    { timeout: minutes },
    async (provider) => {
      const env = {
        MODEL_PROVIDER: provider,
        MODEL_NAME: process.env.WATCHKEEPER_MODEL_NAME ?? 'model',
        MODEL_BASE_URL: `${url?.replace(/\/(?:v1\/?)?$/, '')}/v1`,
        MODEL_DEADLINE_SECONDS: '200',
        MODEL_MAX_OUTPUT_TOKENS: '64',
        ...(process.env.WATCHKEEPER_MODEL_KEY ? { MODEL_API_KEY: process.env.WATCHKEEPER_MODEL_KEY } : {}),
      };
      const server = await connectFor(env);
      const config = { ...settingsFor(env), DEADLINE_SECONDS: 240, LEDGER_LEASE_SECONDS: 300 };
      const model = connectModel(server, config, {
        functionName: 'build-triage',
        ledger: createLedger(memoryStore(), { leaseSeconds: 300, keepSeconds: 86_400 }),
        registry: new Registry(),
        log: createLogger('silent', { write: () => undefined }),
      });
      const question = {
        name: 'build-cause',
        schema,
        evidence: [
          {
            id: 'e1',
            kind: 'log',
            source: 'build.log',
            line: 1,
            lineEnd: 1,
            text: 'npm ERR! Missing script: "build"',
          },
        ],
        instructions: 'Say in a few words why the build failed.',
        signal: new AbortController().signal,
      } as const;
      const answered = await model.ask(question);
      if ('answer' in answered) expect(schema.safeParse(answered.answer).success).toBe(true);
      else expect(['not-valid', 'too-slow', 'refused']).toContain(answered.refusal.kind);
      console.log(provider, JSON.stringify(answered));
    },
  );
});
