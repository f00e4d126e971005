import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerMessage } from '../../../functions/slack-sink/answer.ts';
import { BLOCKS_LIMIT } from '../../../functions/slack-sink/blocks.ts';
import { detailMessages } from '../../../functions/slack-sink/details.ts';
import { slackMessage, slackOutline } from '../../../functions/slack-sink/message.ts';
import { messageText } from '../../../functions/slack-sink/message-text.ts';
import type { SlackMessage } from '../../../shared/adapters/slack.ts';
import type { Reported } from '../../../shared/rendering/outline.ts';
import { anyReported } from '../../fakes/any-report.ts';
import { compileError, noLog, testStorm } from '../../fakes/reports.ts';
import { problemsOf } from '../../fakes/schema-check.ts';
import { blocksLength, slackBlocks } from '../../fakes/slack-blocks.ts';

const details = (reported: Reported) => detailMessages(slackOutline(reported));
const textOf = (messages: readonly SlackMessage[]) => messages.map(messageText).join('\n\n');

/** A report with a log of 8,000 characters, the most there is, and many objects beside it. */
function longReport(objects: number, character: string): Reported {
  const lines = Array.from({ length: 80 }, (_, index) => `line ${index + 1} `.padEnd(99, character));
  const log = { id: 'e1', kind: 'log' as const, source: 'step-test', line: 101, lineEnd: 180 };
  const seen = Array.from({ length: objects }, (_, index) => ({
    ...{ id: `e${index + 2}`, kind: 'object' as const, source: `Pod shop/basket-${index}` },
    text: `object ${index} `.padEnd(2_000, character),
  }));
  return {
    about: testStorm.about,
    report: { ...testStorm.report, claims: [], evidence: [{ ...log, text: lines.join('\n') }, ...seen] },
  };
}

describe('the details in a thread', () => {
  test('tell all claims, facts, steps, lists and evidence, and how the report was made', () => {
    const text = textOf(details(testStorm));
    for (const { text: claim } of testStorm.report.claims) expect(text).toContain(claim);
    for (const step of testStorm.report.nextSteps) expect(text).toContain(step.text);
    for (const name of testStorm.report.details.failingTests) expect(text).toContain(name);
    for (const { text: quote } of testStorm.report.evidence) {
      for (const line of quote.split('\n')) expect(text).toContain(line);
    }
    expect(text).toContain('Failing tests (20)');
    expect(text).toContain('step-test, lines 2318–2345');
    expect(text).toContain('The log was read in part only: it is too large');
    expect(text).toContain('fp-b7703e1fa9c2646d · made from evidence');
  });

  test('are split over several answers, with the numbers of the lines, and leave nothing out', () => {
    const messages = details(longReport(3, 'Q'));
    expect(messages.length).toBeGreaterThan(1);
    const text = textOf(messages);
    for (let line = 1; line <= 80; line += 1) expect(text).toContain(`│ line ${line} `);
    expect(text.match(/step-test, lines (\d+)–(\d+)/g)).toEqual([
      'step-test, lines 101–139',
      'step-test, lines 140–178',
      'step-test, lines 179–180',
    ]);
    const written = longReport(3, 'Q')
      .report.evidence.map((seen) => seen.text)
      .join('\n');
    expect(text.match(/Q/g)?.length).toBe(written.match(/Q/g)?.length);
    expect(text).not.toContain('Left out here');
  });

  test('end after eight answers, and say what is left out and where it stands', () => {
    const messages = details(longReport(40, '汉'));
    expect(messages).toHaveLength(8);
    expect(textOf(messages)).toMatch(
      /Left out here for length: \d+ more parts, mostly evidence; to see all of it look at the log of PipelineRun/,
    );
    for (const { blocks } of messages) expect(blocksLength(blocks)).toBeLessThanOrEqual(BLOCKS_LIMIT);
  });

  test('bring steps and the strongest evidence before many long claims', () => {
    const long = longReport(40, '汉');
    const claims = Array.from({ length: 24 }, (_, index) => ({
      text: `claim ${index} `.padEnd(1_000, '汉'),
      evidence: ['e1'],
    }));
    const text = textOf(details({ ...long, report: { ...long.report, claims } }));
    for (const step of long.report.nextSteps) expect(text).toContain(step.text);
    expect(text.indexOf('What to do')).toBeLessThan(text.indexOf('│ line 1 '));
    expect(text.indexOf('│ line 80 ')).toBeLessThan(text.indexOf('What was found'));
  });

  test('repeat nothing that the message shows whole', () => {
    const shown = slackMessage(compileError, { more: true });
    const text = textOf(detailMessages(slackOutline(compileError), shown));
    for (const { text: claim } of compileError.report.claims) expect(text).not.toContain(claim);
    for (const step of compileError.report.nextSteps) expect(text).not.toContain(step.text);
    expect(text).not.toContain('How sure');
    for (const line of compileError.report.evidence[0]?.text.split('\n') ?? []) expect(text).toContain(line);
  });

  test.each([
    ['needed where the message says less', compileError, false],
    ['not needed where the message says everything', noLog, true],
  ])('are %s', (_, reported, all) => {
    const shown = slackMessage(reported);
    expect(detailMessages(slackOutline(reported), shown).length === 0).toBe(all);
  });

  test('are accepted by the strict server whatever the report says, and hold no mention, link or image', () => {
    fc.assert(
      fc.property(anyReported, (reported) => {
        const outline = slackOutline(reported);
        const answer = answerMessage(outline, { count: 2, run: 'next', otherWords: true });
        const messages = [...detailMessages(outline), answer];
        expect(messages.length).toBeLessThanOrEqual(9);
        for (const { text, blocks, plain = '' } of messages) {
          expect(problemsOf(slackBlocks, blocks, '/blocks')).toEqual([]);
          expect(blocksLength(blocks)).toBeLessThanOrEqual(BLOCKS_LIMIT);
          for (const parsed of [text, plain]) {
            expect(parsed.length).toBeGreaterThan(0);
            expect(parsed).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
          }
          // Each text by itself: what begins in one and ends in another is no link.
          for (const shown of textsIn(blocks)) {
            expect(shown).not.toMatch(
              /<[!@#]|<https?:|<mailto:|@(?:here|channel|everyone)\b(?!\/)|!\[[^\]]*\]\(/i,
            );
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
