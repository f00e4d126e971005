import { describe, expect, test } from 'vitest';
import { redact } from '../../../shared/redact/redact.ts';
import { tokenForms } from '../../../shared/redact/token-forms.ts';
import { ledForms, markedForms, tokenPatterns } from '../../../shared/redact/token-patterns.ts';
import { alnum, digits, hex, letters, membersOf, seeded } from './seeded.ts';

const forms = tokenForms.flatMap((form) => form.prefix.map((prefix) => ({ ...form, prefix })));
const random = seeded(20_240_305);
const url = `${alnum}-_`;
const uuid = () => [8, 4, 4, 4, 12].map((length) => random(hex, length)).join('-');

/** One token for each form with an inner structure, by what the vendor publishes of it. */
const structured: readonly (readonly [kind: string, token: string])[] = [
  ['anthropic', `sk-ant-${'api03'}-${random(url, 93)}AA`],
  ['anthropic', `sk-ant-${'admin01'}-${random(url, 93)}AA`],
  ['openrouter', `sk-or-${'v1'}-${random(hex, 64)}`],
  ['openai', `sk-${random(alnum, 20)}T3BlbkFJ${random(alnum, 20)}`],
  ['slack', `xox${'b'}-${random(digits, 12)}-${random(digits, 12)}-${random(alnum, 24)}`],
  ['slack', `xox${'a'}-2-${random(digits, 9)}-${random(digits, 10)}-${random(hex, 20)}`],
  ['slack', `xox${'d'}-${random(alnum, 60)}%2F${random(alnum, 60)}`],
  ['slack', `xapp-1-A${random(digits, 10)}-${random(digits, 13)}-${random(hex, 64)}`],
  ['sendgrid', `SG.${random(url, 22)}.${random(url, 43)}`],
  ['notion', `ntn_${random(digits, 11)}${random(alnum, 35)}`],
  ['airtable', `pat${random(alnum, 14)}.${random(hex, 64)}`],
  ['mapbox', `pk.eyJ${random(url, 60)}.${random(url, 22)}`],
  ['sentry', `sntrys_eyJ${random(alnum, 90)}_${random(alnum, 43)}`],
  ['hubspot', `pat-na1-${uuid()}`],
  ['aws-mws', `amzn.mws.${uuid()}`],
  ['braintree', `access_token$production$${random(`${letters}${digits}`, 16)}$${random(hex, 32)}`],
  ['1password', `A3-${[6, 11, 5, 5, 5].map((length) => random(alnum.slice(26), length)).join('-')}`],
  ['discord', `MT${random(url, 22)}.${random(url, 6)}.${random(url, 30)}`],
  [
    'authress',
    `sc_${random(letters, 10)}.${random(letters, 4)}.acc_${random(letters, 10)}.${random(url, 43)}x`,
  ],
  ['yandex', `t1.${random(alnum.slice(26), 20)}.${random(url, 85)}x`],
  ['vault', `s.a1B${random(alnum, 21)}`],
  ['azure', `${random(alnum, 3)}8Q~${random(url, 34)}`],
  ['terraform', `${random(alnum, 14)}.atlasv1.${random(url, 63)}`],
  ['mailchimp', `${random(hex, 32)}-us12`],
  ['maxmind', `${random(alnum, 6)}_${random(alnum, 29)}_mmk`],
  ['telegram', `${random(digits, 9)}:A${random(alnum, 34)}`],
  ['facebook', `${random(digits, 16)}|${random(alnum, 27)}`],
  ['asana', `1/${random(digits, 16)}:${random(hex, 32)}`],
  ['google', `1//0${random(alnum, 45)}`],
  ['gitlab', `_gitlab_session=${random(hex, 32)}`],
];

describe('tokens known by their vendor’s prefix', () => {
  test.each(forms)(
    '$kind: $prefix is followed by $length of $alphabet',
    ({ kind, prefix, alphabet, length }) => {
      const body = seeded(prefix.length + length[0])(
        membersOf(alphabet).replaceAll(/[=.+/-]/g, ''),
        length[0],
      );
      const token = `${prefix}${body}`;
      const clean = redact(`step 3: got ${token} from the store`);
      expect(clean).toBe(`step 3: got [redacted:${kind}] from the store`);
    },
  );

  test.each(forms)('$kind: $prefix with a mask behind it stays, as does a body that is too short', (form) => {
    const { prefix, alphabet, length, unmistakable } = form;
    const mask = membersOf(alphabet).includes('x') ? 'x' : 'X';
    if (length[0] >= 16 && !unmistakable) {
      expect(redact(`got ${prefix}${mask.repeat(length[0])} there`)).not.toContain('redacted');
    }
    expect(redact(`got ${prefix}${mask.repeat(3)} there`)).not.toContain('redacted');
  });
});

describe('tokens known by their structure', () => {
  test.each(structured)('%s', (kind, token) => {
    expect(redact(`got ${token} there`)).toBe(`got [redacted:${kind}] there`);
  });

  test('each form has a row, and each row a form', () => {
    const kinds = [...tokenPatterns, ...markedForms, ...ledForms].map((form) => form.kind);
    expect(new Set(structured.map(([kind]) => kind))).toEqual(new Set(kinds));
  });
});

test('a JSON Web Token is known by its two JSON parts, signed or not', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const body = part({ sub: 'build', iat: 1_700_000_000 });
  expect(redact(`cookie ${head}.${body}.${random(url, 43)};`)).toBe('cookie [redacted:jwt];');
  expect(redact(`cookie ${head}.${body}.;`)).toBe('cookie [redacted:jwt];');
  expect(redact(`see ${head} for an example`)).toContain(head);
});

test('a token inside a longer word is no token', () => {
  const token = `ghp${'_'}${random(alnum, 36)}`;
  expect(redact(`x${token} and ${token}`)).toBe(`x${token} and [redacted:github]`);
});
