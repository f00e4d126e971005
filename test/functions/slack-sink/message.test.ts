import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiJsonLength, BLOCKS_LIMIT } from '../../../functions/slack-sink/blocks.ts';
import { slackMessage, type Telling } from '../../../functions/slack-sink/message.ts';
import { messageText } from '../../../functions/slack-sink/message-text.ts';
import type { SlackMessage } from '../../../shared/adapters/slack.ts';
import type { Reported } from '../../../shared/rendering/outline.ts';
import { anyReported } from '../../fakes/any-report.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';
import { problemsOf } from '../../fakes/schema-check.ts';
import { blocksLength, slackBlocks } from '../../fakes/slack-blocks.ts';

function withReport(part: Partial<Reported['report']>, about: Partial<Reported['about']> = {}): Reported {
  return { about: { ...compileError.about, ...about }, report: { ...compileError.report, ...part } };
}

/** Every text of a message, as a reader or a parser meets it. */
function textsOf(message: SlackMessage): string[] {
  const texts: string[] = [message.text];
  JSON.stringify(message.blocks, (name, value) => {
    if (name === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

describe('the message', () => {
  test('says what broke, why, how sure, where and what to do before it shows the proof', () => {
    expect(messageText(slackMessage(compileError)).split('\n').slice(0, 16)).toEqual([
      'checkout-build-x7k2p: compile error',
      '───────────────────────────────────',
      '',
      "tsc refuses packages/checkout/src/line.ts: 'unitPrice' does not exist in type 'Line'",
      "  • tsc reports TS2353 at packages/checkout/src/line.ts:12: 'unitPrice' is no property of 'Line'.",
      '  • The step compile ended with exit code 2.',
      '',
      'How sure: Certain (the tool or the platform says so itself)',
      'Where: step compile · tsc · packages/checkout/src/line.ts:12',
      'TaskRun: payments/checkout-build-x7k2p (https://tekton.example.com/payments/taskruns/checkout-build-x7k2p)',
      '',
      'What to do',
      '  1. Look at line 12 of packages/checkout/src/line.ts, and at what changed in the type Line.',
      '  2. Repeat it in a clone:',
      '     npx tsc --build packages/checkout',
      '',
    ]);
  });

  test('says what was missing where the cause is unclear', () => {
    const text = messageText(slackMessage(noLog));
    expect(text).toContain('nightly-import-28931040: cause unclear');
    expect(text).toContain('How sure: Unclear (the evidence does not say)');
    expect(text).toContain('Missing: The log of pod nightly-import-28931040-4kzqd: the pod was deleted');
  });

  test('counts a storm of failing tests and names the dependency with both versions', () => {
    const text = messageText(slackMessage(testStorm));
    expect(text).toContain('Dependency: com.fasterxml.jackson.core:jackson-databind · 2.15.4 → 2.18.0');
    expect(text).toContain('Failing tests (20)');
    expect(text).toContain('lines 2319–2324 of 2318–2345');
    expect(text).toContain('The log was read in part only');
  });

  test.each<[string, Telling, string]>([
    [
      'how often it was seen, and when',
      { seen: { count: 3, first: Date.UTC(2026, 2, 2, 3, 2), last: Date.UTC(2026, 2, 2, 9, 14) } },
      'Seen 3 times: first 2026-03-02 03:02 UTC, last 2026-03-02 09:14 UTC',
    ],
    [
      'that it is back',
      { earlier: { count: 1, last: Date.UTC(2026, 2, 1, 23, 59) } },
      'It is back: seen once before, last 2026-03-01 23:59 UTC',
    ],
    ['that it may repeat', { mayRepeat: true }, 'This may repeat: the ledger could not be reached'],
    ['where all of it stands', { more: true }, 'More stands in the thread'],
  ])('says %s, and still fits', (_, telling, said) => {
    const message = slackMessage(compileError, telling);
    expect(messageText(message)).toContain(said);
    expect(problemsOf(slackBlocks, message.blocks, '/blocks')).toEqual([]);
  });

  test('always has a fallback text that says the same in short', () => {
    expect(slackMessage(compileError).text.split('\n').slice(0, 4)).toEqual([
      'checkout-build-x7k2p: compile error',
      "tsc refuses packages/checkout/src/line.ts: 'unitPrice' does not exist in type 'Line'",
      'Certain (the tool or the platform says so itself)',
      'Next: Look at line 12 of packages/checkout/src/line.ts, and at what changed in the type Line.',
    ]);
  });

  test('renders the details of a report that no one knew of when this was written', () => {
    const scaling: Reported = {
      about: { kind: 'Service', name: 'basket', namespace: 'shop' },
      report: {
        ...compileError.report,
        category: 'scale-up',
        details: {
          minScale: 3,
          reasons: ['peak at 09:00', 'slow start'],
          bounds: { from: '1', to: '8' },
          window: { days: 14 },
        },
      },
    };
    const text = messageText(slackMessage(scaling));
    expect(text).toContain('basket: scale up');
    expect(text).toContain('Min scale: 3');
    expect(text).toContain('Bounds: from 1 · to 8');
    expect(text).toContain('Window: days 14');
    expect(text).toContain('Reasons (2): peak at 09:00 · …');
    expect(text).toContain('Service: shop/basket');
  });

  test.each([
    ['a broadcast', 'deploy <!channel> now', 'deploy ‹!channel> now'],
    ['a user', 'ask <@U012AB3CD>', 'ask ‹@U012AB3CD>'],
    ['a channel', 'see <#C012AB3CD|builds>', 'see ‹#C012AB3CD|builds>'],
    ['a group of users', 'call <!subteam^SAZ94GDB8>', 'call ‹!subteam^SAZ94GDB8>'],
    ['a link', 'fix: <https://evil.example|here>', 'fix: ‹https://evil.example|here>'],
    ['a mail link', '<mailto:a@evil.example|us>', '‹mailto:a@evil.example|us>'],
    ['a plain @here', 'hello @here', 'hello ＠here'],
    ['a Markdown image', '![x](https://evil.example/?log=1)', '! [x] (https://evil.example/?log=1)'],
    ['a Markdown link', '[fix](javascript:alert(1))', '[fix] (javascript:alert(1))'],
    ['text written right to left', 'file \u202egnp.exe', 'file gnp.exe'],
    ['an invisible character', 'pass\u200bed', 'passed'],
    ['tag characters', 'ok\u{e0069}\u{e0067}', 'ok'],
    ['a terminal link', '\u001b]8;;https://evil.example\u0007log\u001b]8;;\u0007', 'log'],
  ])('neutralises %s in a headline and in a quoted line', (_, written, shown) => {
    const seen = { id: 'e1', kind: 'object' as const, source: 'Pod a', text: written };
    const message = slackMessage(withReport({ headline: written, evidence: [seen], claims: [] }));
    const texts = textsOf(message);
    expect(texts).toContain(shown);
    expect(texts.filter((text) => text === shown).length).toBe(2);
    expect(texts.some((text) => text.includes(written))).toBe(false);
  });

  test.each([
    ['a scope of npm', 'cannot find @here/harp-mapview'],
    ['generics', 'std::vector<int> & Map<String, List<T>>'],
    ['backticks and stars', '`a` ```b``` *c* _d_ ~e~ :fire:'],
    ['a shell redirect', 'cat <<EOF > out 2>&1'],
    ['a link that is no markup', 'GET https://repo.example/a returned 404'],
  ])('shows %s as it is', (_, written) => {
    const seen = { id: 'e1', kind: 'object' as const, source: 'Pod a', text: written };
    const { blocks } = slackMessage(withReport({ evidence: [seen], claims: [] }));
    expect(textsOf({ text: '', blocks })).toContain(written);
  });

  test('escapes & < > in the fallback text, the one text that Slack parses', () => {
    expect(slackMessage(withReport({ headline: 'a<b> && c' })).text).toContain('a&lt;b&gt; &amp;&amp; c');
  });

  test('redacts a secret wherever it stands in the report', () => {
    const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
    const reported = withReport(
      {
        headline: `push failed with ${secret}`,
        claims: [{ text: `token ${secret}`, evidence: ['e1'] }],
        evidence: [{ id: 'e1', kind: 'object', source: `env ${secret}`, text: `GITHUB_TOKEN=${secret}` }],
        missing: [secret],
        nextSteps: [{ id: 'a-step', text: `use ${secret}`, command: `export T=${secret}` }],
        details: { step: secret, failingTests: [secret], password: 'correct-horse-battery' },
        analysis: { by: 'evidence', why: secret },
      },
      { name: secret, url: `https://ci.example.com/?token=${secret}` },
    );
    const json = JSON.stringify(slackMessage(reported));
    expect(json).not.toContain(secret);
    expect(json).not.toContain('correct-horse-battery');
    expect(json).toContain('[redacted:');
  });

  test.each([
    ['a command that is too long', `run ${'é'.repeat(490)}`],
    ['a command that could be taken for a mention', "grep '<!channel>' notes.txt"],
  ])('leaves out %s rather than change it', (_, command) => {
    // So much is missing that only a small size fits.
    const missing = Array.from({ length: 30 }, (_, index) => `missing ${index} ${'é'.repeat(400)}`);
    const text = messageText(
      slackMessage(withReport({ nextSteps: [{ id: 'a', text: 'Do it:', command }], missing })),
    );
    expect(text).not.toContain(command.slice(0, 8));
    expect(text).toContain('(its command cannot be shown here)');
  });

  test.each(['汉', '&', '"', '\\', 'é'])(
    'fits with every text as long as it may be, all of %s',
    (character) => {
      const long = (length: number) => character.repeat(length);
      const evidence = Array.from({ length: 40 }, (_, index) => ({
        ...{ id: `e${index + 1}`, kind: 'object' as const },
        ...{ source: long(500), text: long(2_000) },
      }));
      const details = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `${long(60)}${index}`,
          { a: long(500), b: long(500), c: [long(500)] },
        ]),
      );
      const lists = {
        one: Array(50).fill(long(500)),
        two: Array(50).fill(long(500)),
        step: long(300),
        tool: long(60),
      };
      const message = slackMessage(
        withReport(
          {
            headline: long(300),
            category: long(64),
            claims: Array.from({ length: 30 }, (_, index) => ({
              text: long(1_000 - index),
              evidence: ['e1'],
            })),
            evidence,
            missing: Array(30).fill(long(500)),
            nextSteps: Array.from({ length: 30 }, () => ({ id: 'a', text: long(500), command: long(500) })),
            details: { ...lists, ...details } as Reported['report']['details'],
            analysis: { by: 'evidence', why: long(500) },
            truncated: true,
          },
          {
            name: long(253),
            namespace: long(63),
            kind: long(63),
            url: `https://ci.example.com/${'a'.repeat(1_900)}`,
          },
        ),
      );
      expect(problemsOf(slackBlocks, message.blocks, '/blocks')).toEqual([]);
      expect(blocksLength(message.blocks)).toBeLessThanOrEqual(BLOCKS_LIMIT);
      expect(message.text.length).toBeLessThanOrEqual(4_000);
    },
  );

  test('is accepted by the strict server whatever the report says', () => {
    fc.assert(
      fc.property(anyReported, (reported) => {
        const message = slackMessage(reported);
        expect(problemsOf(slackBlocks, message.blocks, '/blocks')).toEqual([]);
        expect(blocksLength(message.blocks)).toBeLessThanOrEqual(BLOCKS_LIMIT);
        expect(asciiJsonLength(message.blocks)).toBe(blocksLength(message.blocks));
        expect(message.text.length).toBeGreaterThan(0);
        expect(message.text.length).toBeLessThanOrEqual(4_000);
        for (const parsed of [message.text, message.plain ?? '']) {
          expect(parsed).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
          expect(parsed).not.toMatch(/@(?:here|channel|everyone)\b(?!\/)/i);
        }
        expect(message.plain?.length).toBeLessThanOrEqual(40_000);
      }),
      { numRuns: 150 },
    );
  });

  test('holds no mention, link, image or unseen character of the report’s making', () => {
    fc.assert(
      fc.property(anyReported, (reported) => {
        for (const text of textsOf(slackMessage(reported))) {
          expect(text).not.toMatch(
            /<[!@#]|<https?:|<mailto:|@(?:here|channel|everyone)\b(?!\/)|!\[[^\]]*\]\(/i,
          );
          expect(text).not.toMatch(/[\p{Cc}--[\n\t]]|[\p{DI}\p{Bidi_C}]|\p{Noncharacter_Code_Point}/v);
          expect(text.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
