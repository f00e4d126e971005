import fc from 'fast-check';
import type { Reported } from '../../shared/rendering/outline.ts';
import { anyReportSchema } from '../../shared/report.ts';

/** What a hostile log may hold for Slack, Jira and terminals, beside any Unicode. */
const hostile = fc.constantFrom(
  ...[
    '<!channel>',
    '<!here|here>',
    '<@U012AB3CD>',
    '<#C012AB3CD|builds>',
    '<!subteam^SAZ94GDB8>',
    '@channel',
    '@here',
  ],
  ...[
    '<https://evil.example/x|click here>',
    '<mailto:a@b.example|mail>',
    'https://evil.example/?q=1',
    'javascript:alert(1)',
  ],
  ...[
    '![img](https://evil.example/p.png)',
    '[text][ref]',
    '[click](javascript:alert(1))',
    '[a](//evil.example)',
  ],
  ...[
    '```',
    '`',
    '*bold*',
    '_it_',
    '~s~',
    '> quote',
    '&',
    '&lt;',
    '<',
    '>',
    '\\',
    '"',
    ':fire:',
    '{code}',
    '|',
    '#',
  ],
  ...[
    '\u001b[31m',
    '\u001b]8;;https://evil.example\u0007x\u001b]8;;\u0007',
    '\r',
    '\n',
    '\n\n',
    '\t',
    '\0',
    '\b',
  ],
  ...[
    '\u202e',
    '\u200b',
    '\u2066',
    '\ufeff',
    '\u{e0041}',
    '\ud800',
    '\udc00',
    '\ufffe',
    '\u2028',
    '👩‍👩‍👧',
    '汉字',
    '  ',
  ],
);

const word = fc.oneof(
  { weight: 3, arbitrary: hostile },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
);

/** A text of `min` to `max` characters, long ones made by repeating, so that all limits are met. */
function text(min: number, max: number): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 6 }), fc.constantFrom(1, 1, 2, 40, 4_000))
    .map(([words, times]) => words.join('').repeat(times).slice(0, max).padEnd(min, 'x'));
}

const evidence = fc
  .tuple(fc.boolean(), text(1, 100), text(1, 2_000), fc.integer({ min: 1, max: 1_000_000 }))
  .map(([isLog, source, said, line]) =>
    isLog
      ? { kind: 'log' as const, source, line, lineEnd: line + said.split('\n').length - 1, text: said }
      : { kind: 'object' as const, source, text: said },
  );

const value = fc.oneof(text(0, 600), fc.integer(), fc.boolean(), fc.constant(null));
const details = fc.dictionary(
  fc.oneof(
    fc.constantFrom('step', 'tool', 'file', 'line', 'failingTests', 'dependency', 'password'),
    text(1, 80),
  ),
  fc.oneof(
    value,
    fc.array(value, { maxLength: 30 }),
    fc.record({ name: value, from: value, to: value }, { requiredKeys: [] }),
    fc.dictionary(text(1, 40), value, { maxKeys: 12 }),
  ),
  { maxKeys: 15 },
);

/** Any report that fits the contract, about anything. */
export const anyReported: fc.Arbitrary<Reported> = fc
  .record({
    kind: text(1, 63),
    name: text(1, 253),
    namespace: fc.option(text(0, 63), { nil: undefined }),
    url: fc.option(fc.webUrl({ withQueryParameters: true, withFragments: true }), { nil: undefined }),
    headline: text(1, 300),
    category: text(1, 64),
    confidence: fc.constantFrom('certain', 'likely', 'unclear'),
    claims: fc.array(text(1, 1_000), { maxLength: 8 }),
    seen: fc.array(evidence, { maxLength: 12 }),
    missing: fc.array(text(0, 500), { maxLength: 6 }),
    steps: fc.array(fc.record({ text: text(1, 500), command: text(0, 500) }, { requiredKeys: ['text'] }), {
      maxLength: 8,
    }),
    details,
    truncated: fc.boolean(),
    why: text(1, 500),
  })
  .map((part) => ({
    about: {
      kind: part.kind,
      name: part.name,
      ...(part.namespace === undefined ? {} : { namespace: part.namespace }),
      ...(part.url === undefined ? {} : { url: part.url }),
    },
    report: anyReportSchema.parse({
      headline: part.headline,
      category: part.category,
      confidence: part.confidence,
      claims:
        part.seen.length === 0
          ? []
          : part.claims.map((claim, index) => ({
              text: claim,
              evidence: [`e${(index % part.seen.length) + 1}`],
            })),
      evidence: part.seen.map((seen, index) => ({ id: `e${index + 1}`, ...seen })),
      missing: part.missing,
      nextSteps: part.steps.map((step) => ({ id: 'a-step', ...step })),
      details: part.details,
      fingerprint: 'fp-0123456789abcdef',
      truncated: part.truncated,
      analysis: { by: 'evidence', why: part.why },
    }),
  }));
