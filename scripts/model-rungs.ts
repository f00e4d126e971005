// Asks a real model server on each rung and says what came, then runs the model port's tests against it:
//   WATCHKEEPER_MODEL_URL=http://127.0.0.1:8080 npm run test:models
// or starts llama.cpp's server for the time of it:
//   WATCHKEEPER_LLAMA_SERVER=…/llama-server WATCHKEEPER_MODEL_FILE=…/model.gguf npm run test:models
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { connectModelServer, modelSettings } from '../shared/adapters/model/settings.ts';
import { readConfig } from '../shared/config.ts';
import { ModelServerError, type Prompt, type Rung } from '../shared/model/server.ts';

const APIS = ['anthropic', 'openai'] as const;
const RUNGS: readonly Rung[] = ['json-schema', 'tool', 'prompt'];
const DEADLINE_MILLISECONDS = 1_000 * Number(process.env.WATCHKEEPER_MODEL_SECONDS ?? 120);

const answer = z.object({
  category: z.enum(['dependency', 'script', 'network', 'test']),
  cause: z.string().max(80),
  line: z.string().max(8),
});

const { $schema: _, ...schema } = z.toJSONSchema(answer);
const prompt: Prompt = {
  system: 'You say why a build failed, in one short sentence, and cite one line of the log.',
  user: 'e1:1 | npm run build\ne1:2 | npm ERR! Missing script: "build"\ne1:3 | exit code 1',
  schemaName: 'build-cause',
  schema,
  maxOutputTokens: 96,
};

const started = await serverOf(process.env);
try {
  console.log(`| API | rung | what came | tokens in, out | seconds |\n| --- | --- | --- | --- | --- |`);
  for (const api of APIS) for (const rung of RUNGS) console.log(await row(started.url, api, rung));
  process.exitCode = await portTests(started.url);
} finally {
  started.process?.kill();
}

async function row(url: string, api: (typeof APIS)[number], rung: Rung): Promise<string> {
  const server = await connectModelServer(readConfig(z.object(modelSettings), environment(url, api)));
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1_000).toFixed(1);
  try {
    const completion = await server?.complete(prompt, rung, AbortSignal.timeout(DEADLINE_MILLISECONDS));
    const { text = '', stop, usage } = completion ?? {};
    const words = `${formOf(text)} (${stop})`;
    return `| ${api} | ${rung} | ${words} | ${usage?.inputTokens}, ${usage?.outputTokens} | ${seconds()} |`;
  } catch (error) {
    const words = error instanceof ModelServerError ? `${error.kind}: ${error.message}` : String(error);
    return `| ${api} | ${rung} | ${words.replaceAll('|', '¦')} | | ${seconds()} |`;
  }
}

function formOf(text: string): string {
  if (text === '') return 'nothing';
  try {
    const fits = answer.safeParse(JSON.parse(text)).success;
    return fits ? 'JSON that fits' : 'JSON that does not fit';
  } catch {
    return text.includes('{') ? 'words with JSON in them' : 'words';
  }
}

function environment(url: string, api: (typeof APIS)[number]): Record<string, string> {
  return {
    MODEL_PROVIDER: api,
    MODEL_NAME: process.env.WATCHKEEPER_MODEL_NAME ?? 'model',
    MODEL_BASE_URL: `${url.replace(/\/(?:v1\/?)?$/, '')}/v1`,
    ...(process.env.WATCHKEEPER_MODEL_KEY ? { MODEL_API_KEY: process.env.WATCHKEEPER_MODEL_KEY } : {}),
  };
}

/** The tests of the port with this server; they ask whole questions, by the ladder. */
async function portTests(url: string): Promise<number> {
  const env = { ...process.env, WATCHKEEPER_MODEL_URL: url };
  const args = ['vitest', 'run', 'test/services/model-server.test.ts'];
  const [code] = await once(spawn('npx', args, { stdio: 'inherit', env }), 'exit');
  return typeof code === 'number' ? code : 1;
}

/** The server that is named, or one that is started and answers. */
async function serverOf(env: NodeJS.ProcessEnv): Promise<{ url: string; process?: ChildProcess }> {
  if (env.WATCHKEEPER_MODEL_URL) return { url: env.WATCHKEEPER_MODEL_URL };
  const { WATCHKEEPER_LLAMA_SERVER: binary, WATCHKEEPER_MODEL_FILE: file } = env;
  if (!binary || !file) {
    console.error(
      'Set WATCHKEEPER_MODEL_URL to a running server, or WATCHKEEPER_LLAMA_SERVER and WATCHKEEPER_MODEL_FILE to start one (docs/models.md).',
    );
    process.exit(1);
  }
  const port = await freePort();
  const args = ['-m', file, '--host', '127.0.0.1', '--port', `${port}`, '-c', '4096', '-np', '1', '--jinja'];
  const child = spawn(binary, args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 120 && child.exitCode === null; tries++) {
    const ready = await fetch(`${url}/health`).then(
      (health) => health.ok,
      () => false,
    );
    if (ready) return { url, process: child };
    await wait(500);
  }
  child.kill();
  throw new Error('the model server does not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
