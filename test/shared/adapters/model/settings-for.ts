import { z } from 'zod';
import {
  connectModelServer,
  type ModelSettings,
  modelSettings,
} from '../../../../shared/adapters/model/settings.ts';
import { readConfig } from '../../../../shared/config.ts';
import type { ModelServer, Prompt } from '../../../../shared/model/server.ts';

/** Model settings as a function reads them from these variables. */
export function settingsFor(env: Readonly<Record<string, string>>): ModelSettings {
  return readConfig(z.object(modelSettings), env);
}

/** A connected server; throws where the settings name no provider. */
export async function connectFor(env: Readonly<Record<string, string>>): Promise<ModelServer> {
  const server = await connectModelServer(settingsFor({ MODEL_NAME: 'some-model', ...env }));
  if (server === undefined) throw new Error('no provider');
  return server;
}

/** A prompt whose schema has what makes the vendors differ: bounds, a property that may be missing, a list, variants. */
export const somePrompt: Prompt = {
  system: 'You explain failed builds.',
  user: 'Evidence:\ne1:1 npm ERR! missing script: build of the shop',
  schemaName: 'build cause',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      cause: { type: 'string', minLength: 1, maxLength: 200 },
      count: { type: 'integer', minimum: 0, maximum: 9 },
      lines: { type: 'array', items: { type: 'string', maxLength: 20 }, maxItems: 5 },
      note: { type: 'string', maxLength: 80 },
      step: {
        oneOf: [
          { type: 'object', properties: { kind: { type: 'string', const: 'a' } }, required: ['kind'] },
          { type: 'object', properties: { kind: { type: 'string', const: 'b' } }, required: ['kind'] },
        ],
      },
    },
    required: ['cause', 'count', 'lines', 'step'],
    additionalProperties: false,
  },
  maxOutputTokens: 500,
};

/** An answer that fits it. */
export const someAnswer = { cause: 'no build script', count: 1, lines: ['e1:1'], step: { kind: 'a' } };
