import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../../shared/redact/redact.ts';
import { alnum, digits, hex, seeded } from './seeded.ts';

const random = seeded(99);
const esc = '\u001b';
const time = '2024-03-05T10:11:12.131415161Z';

/** Ways in which a line with a secret gets into a log; the secret stands at `start`…`end` of it. */
const hidden: Readonly<Record<string, (text: string, start: number, end: number) => string>> = {
  'as it is': (text) => text,
  'JSON-escaped': (text) => JSON.stringify({ message: text }),
  'JSON-escaped twice': (text) => JSON.stringify({ log: JSON.stringify({ message: text }) }),
  'URL-encoded': (text) => `GET /callback?body=${encodeURIComponent(text)} 200`,
  'base64-encoded': (text) => `payload ${Buffer.from(text).toString('base64')} end`,
  'base64url-encoded': (text) => `payload ${Buffer.from(text).toString('base64url')} end`,
  'base64-encoded twice': (text) => Buffer.from(Buffer.from(text).toString('base64')).toString('base64'),
  'UTF-16 in base64': (text) =>
    `powershell -EncodedCommand ${Buffer.from(text, 'utf16le').toString('base64')}`,
  'split by a colour': (text, start, end) => splitAt(text, (start + end) >> 1, `${esc}[0m${esc}[1;31m`),
  'split by colours at each third': (text, start, end) => {
    const third = Math.floor((end - start) / 3);
    return splitAt(splitAt(text, start + 2 * third, `${esc}[0m`), start + third, `${esc}[38;5;208m`);
  },
  'split at a partial line': (text, start, end) =>
    `${time} stdout P ${splitAt(text, (start + end) >> 1, `\n${time} stdout F `)}`,
  'split at a partial line as Docker writes it': (text, start, end) =>
    [text.slice(0, (start + end) >> 1), `${text.slice((start + end) >> 1)}\n`]
      .map((log) => JSON.stringify({ log, stream: 'stdout', time }))
      .join('\n'),
  'split at a partial line with another stream between': (text, start, end) =>
    `${time} stdout P ${splitAt(text, (start + end) >> 1, `\n${time} stderr F warning\n${time} stdout F `)}`,
};

function splitAt(text: string, at: number, seam: string): string {
  return text.slice(0, at) + seam + text.slice(at);
}

