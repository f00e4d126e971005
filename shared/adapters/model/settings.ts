import { z } from 'zod';
import { SettingsError } from '../../config.ts';
import type { ModelServer } from '../../model/server.ts';

const listOf = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean));

/** Settings of the model, to be spread into a function's own: which server, how it is reached, what it may cost. */
export const modelSettings = {
  MODEL_PROVIDER: z
    .enum(['anthropic', 'openai'])
    .optional()
    .describe(
      'API that the model is asked by; not set: no model is asked, and reports are made from evidence alone.',
    ),
  MODEL_NAME: z.string().trim().optional().describe('Name of the model, as its server knows it.'),
  MODEL_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "Where the API is, with /v1 at its end for openai, such as http://llama.models.svc:8080/v1; not set: the vendor's own.",
    ),
  MODEL_API_KEY: z.string().trim().optional().describe('Key of the API. Not beside MODEL_TOKEN_FILE.'),
  MODEL_TOKEN_FILE: z
    .string()
    .optional()
    .describe(
      'File with a bearer token, such as a projected service-account token; read again when it changes.',
    ),
  MODEL_CA_FILE: z
    .string()
    .optional()
    .describe(
      'PEM file of the certificate authority that the server is checked against, instead of the public ones.',
    ),
  MODEL_CLIENT_CERT_FILE: z
    .string()
    .optional()
    .describe('PEM file of a client certificate (mutual TLS); read again when it changes.'),
  MODEL_CLIENT_KEY_FILE: z.string().optional().describe('PEM file of the key of that certificate.'),
  MODEL_PLAIN_HTTP_HOSTS: listOf.describe(
    'Hosts inside the cluster that may be asked by plain http, separated by commas. Loopback always may.',
  ),
  MODEL_RUNG: z
    .enum(['auto', 'json-schema', 'tool', 'prompt'])
    .default('auto')
    .describe(
      'How the answer is brought into form; auto tries from the strictest down and remembers what worked.',
    ),
  MODEL_DEADLINE_SECONDS: z.coerce
    .number()
    .positive()
    .max(600)
    .default(60)
    .describe('Time that one question may take with all its attempts; less than DEADLINE_SECONDS.'),
  MODEL_MAX_OUTPUT_TOKENS: z.coerce
    .number()
    .int()
    .min(64)
    .max(64_000)
    .default(4_096)
    .describe('Most tokens of one answer; a model that reasons needs more.'),
  MODEL_INPUT_TOKENS: z.coerce
    .number()
    .int()
    .min(256)
    .max(1_000_000)
    .default(8_000)
    .describe('Most tokens of evidence that one question shows.'),
  MODEL_DAILY_TOKENS: z.coerce
    .number()
    .int()
    .min(0)
    .default(2_000_000)
    .describe(
      'Most tokens in and out of one day (UTC), of all functions and pods that share the ledger. When they are spent, reports are made from evidence alone.',
    ),
  MODEL_DAILY_TOKENS_PER_FUNCTION: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('The same for this function alone.'),
  MODEL_DAILY_MONEY: z.coerce
    .number()
    .min(0)
    .optional()
    .describe(
      'Most money of one day (UTC), of all functions and pods that share the ledger, in the currency of the prices; needs both prices; not set: no limit.',
    ),
  MODEL_DAILY_MONEY_PER_FUNCTION: z.coerce
    .number()
    .min(0)
    .optional()
    .describe('The same for this function alone.'),
  MODEL_PRICE_INPUT: z.coerce.number().min(0).optional().describe('Price of a million tokens in.'),
  MODEL_PRICE_OUTPUT: z.coerce.number().min(0).optional().describe('Price of a million tokens out.'),
  HTTPS_PROXY: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Proxy that an https model server is reached through.'),
  HTTP_PROXY: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Proxy that a plain http model server is reached through.'),
  NO_PROXY: listOf.describe(
    'Hosts, domains, addresses and networks that are reached without the proxy, separated by commas. Loopback always is.',
  ),
} as const;

/** The settings of the model, read. */
export type ModelSettings = z.infer<z.ZodObject<typeof modelSettings>>;

/**
 * Connects to the model server of the settings without asking it anything yet; undefined where no MODEL_PROVIDER is set,
 * and then no vendor's SDK is loaded. Throws a SettingsError that names every setting that does not fit the others.
 */
export async function connectModelServer(config: ModelSettings): Promise<ModelServer | undefined> {
  const provider = config.MODEL_PROVIDER;
  if (provider === undefined) return undefined;
  const { modelPlace } = await import('./place.ts');
  const place = modelPlace(config, provider);
  if ('problems' in place) {
    throw new SettingsError(
      `these settings are wrong:\n${place.problems.map((each) => `  ${each}`).join('\n')}`,
    );
  }
  const { openTransport } = await import('./transport.ts');
  const transport = openTransport(place);
  if (provider === 'anthropic') {
    const { anthropicServer } = await import('./anthropic.ts');
    return anthropicServer({ model: place.model, baseUrl: place.baseUrl, transport });
  }
  const { openaiServer } = await import('./openai.ts');
  return openaiServer({ model: place.model, baseUrl: place.baseUrl, transport });
}
