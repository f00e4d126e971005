import { tokenForms } from '../../shared/redact/token-forms.ts';
import { tokenPatterns } from '../../shared/redact/token-patterns.ts';

const length = 262_144;

/** Lines of 256 KB made to be slow to search: near misses of every form, repeated, and whatever the layers chew on. */
export function* hostileLines(): Generator<{ name: string; line: string }> {
  for (const [name, part] of Object.entries(repeatedParts())) {
    yield { name, line: repeated(part) };
  }
  for (const { kind, prefix } of tokenForms) {
    for (const start of prefix) {
      yield* nearMisses(kind, start);
    }
  }
  for (const { kind, starts } of tokenPatterns) {
    for (const start of starts) {
      yield* nearMisses(kind, start);
    }
  }
}

/** A prefix over and over, with bodies of several lengths behind it and none that ends as it should. */
function* nearMisses(kind: string, prefix: string): Generator<{ name: string; line: string }> {
  for (const body of ['', 'aB3_', `${'Zm9vYmFy01'.repeat(20)}!`]) {
    for (const seam of ['', ' ']) {
      const part = `${prefix}${body}${seam}`;
      yield { name: `${kind} ${part.slice(0, 40)}`, line: repeated(part) };
    }
  }
}

function repeated(part: string): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

function repeatedParts(): Record<string, string> {
  const esc = '\u001b';
  const single = [...' aA0.-_~=:/\\"\'`%@$<>{}[](),;|&?!#*+\t'].map((character) => [
    `one ${character}`,
    character,
  ]);
  return {
    ...Object.fromEntries(single),
    'every character': Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join(''),
    'names without values': 'token=',
    'names with colons': 'password:',
    'names with blanks': '--token ',
    'names with quotes': 'token="',
    'names with other quotes': `token="token='token=\``,
    'names with escaped quotes': 'token=\\"',
    'names of names': 'secret_key_token_password_',
    'short values': 'api_key=a1 ',
    'values with equals': 'token=a1=b2=',
    'long values': `token=${'a1.b2-'.repeat(200)} `,
    'a long value of words': `password: ${'lorem ipsum dolor '.repeat(100)}`,
    'fields of names': '"name":"token","value":"',
    elements: '<token>\t',
    'unclosed headers': 'Authorization: Bearer ',
    'headers in headers': 'authorization:authorization=',
    bearers: 'bearer bearer',
    cookies: 'Cookie: a=b;',
    'long cookies': `Set-Cookie: ${'a1b2c3d4e5f6='.repeat(50)}`,
    'curl with users': 'curl -u a:b ',
    curl: 'curl',
    'curl options': 'curl --user ',
    logins: 'docker login -p ',
    'URLs with users': 'https://a:b',
    'URLs with many at signs': 'https://a@b@c:d@',
    'URLs without hosts': '://',
    webhooks: 'https://hooks.slack.com/services/T0/',
    'key beginnings': '-----BEGIN RSA PRIVATE KEY-----',
    'key ends': '-----END RSA PRIVATE KEY-----',
    'keys of nothing': '-----BEGIN PRIVATE KEY-----a-----END PRIVATE KEY-----',
    'manifests in JSON': '{"kind":"Secret","data":{"a":"b",',
    'manifests of manifests': '"kind":"Secret"',
    'JSON Web Tokens': 'eyJhbGciOiJIUzI1NiJ9.',
    'web tokens without end': 'eyJ',
    'web tokens of dots': 'eyJhbGciOiJIUzI1.eyJhbGciOiJIUzI1NiJ9-',
    base64: 'c2VjcmV0',
    'base64 of text': Buffer.from('token: lorem ipsum dolor sit amet. ').toString('base64'),
    'base64 in pieces': `${Buffer.from('plain words in here').toString('base64')} `,
    'base64 of base64': Buffer.from(
      Buffer.from(Buffer.from('text of words, ').toString('base64')).toString('base64'),
    ).toString('base64'),
    'percent signs': '%41',
    'percent signs of percent signs': '%252541',
    'JSON escapes': '\\u0041',
    backslashes: '\\\\\\"',
    'escaped names': '\\"token\\":\\"',
    colours: `${esc}[31m`,
    'colours in words': `a${esc}[31m`,
    'colours in long words': `abcdefgh1${esc}[31mabcdefgh2${esc}[0m `,
    'links of terminals': `${esc}]8;;`,
    'container lines': '2024-03-05T10:11:12Z stdout P ',
    hexadecimal: '0123456789abcdef',
    UUIDs: '123e4567-e89b-12d3-a456-426614174000 ',
    'names of services': 'cloudflare: "a1b2c3d4e5f6a7b8c9" ',
    placeholders: '[redacted:token]',
    'open placeholders': '[redacted:token=',
    'Azure marks': 'abc8Q~abc8Q~',
    'Terraform marks': 'abcdefghij1234.atlasv1.',
    'Mailchimp marks': `${'0'.repeat(32)}-us`,
    numbers: '1234567:',
    bars: '123456789012345|',
  };
}