/** What a reader of the output could still make out, under every layer. */
function readable(output: string): string {
  const joined = output
    .replaceAll(new RegExp(`${esc}\\[[0-9;]*m`, 'g'), '')
    .replaceAll(/","stream":"stdout","time":"[^"]*"\}\n\{"log":"/g, '')
    .replaceAll(/\n\S+ stderr F warning/g, '')
    .replaceAll(/\n\S+ stdout F /g, '');
  const decoded = (output.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []).flatMap((run) => {
    const once = Buffer.from(run, 'base64');
    return [once.toString(), once.toString('utf16le'), Buffer.from(once.toString(), 'base64').toString()];
  });
  return [output, joined, joined.replaceAll('\\', ''), ...decoded].join('\n');
}

const secretLines: readonly (readonly [string, string, string])[] = [
  ['a token of a known form', 'pushed with @ to main', `ghp_${random(alnum, 36)}`],
  ['a token beside its name', 'export DEPLOY_TOKEN="@"', random(alnum, 32)],
  ['a password', 'db.password=@', `pw-${random(alnum, 14)}`],
  ['a header', 'Authorization: Bearer @', random(alnum, 48)],
  ['a URL', 'fetching https://robot:@@example.org/a.git', random(alnum, 20)],
];

describe('row 25: a secret is redacted however it is written', () => {
  for (const [what, line, secret] of secretLines) {
    const text = line.replace('@', secret);
    const start = text.indexOf(secret);
    test.each(Object.keys(hidden))(`row 25: ${what}, %s`, (way) => {
      const output = redact(hidden[way]?.(text, start, start + secret.length) ?? '');
      const left = readable(output);
      for (let at = 0; at + 8 <= secret.length; at++) {
        expect(left).not.toContain(secret.slice(at, at + 8));
      }
      expect(output).toContain('[redacted:');
    });
  }

  test('row 25: at the 16 KiB where the container runtime cuts a line', () => {
    const token = `ghp_${random(alnum, 36)}`;
    const first = `${'progress '.repeat(1_820)}${token.slice(0, 9)}`;
    const output = redact(`${time} stdout P ${first}\n${time} stdout F ${token.slice(9)} done\n`);
    expect(output).toBe(
      `${time} stdout P ${first.slice(0, -9)}[redacted:github]\n${time} stdout F [redacted:github] done\n`,
    );
  });
});

describe('row 26: what only looks like a secret is kept', () => {
  test.each([
    `sha256:${random(hex, 64)}`,
    `image: example.org/app@sha256:${random(hex, 64)}`,
    `commit ${random(hex, 40)}`,
    `HEAD is now at ${random(hex, 7)} Fix the build`,
    `"integrity": "sha512-${random(alnum, 86)}=="`,
    `checksum=${random(hex, 64)}`,
    'requestId 123e4567-e89b-12d3-a456-426614174000 failed',
    'org.apache.maven.plugins:maven-surefire-plugin:3.0.0-M7:test',
    'Downloading https://repo.example.org/maven2/com/google/guava/31.1-jre/guava-31.1-jre.jar',
    '/home/runner/work/app/node_modules/.pnpm/@babel+core@7.23.9/node_modules/@babel/core/lib/index.js',
    '2024-03-05T10:11:12.131415161Z [INFO] 1709633472131 ms',
    'TRAVIS_COMMIT_RANGE=0df87384ac791bbf85cf4b3d386fb851e5b87de4...e9812664bb204d8d6d802ed7929e7c4c406a43f2',
    'at Object.<anonymous> (/srv/app/tests/getUserByToken.test.js:12:34)',
    'Fingerprint: SHA256:2ohGQqLzWlRqzJ1yXqqqBvFxk7Rb3hTz5nqBnQJxkz8',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYWnm\n-----END PUBLIC KEY-----',
    '-----BEGIN PRIVATE KEY-----\nanything\n-----END PRIVATE KEY-----',
    'curl -u username:password https://example.org',
    'curl -H "Authorization: Bearer $TOKEN" https://example.org',
    'Authorization: Bearer <token>',
    'git clone https://${USER}:${PASSWORD}@example.org/a.git',
    'https://example.org:8080/@scope/package',
    'jane.doe@example.org:22',
    'kind: SecretStore\ndata:\n  name: an-ordinary-name-of-a-store',
  ])('row 26: %s', (line) => {
    expect(redact(line)).toBe(line);
  });
});

describe('private keys', () => {
  const lines = Array.from({ length: 6 }, () => random(alnum, 64));
  const begin = ['-----BEGIN', 'RSA', 'PRIVATE KEY-----'].join(' ');
  const end = begin.replace('BEGIN', 'END');
  const mark = '[redacted:private-key]';

  test('go whole, and each of their lines leaves a line', () => {
    expect(redact(['before', begin, ...lines, end, 'after'].join('\n'))).toBe(
      ['before', ...Array.from({ length: 8 }, () => mark), 'after'].join('\n'),
    );
  });

  test('go where CI put its marks before each line', () => {
    const dressed = [begin, ...lines, end].map((line) => `${time} ${line}`).join('\n');
    expect(redact(dressed)).not.toContain(lines[3]?.slice(10, 30));
  });

  test('go where an excerpt cut off their end or their beginning', () => {
    expect(redact([begin, ...lines, 'Done in 3 s.'].join('\n'))).toBe(
      [...Array.from({ length: 7 }, () => mark), 'Done in 3 s.'].join('\n'),
    );
    expect(redact(['ok', ...lines, end].join('\n'))).not.toContain(lines[0]?.slice(0, 20));
  });

  test('go from a JSON string, which stays JSON', () => {
    const clean = redact(JSON.stringify({ key: [begin, ...lines, end].join('\n'), id: 7 }));
    expect(JSON.parse(clean)).toEqual({ key: mark, id: 7 });
  });
});

describe('Kubernetes Secrets', () => {
  test('lose their values and keep their keys', () => {
    const yaml =
      'kind: Secret\nmetadata:\n  name: login\ndata:\n  user: YWRtaW4tdXNlcg==\n  note: |\n    bG9yZW0gaXBzdW0=\ntype: Opaque';
    expect(redact(yaml)).toBe(
      'kind: Secret\nmetadata:\n  name: login\ndata:\n  user: [redacted:kubernetes-secret]\n  note: |\n    [redacted:kubernetes-secret]\ntype: Opaque',
    );
    const json =
      '{"kind":"Secret","data":{"user":"YWRtaW4tdXNlcg==","note":"bG9yZW0gaXBzdW0="},"type":"Opaque"}';
    expect(JSON.parse(redact(json))).toEqual({
      kind: 'Secret',
      data: { user: '[redacted:kubernetes-secret]', note: '[redacted:kubernetes-secret]' },
      type: 'Opaque',
    });
  });

  test('stop at the end of their document', () => {
    const yaml = 'kind: Secret\nmetadata: {}\n---\nkind: ConfigMap\ndata:\n  colour: greenish-yellow';
    expect(redact(yaml)).toBe(yaml);
  });
});

describe('addresses, headers and commands', () => {
  const secret = random(alnum, 24);
  test.each([
    [`https://robot:${secret}@example.org/a`, 'https://[redacted:url-credentials]@example.org/a'],
    [`postgres://app:p@ss:w0rd@db:5432/app`, 'postgres://[redacted:url-credentials]@db:5432/app'],
    [`https://${secret}1@example.org/a`, 'https://[redacted:url-credentials]@example.org/a'],
    [`https://hooks.slack.com/services/T0123/B0123/${secret}`, '[redacted:webhook]'],
    [`Authorization: Basic ${secret}==`, 'Authorization: Basic [redacted:authorization]'],
    [`"authorization":"token ${secret}"`, '"authorization":"token [redacted:authorization]"'],
    [`sent bearer ${secret}7 to it`, 'sent bearer [redacted:bearer] to it'],
    [`Set-Cookie: sid=${secret}; Path=/`, 'Set-Cookie: sid=[redacted:cookie]; Path=/'],
    [
      `curl -sS -u 'robot:${secret}' https://example.org`,
      `curl -sS -u '[redacted:password]' https://example.org`,
    ],
    [
      `curl https://example.org \\\n  --user robot:${secret}`,
      'curl https://example.org \\\n  --user [redacted:password]',
    ],
    [`{"auths":{"example.org":{"auth":"${Buffer.from(`robot:${secret}`).toString('base64')}"}}}`, undefined],
  ])('%s', (line, clean) => {
    const output = redact(line);
    expect(output).not.toContain(secret.slice(3, 11));
    expect(output).toContain('[redacted:');
    expect(output).toBe(clean ?? output);
  });
});

const pieces = fc.constantFrom(
  ...[
    'password',
    'token',
    'api_key',
    'secret',
    'key',
    'pass',
    'auth',
    'value: ',
    'name: ',
    'kind: Secret\n',
    'data:\n  x: ',
  ],
  ...[
    ' ',
    '\n',
    '=',
    ': ',
    ':',
    '"',
    "'",
    '\\"',
    '\\',
    '\\n',
    '%22',
    '%3D',
    '%',
    ',',
    ';',
    '{',
    '}',
    '<',
    '>',
    '--',
    '-',
  ],
  ...['curl -u ', 'docker login -p ', 'https://', '@', 'Authorization: Bearer ', 'Cookie: a=', 'cloudflare'],
  ...[
    '-----BEGIN RSA PRIVATE KEY-----\n',
    '\n-----END RSA PRIVATE KEY-----',
    `${time} stdout P `,
    `${time} stdout F `,
  ],
  ...[
    `${esc}[31m`,
    `${esc}[0m`,
    '[redacted:token]',
    '[redacted:',
    'hunter2',
    'true',
    '${X}',
    'ghp_',
    'eyJ',
    'AKIA',
    '.',
  ],
);
const secrets = fc.integer({ min: 1 }).map((seed) => seeded(seed)(alnum, 20 + (seed % 30)));
const logs = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: pieces },
      { weight: 2, arbitrary: secrets },
      { weight: 1, arbitrary: secrets.map((secret) => Buffer.from(`token=${secret}`).toString('base64')) },
      { weight: 1, arbitrary: secrets.map((secret) => encodeURIComponent(`password="${secret}"`)) },
      { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

describe('whatever the text', () => {
  test('redacting twice changes nothing more', () => {
    fc.assert(
      fc.property(logs, (text) => {
        const clean = redact(text);
        expect(redact(clean)).toBe(clean);
      }),
      { numRuns: 400 },
    );
  });

  test('the number of lines stays', () => {
    fc.assert(
      fc.property(logs, (text) => {
        expect(redact(text).split('\n').length).toBe(text.split('\n').length);
      }),
      { numRuns: 400 },
    );
  });

  test('JSON stays JSON', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(pieces, fc.string()), fc.oneof(logs, fc.json(), fc.integer())),
        (value) => {
          expect(() => JSON.parse(redact(JSON.stringify(value)))).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  test('row 25: a seeded secret in any surroundings is gone in every way of writing it', () => {
    const around = fc.string({
      maxLength: 40,
      unit: fc.constantFrom(...`${alnum}${digits}  .,;:(){}[]/-`),
    });
    fc.assert(
      fc.property(around, around, fc.integer({ min: 1 }), (before, after, seed) => {
        const secret = `ghp_${seeded(seed)(alnum, 36)}`;
        const text = `${before} ${secret} ${after}`;
        const start = text.indexOf(secret);
        for (const [way, apply] of Object.entries(hidden)) {
          const output = redact(apply(text, start, start + secret.length));
          expect(readable(output), way).not.toContain(secret.slice(14, 28));
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a line that would take too long to look through is withheld, and its line stays a line', () => {
  const line = 'token=a1='.repeat(60_000);
  const output = redact(`before\n${line}\nafter`);
  expect(output.split('\n')).toHaveLength(3);
  expect(output).toContain('[redacted:unreadable]');
  expect(output.startsWith('before\n')).toBe(true);
  expect(output.endsWith('\nafter')).toBe(true);
});
