import { describe, expect, test } from 'vitest';
import { redact } from '../../../shared/redact/redact.ts';
import { alnum, hex, seeded } from './seeded.ts';

const random = seeded(7);
const esc = '\u001b';
const value = random(alnum, 32);
const digest = random(hex, 40);

/** Ways to give a value to a name; `@` stands for the value. */
const notations: readonly string[] = [
  'SERVICE_TOKEN=@',
  'SERVICE_TOKEN="@"',
  "export SERVICE_TOKEN='@'",
  'SERVICE_TOKEN := "@"',
  'SERVICE_TOKEN ?= @',
  '$serviceToken .= "@"',
  'var serviceToken string = "@"',
  'String serviceToken = "@";',
  'const serviceToken: string = "@";',
  'serviceToken := `@`',
  'System.setProperty("SERVICE_TOKEN", "@")',
  'service_token: @',
  'service-token: "@"',
  '{"service_token": "@", "next": 1}',
  '"serviceToken" => "@"',
  ':service_token => "@"',
  '{\\"service_token\\":\\"@\\"}',
  '<serviceToken>@</serviceToken>',
  '<serviceToken>\n    @\n</serviceToken>',
  '<add key="ServiceToken" value="@" />',
  '<server token="@"/>',
  '- name: SERVICE_TOKEN\n  value: "@"',
  '{"Name": "SERVICE_TOKEN", "Value": "@"}',
  'deploy --service-token @ --dry-run',
  'deploy --service-token=@ --dry-run',
  'https://example.org/hook?state=1&service_token=@&x=2',
  'spring.datasource.api-key=@',
  'X-Service-Api-Key: @',
  "config['service_token'] = '@'",
  '//registry.example.org/:_authToken=@',
  'os.environ["SERVICE_TOKEN"] = "@"',
  'Server=db;User Id=app;AccessKey=@;Timeout=3',
  `${esc}[36mSERVICE_TOKEN${esc}[0m=${esc}[33m@${esc}[0m`,
];

describe('a random value assigned to a secret-like name is redacted', () => {
  test.each(notations)('%s', (notation) => {
    const clean = redact(notation.replace('@', value));
    expect(clean).not.toContain(value.slice(0, 8));
    expect(clean).toContain('[redacted:');
    expect(clean.replace(/\[redacted:[a-z-]+\]/, '@')).toBe(notation);
  });
});

describe('names that promise a secret', () => {
  test.each([
    ['token', 'API_TOKEN'],
    ['token', 'githubToken'],
    ['secret', 'client-secret'],
    ['secret', 'SECRET_BASE'],
    ['key', 'apikey'],
    ['key', 'STRIPE_KEY'],
    ['key', 'AccountKey'],
    ['credential', 'registry_credentials'],
    ['credential', 'jwt'],
    ['password', 'DB_PASSWORD'],
    ['password', 'mysql_root_passwd'],
    ['password', 'dbpass'],
    ['password', 'BUNDLE_GEMS__EXAMPLE__COM'],
  ])('%s: %s', (kind, name) => {
    expect(redact(`${name}="${value}"`)).toBe(`${name}="[redacted:${kind}]"`);
  });

  test('a service’s name alone is enough for a random value that is no digest', () => {
    expect(redact(`cloudflare: "${value}"`)).toBe('cloudflare: "[redacted:vendor-key]"');
    expect(redact(`cloudflare: "${digest}"`)).toBe(`cloudflare: "${digest}"`);
  });
});

describe('passwords need not look random', () => {
  test.each([
    ['DB_PASSWORD=hunter2', 'DB_PASSWORD=[redacted:password]'],
    ['DB_PASSWORD=correct;horse&battery', 'DB_PASSWORD=[redacted:password]'],
    ['{"password": "opensesame"}', '{"password": "[redacted:password]"}'],
    ['{"password": 12345678}', '{"password": "[redacted:password]"}'],
    ['password: swordfish', 'password: [redacted:password]'],
    ['mysql --password=swordfish app', 'mysql --password=[redacted:password] app'],
    ['mysql -u app -pswordfish1 app', 'mysql -u app -p[redacted:password] app'],
    [`docker login -u me -p swordfish1`, 'docker login -u me -p [redacted:password]'],
    ['machine example.org login me password swordfish1 ', undefined],
  ])('%s', (line, clean) => {
    expect(redact(line)).toBe(clean ?? line);
  });
});

describe('what is no value stays', () => {
  test.each([
    'token: ${SERVICE_TOKEN}',
    'token=$SERVICE_TOKEN',
    'token: {{ .Values.token }}',
    'token: <your-token>',
    'API_KEY=your_api_key_here',
    'TOKEN=xxxxxxxxxxxxxxxxxxxxxxxx',
    'TOKEN=****************',
    'GITHUB_TOKEN=[secure]',
    'password = os.environ["DB_PASSWORD"]',
    'password=self._password,',
    'password: String,',
    'password = getPassword()',
    'Password: must have at least eight characters',
    'Enter password: \n',
    'password authentication failed for user "app"',
    'remote: Invalid username or password.',
    'error: secret "registry-login" not found',
    'secretName: build-robot-tls',
    'imagePullSecrets: regcred',
    'tokens: 2000, maxTokens: 4096',
    'token_url=https://example.org/oauth/token',
    `credentialsId: '29f63271-dc2f-4734-8221-5b31b5169bac'`,
    'public_key = "9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit"',
    'keyword: "Befaehigung_P2"',
    `cache key: node-modules-Linux-${'1a2b3c4d'.repeat(8)}`,
    'KEY_FILE=/etc/ssl/private/app.pem',
    '--- PASS: TestDuplicatedLinks/golang_1.20 (0.00s)',
    'ok 12 - bypass: returns 304 when the key matches',
    'authors: a1b2c3d4e5f6a7b8c9d0',
    'Instead pass :params to the constructor',
    'SecurityVotersPassTest::run',
    'libsecret-common libstdc++-4.8-dev',
    'Author: Jane Doe <jane@example.org>',
    'api:rc0.15.0_20231217_1420-SNAPSHOT',
  ])('%s', (line) => {
    expect(redact(line)).toBe(line);
  });
});

describe('passwords that are not assigned by a plain sign', () => {
  const word = ['hunter', '2xyz'].join('');
  const mixed = ['Hunter', '2xyz'].join('');

  test.each([
    [`docker run -e PASSWORD ${word} app`, word],
    [`ENV DB_PASSWORD ${word}`, word],
    [`password&#61;${word} done`, word],
    [`password\uff1d${word}`, word],
    [`password=\\\n  ${word}`, word],
    [`connected using password ${mixed} to the database`, mixed],
    [`The password is ${mixed}!`, mixed],
    [`SECRET_KEY_BASE ${digest}`, digest],
  ])('are taken out of %j', (text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  test.each([
    'using password: YES',
    'password authentication failed for the user app2',
    'the password is wrong',
    'The password is required',
    'Password Reset2Button was not found',
    'ENV PATH /usr/bin',
  ])('%j says none', (text) => {
    expect(redact(text)).toBe(text);
  });
});
