import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goesDirect, modelPlace } from '../../../../shared/adapters/model/place.ts';
import { connectModelServer } from '../../../../shared/adapters/model/settings.ts';
import { SettingsError } from '../../../../shared/config.ts';
import { settingsFor } from './settings-for.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-place-'));
  file = join(folder, 'some.pem');
  writeFileSync(file, 'x');
});
afterAll(() => rmSync(folder, { recursive: true }));

const vendor = { MODEL_PROVIDER: 'anthropic', MODEL_NAME: 'm', MODEL_API_KEY: 'sk-very-secret' };
const own = { MODEL_PROVIDER: 'openai', MODEL_NAME: 'm', MODEL_BASE_URL: 'https://models.example/v1' };

async function refusalOf(env: Readonly<Record<string, string>>): Promise<string> {
  const error: unknown = await connectModelServer(settingsFor(env)).catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error.message;
  throw new Error('the settings were taken');
}

describe('settings of a model that do not fit together', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      'a provider without a model',
      { MODEL_PROVIDER: 'anthropic', MODEL_API_KEY: 'k' },
      'MODEL_NAME has to be set',
    ],
    [
      "the vendor's API without a credential",
      { MODEL_PROVIDER: 'openai', MODEL_NAME: 'm' },
      'MODEL_API_KEY has to be set',
    ],
    ['a key and a token', { ...vendor, MODEL_TOKEN_FILE: '/dev/null' }, 'set one of them'],
    [
      'a key with a line break in it',
      { ...vendor, MODEL_API_KEY: 'sk-very\nsecret' },
      'characters that no key has',
    ],
    [
      'a token file that is not there',
      { ...own, MODEL_TOKEN_FILE: '/nowhere/token' },
      'MODEL_TOKEN_FILE: there is no file',
    ],
    [
      'an authority that is not there',
      { ...own, MODEL_CA_FILE: '/nowhere/ca.crt' },
      'MODEL_CA_FILE: there is no file',
    ],
    ['a certificate without its key', { ...own, MODEL_CLIENT_CERT_FILE: '/dev/null' }, 'set both or neither'],
    [
      'a password in the URL',
      { ...own, MODEL_BASE_URL: 'https://me:sk-very-secret@models.example' },
      'do not belong into a URL',
    ],
    [
      'a query in the URL',
      { ...own, MODEL_BASE_URL: 'https://models.example/v1?key=sk-very-secret' },
      'no query',
    ],
    [
      'plain http to a host that is not listed',
      { ...own, MODEL_BASE_URL: 'http://models.example/v1' },
      'list models.example in MODEL_PLAIN_HTTP_HOSTS',
    ],
    [
      'plain http to a host below a listed one',
      { ...own, MODEL_BASE_URL: 'http://evil.models.svc/v1', MODEL_PLAIN_HTTP_HOSTS: 'models.svc' },
      'list evil.models.svc',
    ],
    [
      'a NO_PROXY network that is none',
      { ...own, NO_PROXY: '10.0.0/8' },
      'NO_PROXY: 10.0.0/8 is not a network',
    ],
  ];
  it.each(rows)('refuses %s', async (_, env, words) => {
    const message = await refusalOf(env);
    expect(message).toContain(words);
    expect(message).not.toContain('secret');
  });

  it('names all problems at once', async () => {
    const message = await refusalOf({
      MODEL_PROVIDER: 'openai',
      MODEL_BASE_URL: 'http://models.example',
      MODEL_CA_FILE: '/nowhere',
    });
    expect(message.split('\n')).toHaveLength(4);
  });
});

describe('where a model is', () => {
  it("is the vendor's address where no other is set", () => {
    expect(modelPlace(settingsFor(vendor), 'anthropic')).toEqual({
      model: 'm',
      baseUrl: 'https://api.anthropic.com',
      credential: { header: 'x-api-key', prefix: '', key: 'sk-very-secret' },
      tls: {},
    });
  });

  it.each([
    ['http://127.0.0.1:8080/v1/', 'anthropic', 'http://127.0.0.1:8080'],
    ['http://localhost:8080', 'anthropic', 'http://localhost:8080'],
    ['http://[::1]:8080/v1', 'openai', 'http://[::1]:8080/v1'],
    ['http://llama.models.svc:8080/v1', 'openai', 'http://llama.models.svc:8080/v1'],
    ['https://gateway.example/anthropic/v1', 'anthropic', 'https://gateway.example/anthropic'],
  ] as const)('takes %s for %s', (url, provider, baseUrl) => {
    const settings = settingsFor({ ...own, MODEL_BASE_URL: url, MODEL_PLAIN_HTTP_HOSTS: 'llama.models.svc' });
    expect(modelPlace(settings, provider)).toMatchObject({ baseUrl });
  });

  it('shows a token as a bearer token to either API, and none where none is set', () => {
    const settings = settingsFor({ ...own, MODEL_TOKEN_FILE: file });
    const credential = { header: 'authorization', prefix: 'Bearer ', file };
    expect(modelPlace(settings, 'anthropic')).toMatchObject({ credential });
    expect(modelPlace(settings, 'openai')).toMatchObject({ credential });
    expect(modelPlace(settingsFor(own), 'openai')).not.toHaveProperty('credential');
  });

  it('is behind the proxy of its scheme, unless NO_PROXY names it', () => {
    const proxies = { HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://plain:3128' };
    const proxyOf = (env: Readonly<Record<string, string>>) => {
      const place = modelPlace(settingsFor({ ...own, ...proxies, ...env }), 'openai');
      return 'proxy' in place ? place.proxy : undefined;
    };
    expect(proxyOf({})).toBe('http://proxy:3128');
    expect(proxyOf({ MODEL_BASE_URL: 'http://m.svc', MODEL_PLAIN_HTTP_HOSTS: 'm.svc' })).toBe(
      'http://plain:3128',
    );
    expect(proxyOf({ NO_PROXY: 'a.example, models.example' })).toBeUndefined();
    expect(proxyOf({ MODEL_BASE_URL: 'http://127.0.0.1:1' })).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  it.each([
    ['https://models.example', 'models.example', true],
    ['https://a.models.example', 'models.example', true],
    ['https://notmodels.example', 'models.example', false],
    ['https://MODELS.example', 'Models.Example', true],
    ['https://models.example', '.example', true],
    ['https://example', '.example', false],
    ['https://a.example', '*.example', true],
    ['https://models.example.', 'models.example', true],
    ['https://models.example:8443', 'models.example:8443', true],
    ['https://models.example', 'models.example:443', true],
    ['https://models.example', 'models.example:8443', false],
    ['https://10.96.3.4', '10.96.0.0/12', true],
    ['https://10.200.3.4', '10.96.0.0/12', false],
    ['https://10.96.3.4', '10.96.3.4', true],
    ['https://110.96.3.4', '10.96.3.4', false],
    ['https://[fd00::7]', 'fd00::/8', true],
    ['https://[fd00::7]:8443', '[fd00::7]:8443', true],
    ['https://models.example', '10.96.0.0/12', false],
    ['https://models.example', '*', true],
    ['http://127.0.0.9:8080', 'other', true],
    ['http://localhost:8080', 'other', true],
    ['http://models.localhost:8080', 'other', false],
  ])('for %s with %s: direct is %s', (url, entry, direct) => {
    expect(goesDirect(new URL(url), [entry])).toBe(direct);
  });
});
