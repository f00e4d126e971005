import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commonSettings, readConfig, SettingsError, settings } from '../../shared/config.ts';

const schema = settings({
  TOKEN: z.string().min(8).describe('What to sign in with.'),
  HOSTS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((host) => host !== ''))
    .describe('Hosts that may be asked.'),
});

const defaults = {
  PORT: 8080,
  HOST: '0.0.0.0',
  LOG_LEVEL: 'info',
  BODY_LIMIT_BYTES: 1_048_576,
  DEADLINE_SECONDS: 120,
  DRAIN_SECONDS: 25,
  LEDGER: 'memory',
  LEDGER_LEASE_SECONDS: 180,
  LEDGER_KEEP_HOURS: 72,
  RETRY_BACKOFF_SECONDS: 510,
  HOSTS: [],
};

/** What is wrong with `env`, one problem a line. */
function problems(env: Record<string, string>): string[] {
  try {
    readConfig(schema, env);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(SettingsError);
    const [title, ...lines] = (thrown as SettingsError).message.split('\n');
    expect(title).toBe('these settings are wrong:');
    return lines;
  }
  return [];
}

describe('settings', () => {
  it('have defaults, and leave what is not theirs', () => {
    expect(readConfig(schema, { TOKEN: 'long enough', PATH: '/bin' })).toEqual({
      ...defaults,
      TOKEN: 'long enough',
    });
  });

  it.each([
    { env: { PORT: '0' }, read: { PORT: 0 } },
    { env: { PORT: '65535', HOST: '::1' }, read: { PORT: 65_535, HOST: '::1' } },
    { env: { DEADLINE_SECONDS: '0.5' }, read: { DEADLINE_SECONDS: 0.5 } },
    {
      env: { K_SINK: 'http://broker.example/ns/default' },
      read: { K_SINK: 'http://broker.example/ns/default' },
    },
    { env: { HOSTS: 'a.example,b.example' }, read: { HOSTS: ['a.example', 'b.example'] } },
    { env: { PORT: '', LOG_LEVEL: '  ', K_SINK: '' }, read: {} },
  ])('are read from $env', ({ env, read }) => {
    expect(readConfig(schema, { TOKEN: 'long enough', ...env })).toEqual({
      ...defaults,
      TOKEN: 'long enough',
      ...read,
    });
  });

  it.each([
    { setting: 'PORT', value: '10abc' },
    { setting: 'PORT', value: '-1' },
    { setting: 'PORT', value: '65536' },
    { setting: 'PORT', value: '80.5' },
    { setting: 'LOG_LEVEL', value: 'loud' },
    { setting: 'BODY_LIMIT_BYTES', value: '1' },
    { setting: 'DEADLINE_SECONDS', value: '0' },
    { setting: 'DEADLINE_SECONDS', value: '601' },
    { setting: 'DRAIN_SECONDS', value: 'Infinity' },
    { setting: 'K_SINK', value: 'ftp://x' },
    { setting: 'K_SINK', value: 'broker' },
    { setting: 'TOKEN', value: 'short' },
  ])('refuse $setting=$value, without repeating the value', ({ setting, value }) => {
    const found = problems({ TOKEN: 'long enough', [setting]: value });
    expect(found).toEqual([expect.stringMatching(new RegExp(`^ {2}${setting}: \\S`))]);
    if (setting === 'TOKEN') expect(found[0]).not.toContain(value);
  });

  it.each([
    ['LEDGER_LEASE_SECONDS', 'soon', 'it has to be a number, such as 180'],
    ['DRAIN_SECONDS', 'Infinity', 'it has to be a number, such as 25'],
    ['PORT', '80.5', 'it has to be a whole number, such as 8080'],
    ['PORT', '65536', 'it has to be at most 65535, such as 8080'],
    ['DEADLINE_SECONDS', '0', 'it has to be more than 0, such as 120'],
    ['DEADLINE_SECONDS', '601', 'it has to be at most 600, such as 120'],
    ['LOG_LEVEL', 'loud', 'it has to be one of trace, debug, info, warn, error, silent'],
    ['K_SINK', 'ftp://x', 'it has to be an address that begins with http:// or https://'],
    ['TOKEN', 'short', 'it has to have at least 8 characters'],
    ['LEDGER', 'redis', 'it is neither memory nor sqlite:FILE'],
  ])('say what to give instead: %s=%s: %s', (setting, value, says) => {
    expect(problems({ TOKEN: 'long enough', [setting]: value })).toEqual([`  ${setting}: ${says}`]);
  });

  it('tell all problems at once, and what a missing one is for', () => {
    expect(problems({ PORT: 'x', LOG_LEVEL: 'loud' })).toEqual([
      expect.stringMatching(/^ {2}PORT: /),
      expect.stringMatching(/^ {2}LOG_LEVEL: /),
      '  TOKEN has to be set: What to sign in with.',
    ]);
  });

  it('are read by their lower-case names too where they are those of a proxy', () => {
    const proxied = settings({ HTTPS_PROXY: z.string().optional(), NO_PROXY: z.string().optional() });
    const env = { HTTPS_PROXY: '', https_proxy: 'http://a:1', NO_PROXY: 'b', no_proxy: 'c', port: '1' };
    expect(readConfig(proxied, env)).toMatchObject({ HTTPS_PROXY: 'http://a:1', NO_PROXY: 'b', PORT: 8080 });
  });

  it('are each described, for the docs', () => {
    for (const [name, setting] of Object.entries(commonSettings)) {
      expect(setting.description, name).toMatch(/\.$/);
    }
  });
});
