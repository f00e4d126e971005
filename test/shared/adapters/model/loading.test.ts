import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const settings = fileURLToPath(new URL('../../../../shared/adapters/model/settings.ts', import.meta.url));

/** Which of the SDKs, and of what reaches a server, a fresh process loads once it has connected by these settings. */
async function loadedBy(env: Readonly<Record<string, string>>): Promise<string[]> {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ load(url, context, next) {
      const found = /node_modules\\/(@anthropic-ai\\/sdk|openai|undici)\\//.exec(url);
      if (found) loaded.add(found[1]);
      return next(url, context);
    } });
    const { connectModelServer, modelSettings } = await import(${JSON.stringify(settings)});
    const { z } = await import('zod');
    await connectModelServer(z.object(modelSettings).parse(${JSON.stringify(env)}));
    console.log(JSON.stringify([...loaded].sort()));
  `;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse((await run).stdout);
}

describe('what is loaded', () => {
  it.each([
    ['nothing, where no model is set', {}, []],
    ['one SDK for Anthropic', { MODEL_PROVIDER: 'anthropic' }, ['@anthropic-ai/sdk', 'undici']],
    ['one SDK for OpenAI', { MODEL_PROVIDER: 'openai' }, ['openai', 'undici']],
  ])('is %s', async (_, env, packages) => {
    expect(await loadedBy({ ...env, MODEL_NAME: 'm', MODEL_API_KEY: 'k' })).toEqual(packages);
  });
});
