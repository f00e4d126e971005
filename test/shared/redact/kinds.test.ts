import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactDeep, redactError } from '../../../shared/redact/redact.ts';

// Tokens are put together at run time from a seed, so that no scanner takes this file for a leak.
const alphabets = {
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  hex: '0123456789abcdef',
};

/** Characters of a small well-mixed generator (mulberry32): the same for the same seed. */
function random(alphabet: keyof typeof alphabets, length: number, seed = 7): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return alphabets[alphabet][((mixed ^ (mixed >>> 14)) >>> 0) % alphabets[alphabet].length];
  }).join('');
}

const dashes = '-'.repeat(5);
const password = ['pl4y', 'W1th', 'F1re'].join('');

/** What a line may hold, and the part of it that has to go. */
const secrets: [kind: string, line: string, secret: string][] = [
  ['GitHub token', `remote: ${'gh'}p_${random('alnum', 36)} refused`, random('alnum', 36)],
  ['GitLab token', `using ${'gl'}pat-${random('alnum', 20)}`, random('alnum', 20)],
  ['AWS key id', `key AK${'IA'}${random('upper', 16)} is not valid`, random('upper', 16)],
  ['AWS secret key', `AWS_SECRET_ACCESS_KEY=${random('alnum', 40)}`, random('alnum', 40)],
  ['Slack bot token', `xo${'xb'}-1234567890-1234567890123-${random('alnum', 24)}`, random('alnum', 24)],
  ['Stripe key', `sk${'_live_'}${random('alnum', 24)}`, random('alnum', 24)],
  ['npm token', `//registry.example.com/:_authToken=np${'m_'}${random('alnum', 36)}`, random('alnum', 36)],
  ['OpenShift token', `oc login --token=sha${'256~'}${random('alnum', 43)}`, random('alnum', 43)],
  ['password in a URL', `cloning https://bot:${password}@git.example.com/shop.git`, password],
  ['Authorization header', `> Authorization: Bearer ${random('alnum', 40)}`, random('alnum', 40)],
  [
    'basic authorization',
    `Authorization: Basic ${Buffer.from(`bot:${password}`).toString('base64')}`,
    Buffer.from(`bot:${password}`).toString('base64'),
  ],
  ['assignment', `export DB_PASSWORD=${password}`, password],
  ['YAML', `  clientSecret: ${random('alnum', 32)}`, random('alnum', 32)],
  ['JSON', `{"api_key":"${random('hex', 32)}"}`, random('hex', 32)],
  ['flag', `helm upgrade --set auth.password=${password} shop`, password],
  ['curl user', `+ curl -u bot:${password} https://repo.example.com/`, password],
  ['vendor nobody knows', `FROBNICATOR_API_TOKEN=${random('alnum', 48)}`, random('alnum', 48)],
];

const dressed: [
  name: string,
  dress: (line: string, secret: string) => string,
  undress: (text: string) => string,
][] = [
  ['plain', (line) => line, (text) => text],
  ['inside JSON', (line) => JSON.stringify({ log: line }), (text) => text],
  ['inside JSON inside JSON', (line) => JSON.stringify(JSON.stringify({ log: line })), (text) => text],
  ['percent-encoded', (line) => encodeURIComponent(line), (text) => decodeURIComponent(text)],
  [
    'in base64',
    (line) => `data: ${Buffer.from(line).toString('base64')}`,
    (text) => text.replace(/[A-Za-z0-9+/=]{8,}/g, (run) => Buffer.from(run, 'base64').toString()),
  ],
  [
    'cut by a colour',
    (line, secret) => line.replace(secret, `${secret.slice(0, 5)}\u001b[0m${secret.slice(5)}`),
    (text) => text.replaceAll('\u001b[0m', ''),
  ],
  [
    'cut by a partial line',
    (line, secret) => {
      const at = line.indexOf(secret) + 5;
      const stamp = '2026-03-02T10:00:00.000000001Z stdout';
      return `${stamp} P ${line.slice(0, at)}\n${stamp} F ${line.slice(at)}`;
    },
    (text) => text.replace(/\n\S+ stdout F /g, '').replace(/^\S+ stdout P /, ''),
  ],
];

