import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerMessage } from '../functions/slack-sink/answer.ts';
import { detailMessages } from '../functions/slack-sink/details.ts';
import { slackMessage, slackOutline, type Telling } from '../functions/slack-sink/message.ts';
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
const details = (reported: Reported) => detailMessages(slackOutline(reported), 'the event 4711');
const plain = ({ plain = '' }: SlackMessage): SlackMessage => ({ text: plain, blocks: [] });
const severe = (reported: Reported): Reported => ({
  ...reported,
  report: { ...reported.report, details: { severity: 'critical', ...reported.report.details } },
});
const changed: Reported = {
  ...testStorm,
  about: { ...testStorm.about, name: 'ledger-pr-1191-ci', kind: 'PipelineRun' },
};

/** Each kind as the messages of a thread: the first stands in the channel. */
const kinds: Readonly<Record<string, readonly SlackMessage[]>> = {
  'first-report': [root(compileError), ...details(compileError)],
  'storm-of-tests': [root(testStorm), ...details(testStorm)],
  'unclear-without-log': [slackMessage(noLog)],
  recurring: [
    root(severe(testStorm), { seen }),
    answerMessage(slackOutline(changed), { count: 4, run: 'next', otherWords: false }),
    answerMessage(slackOutline(changed), { count: 4, run: 'other-kind', otherWords: false }),
    answerMessage(slackOutline(testStorm), { count: 4, run: 'same', otherWords: true }),
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
