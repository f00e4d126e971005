import { describe, expect, test } from 'vitest';
import { redactDeep, redactError } from '../../../shared/redact/redact.ts';
import { alnum, seeded } from './seeded.ts';

const token = `ghp_${seeded(3)(alnum, 36)}`;

describe('redactDeep', () => {
  test('redacts every string, at any depth, and leaves the rest as it is', () => {
    const data = { a: [`used ${token}`, 1, null, true], b: { c: undefined, d: new Date(0) } };
    expect(redactDeep(data)).toEqual({
      a: ['used [redacted:github]', 1, null, true],
      b: { c: undefined, d: new Date(0) },
    });
    expect(data.a[0]).toBe(`used ${token}`);
  });

  test('withholds as a whole what stands under a secret-like name', () => {
    expect(
      redactDeep({
        password: 'open sesame',
        pin: { dbPassword: 1234, user: 'jane' },
        credentials: { user: 'jane', list: ['x', ''] },
        token: true,
        maxTokens: 4096,
        secretName: 'registry-login',
        key: 'PROJ-12',
        apiKey: '',
      }),
    ).toEqual({
      password: '[redacted:password]',
      pin: { dbPassword: '[redacted:password]', user: 'jane' },
      credentials: { user: '[redacted:credential]', list: ['[redacted:credential]', ''] },
      token: true,
      maxTokens: 4096,
      secretName: 'registry-login',
      key: 'PROJ-12',
      apiKey: '',
    });
  });

  test('takes __proto__ for a name like any other', () => {
    const clean: unknown = redactDeep(JSON.parse(`{"__proto__": {"polluted": "${token}"}}`));
    expect(JSON.stringify(clean)).toBe('{"__proto__":{"polluted":"[redacted:github]"}}');
    expect({}).not.toHaveProperty('polluted');
  });

  test('ends at data that contains itself', () => {
    const loop: { self?: unknown; text: string } = { text: token };
    loop.self = loop;
    expect(JSON.stringify(redactDeep(loop))).not.toContain(token);
  });

  test('redacting twice changes nothing more', () => {
    const once = redactDeep({ password: 'open sesame', note: `token=${token}` });
    expect(redactDeep(once)).toEqual(once);
  });
});

describe('redactError', () => {
  test('tells type, message, code and stack of an error and its causes, redacted', () => {
    const cause = Object.assign(new TypeError(`bad token ${token}`), { code: 'EAUTH' });
    const told = redactError(new Error(`GET https://me:${token}@example.org failed`, { cause }));
    expect(told).toMatchObject({
      type: 'Error',
      message: 'GET https://[redacted:url-credentials]@example.org failed',
      cause: { type: 'TypeError', message: 'bad token [redacted:github]', code: 'EAUTH' },
    });
    expect(told.stack).toContain('redact-deep.test.ts');
    expect(JSON.stringify(told)).not.toContain(token);
  });

  test('takes whatever was thrown', () => {
    expect(redactError(`no ${token}`)).toEqual({ type: 'string', message: 'no [redacted:github]' });
    expect(redactError(undefined)).toEqual({ type: 'undefined', message: 'undefined' });
    expect(redactError({ status: 401, token: 'a b c' })).toEqual({
      type: 'object',
      message: '{"status":401,"token":"[redacted:token]"}',
    });
  });

  test('ends at a cause that causes itself', () => {
    const error = new Error('again');
    error.cause = error;
    expect(JSON.stringify(redactError(error)).length).toBeLessThan(40_000);
  });
});