describe('row 25: a secret', () => {
  const rows = secrets.flatMap(([kind, line, secret]) =>
    dressed.map(([name, dress, undress]) => [kind, name, dress(line, secret), secret, undress] as const),
  );
  it.each(rows)('goes: %s, %s', (_kind, _name, text, secret, undress) => {
    const shown = redact(text);
    expect(undress(shown)).not.toContain(secret);
    expect(undress(shown)).not.toContain(secret.slice(6));
    expect(shown.split('\n')).toHaveLength(text.split('\n').length);
  });

  it('goes where it has many lines, and the lines stay as many', () => {
    const body = Array.from({ length: 20 }, (_, row) => random('alnum', 64, row + 1));
    const key = [`${dashes}BEGIN EC PRIVATE KEY${dashes}`, ...body, `${dashes}END EC PRIVATE KEY${dashes}`];
    const text = ['before', ...key, 'after'].join('\n');
    const shown = redact(text);
    expect(body.some((line) => shown.includes(line))).toBe(false);
    expect(shown.split('\n')).toHaveLength(24);
    expect(shown).toMatch(/^before\n[\s\S]*\nafter$/);
  });

  it('goes from plain data by the names that it stands under', () => {
    const shown = redactDeep({ db: { password, port: 5432 }, env: [`TOKEN=${random('alnum', 32)}`] });
    expect(JSON.stringify(shown)).not.toContain(password);
    expect(JSON.stringify(shown)).not.toContain(random('alnum', 32));
    expect(shown.db.port).toBe(5432);
  });

  it('goes from an error, its stack and its cause', () => {
    const cause = new Error(`login as bot:${password}@db failed: postgres://bot:${password}@db/shop`);
    const told = JSON.stringify(redactError(new Error(`DB_PASSWORD=${password}`, { cause })));
    expect(told).not.toContain(`=${password}`);
    expect(told).not.toContain(`:${password}@db/shop`);
  });
});

describe('row 26: what only looks like a secret', () => {
  it.each([
    ['a digest', `image shop/cart@sha256:${random('hex', 64)} not found`],
    ['a git hash', `HEAD is now at ${random('hex', 40)} Mend the cart`],
    ['a UUID', 'request 8c2a5e0e-6f1d-4b58-9a73-2b9a0c1d7e55 failed'],
    ['a version', 'npm 11.19.1, node v24.21.0, org.slf4j:slf4j-api:2.0.17'],
    ['a path', '/workspace/source/src/main/java/com/example/PasswordResetController.java:42: error'],
    ['a variable', 'PASSWORD=${DB_PASSWORD} TOKEN=$(cat /run/token) key: {{ .Values.key }}'],
    ['a placeholder', 'password: <your-password>, token=xxxxxxxxxxxxxxxx, secret=********'],
    ['an integrity', `"integrity": "sha512-${Buffer.from(random('alnum', 64)).toString('base64')}"`],
    ['a sentence', 'the password is wrong; the token has expired; no secret was given'],
  ])('stays: %s', (_what, line) => {
    expect(redact(line)).toBe(line);
  });
});

describe('redaction, whatever the text', () => {
  it('changes nothing more the second time, and keeps every line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.constantFrom(...secrets),
        (around, [, line]) => {
          const text = `${around}\n${line}\n${around}`;
          const once = redact(text);
          expect(redact(once)).toBe(once);
          expect(once.split('\n')).toHaveLength(text.split('\n').length);
        },
      ),
    );
  });

  it('takes a known token out of any text around it', () => {
    const token = `gh${'p_'}${random('alnum', 36)}`;
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (before, after) => {
        expect(redact(`${before} ${token} ${after}`)).not.toContain(token);
      }),
    );
  });
});
