import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerMessage } from '../functions/slack-sink/answer.ts';
import { detailMessages } from '../functions/slack-sink/details.ts';
import { rootMessage, slackMessage, slackOutline, type Telling } from '../functions/slack-sink/message.ts';
import type { SlackMessage } from '../shared/adapters/slack.ts';
import type { Reported } from '../shared/rendering/outline.ts';
import { compileError, noLog, testStorm } from '../test/fakes/reports.ts';
import { messageHtml, page } from './slack-preview/html.ts';

// Writes one page for each kind of message that slack-sink posts, looking about as Slack shows it, to look at with a
// browser: node scripts/slack-preview.ts FOLDER

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('node scripts/slack-preview.ts FOLDER\n');
  process.exit(2);
}

const at = (time: string) => Date.parse(`2026-03-02T${time}:00Z`);
const seen = { count: 4, first: at('03:02'), last: at('09:14') };
const root = (reported: Reported, telling: Telling = {}) =>
  slackMessage(reported, { more: true, ...telling });
const details = (reported: Reported) => {
  const outline = slackOutline(reported);
  return detailMessages(outline, rootMessage(outline, { more: true }));
};
const plain = ({ plain = '' }: SlackMessage): SlackMessage => ({ text: plain, blocks: [] });
const severe = (reported: Reported, severity: string, workload: string): Reported => ({
  ...reported,
  about: { ...reported.about, workload },
  report: { ...reported.report, details: { severity, ...reported.report.details } },
});
const critical = severe(noLog, 'critical', 'CronJob/nightly-import');
const warned = severe(testStorm, 'warning', 'Pipeline/ledger');
const byModel: Reported = {
  about: { ...compileError.about, workload: 'Pipeline/checkout' },
  report: {
    ...compileError.report,
    headline: 'The checkout package still uses unitPrice, which the type Line no longer has.',
    confidence: 'likely',
    details: { severity: 'warning', ...compileError.report.details },
    claims: [
      ...compileError.report.claims,
      { text: 'Nothing else in the log failed before that.', evidence: ['e1'] },
    ],
    analysis: { by: 'model', why: 'the model gpt-oss-20b read the evidence' },
  },
};
/** More than one answer holds: a long log and what forty objects state. */
const long: Reported = {
  about: { ...testStorm.about, workload: 'Pipeline/ledger' },
  report: {
    ...testStorm.report,
    claims: Array.from({ length: 24 }, (_, index) => ({
      text: `Test ${index + 1} fails with the same NoSuchMethodError. `.repeat(12).trim(),
      evidence: ['e1'],
    })),
    evidence: [
      ...testStorm.report.evidence,
      ...Array.from({ length: 40 }, (_, index) => ({
        ...{ id: `e${index + 10}`, kind: 'object' as const, source: `Pod ledger/worker-${index}` },
        text: `containerStatuses: worker exit code 1, restarts ${index}\n`.repeat(30),
      })),
    ],
  },
};
const changed: Reported = {
  ...testStorm,
  about: { ...testStorm.about, name: 'ledger-pr-1191-ci', kind: 'PipelineRun' },
};

/** Each kind as the messages of a thread: the first stands in the channel. */
const kinds: Readonly<Record<string, readonly SlackMessage[]>> = {
  'first-report': [root(compileError), ...details(compileError)],
  critical: [slackMessage(critical)],
  'made-by-a-model': [root(byModel), ...details(byModel)],
  'split-over-answers': [root(long), ...details(long)],
  'storm-of-tests': [root(testStorm), ...details(testStorm)],
  'unclear-without-log': [slackMessage(noLog)],
  recurring: [
    root(warned, { seen }),
    answerMessage(slackOutline(changed), { count: 4, run: 'next', otherWords: false }),
    answerMessage(slackOutline(changed), { count: 4, run: 'other-kind', otherWords: false }),
    answerMessage(slackOutline(testStorm), { count: 4, run: 'same', otherWords: true, sameHeadline: true }),
  ],
  'back-after-quiet': [root(compileError, { earlier: { count: 7, last: at('01:00') } })],
  'may-repeat': [root(compileError, { mayRepeat: true })],
  'plain-text': [plain(root(compileError)), ...details(compileError).map(plain)],
};

mkdirSync(folder, { recursive: true });
for (const [name, messages] of Object.entries(kinds)) {
  const [first, ...replies] = messages.map(messageHtml);
  writeFileSync(join(folder, `${name}.html`), page(first ?? '', replies));
}
