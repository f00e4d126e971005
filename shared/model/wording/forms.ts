/** Letters of other alphabets that are taken for Latin ones (a part of Unicode's confusables, UTS #39). */
const LOOK_ALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['а', 'a'],
    ['в', 'b'],
    ['е', 'e'],
    ['ѕ', 's'],
    ['і', 'i'],
    ['ј', 'j'],
    ['к', 'k'],
    ['м', 'm'],
    ['н', 'h'],
    ['о', 'o'],
    ['р', 'p'],
    ['с', 'c'],
    ['т', 't'],
    ['у', 'y'],
    ['х', 'x'],
    ['ԁ', 'd'],
    ['ԛ', 'q'],
    ['ԝ', 'w'],
    ['һ', 'h'],
    ['ӏ', 'l'],
    ['п', 'n'],
    ['г', 'r'],
    ['ь', 'b'],
    ['ц', 'u'],
    ['з', '3'],
    ['ո', 'n'],
    ['ս', 'u'],
    ['օ', 'o'],
    ['հ', 'h'],
    ['ց', 'g'],
    ['α', 'a'],
    ['β', 'b'],
    ['ε', 'e'],
    ['η', 'n'],
    ['ι', 'i'],
    ['κ', 'k'],
    ['ν', 'v'],
    ['ο', 'o'],
    ['ρ', 'p'],
    ['σ', 'o'],
    ['τ', 't'],
    ['υ', 'u'],
    ['χ', 'x'],
    ['γ', 'y'],
    ['ω', 'w'],
    ['ı', 'i'],
    ['ɑ', 'a'],
    ['ɡ', 'g'],
    ['ʟ', 'l'],
    ['ɩ', 'i'],
    ['ø', 'o'],
    ['ł', 'l'],
    ['đ', 'd'],
    ['ħ', 'h'],
    ['ŧ', 't'],
    ['ƅ', 'b'],
    ['ⅼ', 'l'],
    ['∕', '/'],
    ['⁄', '/'],
    ['⧸', '/'],
    ['╱', '/'],
    ['∶', ':'],
    ['ː', ':'],
    ['։', ':'],
    ['׃', ':'],
    ['‐', '-'],
    ['‑', '-'],
    ['‒', '-'],
    ['–', '-'],
    ['—', '-'],
    ['−', '-'],
    ['﹣', '-'],
    ['․', '.'],
    ['·', '.'],
    ['。', '.'],
    ['٫', '.'],
    ['∣', '|'],
    ['ǀ', '|'],
    ['│', '|'],
    ['❘', '|'],
  ].map(([from, to]) => [from ?? '', to ?? '']),
);

const MOST_ROUNDS = 3;

/**
 * The text as it may be read by a person, a browser or a shell, in lower case: as it is, decoded, with look-alike
 * letters as Latin ones, with marks and quotes taken off, and with its backslashes as slashes or gone.
 */
export function formsOf(text: string): readonly string[] {
  const decoded = decode(text.normalize('NFKC'));
  const bare = latin(decoded);
  const unquoted = bare.replace(/[`'"*“”‘’«»]|~~|__/g, '');
  const forms = [text, decoded, bare, unquoted, refanged(unquoted)];
  const slashed = [
    ...forms,
    ...forms.map((form) => form.replaceAll('\\', '/')),
    unquoted.replaceAll('\\', ''),
  ];
  return [...new Set(slashed.map((form) => form.toLowerCase().replace(/\s+/g, ' ').trim()))];
}

/** Percent, HTML, JSON and C escapes, one inside the other. */
function decode(text: string): string {
  let decoded = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = decodeOnce(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  return decoded.normalize('NFKC').replace(/[\p{DI}\p{Cc}]/gu, (one) => (/\s/.test(one) ? ' ' : ''));
}

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', colon: ':', period: '.' },
  ...{ commat: '@', lbrack: '[', rbrack: ']', lpar: '(', rpar: ')', excl: '!', dollar: '$', vert: '|' },
  ...{ verbar: '|', grave: '`', Tab: ' ', NewLine: ' ', hyphen: '-', dash: '-', bsol: '\\' },
};

function decodeOnce(text: string): string {
  return text
    .replace(/%([0-9a-f]{2})/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replace(/&#([0-9]{1,7});?/g, (_, code: string) => character(Number(code)))
    .replace(/&([a-z]{2,8});/gi, (whole, name: string) => NAMED[name] ?? whole)
    .replace(/\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})/gi, (_, braced: string | undefined, four: string) =>
      character(Number.parseInt(braced ?? four, 16)),
    )
    .replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => character(Number.parseInt(code, 16)))
    .replaceAll('\\/', '/');
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

function latin(text: string): string {
  const lower = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  return Array.from(lower, (one) => LOOK_ALIKES[one] ?? one).join('');
}

/** Links are often written so that no program takes them for one, and people put them together again. */
function refanged(text: string): string {
  return text
    .replace(/\s?[[({<]\s?(?:\.|dot)\s?[\])}>]\s?/g, '.')
    .replace(/\s?[[({<]\s?(?::|colon)\s?[\])}>]\s?/g, ':')
    .replace(/\s?[[({<]\s?(?:\/{1,2}|slash)\s?[\])}>]\s?/g, '/')
    .replace(/[[({<]\s?(?::\/\/)\s?[\])}>]/g, '://')
    .replace(/\s(?:at|\[at\]|\(at\))\s(?=[\w-]+(?:\.| dot )[a-z]{2,})/g, '@')
    .replace(/ dot (?=(?:com|net|org|io|dev|app|example|co|xyz)\b)/g, '.')
    .replace(/ slash /g, '/');
}
