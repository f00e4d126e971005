import type { SlackMessage } from '../../shared/adapters/slack.ts';
import type { Outline } from '../../shared/rendering/outline.ts';
import { cutEnd } from '../../shared/rendering/text.ts';
import { bold, escaped, link, richText, section, words } from './blocks.ts';
import { factLines, plainOf } from './message.ts';
import { messageText } from './message-text.ts';

/** What is new about a failure that already has its message. */
export interface News {
  /** How often it was seen by now. */
  readonly count: number;
  /**
   * The same run was looked at again, the next one failed the same way, or it is a run of another kind: the PipelineRun
   * that ended with its TaskRun.
   */
  readonly run: 'same' | 'next' | 'other-kind';
  /** Headline, category, confidence or severity are not what they were. */
  readonly otherWords: boolean;
  /** Of those the headline is what it was. */
  readonly sameHeadline?: true;
}

/** One short answer in the thread of a failure: which run it was seen in now, and what is said anew. */
export function answerMessage(
  { headline, sure, facts, category, severity }: Outline,
  { count, run, otherWords, sameHeadline }: News,
): SlackMessage {
  const object = facts.at(-1);
  const [named] = object?.parts ?? [];
  const name = cutEnd(named?.text ?? '', 300);
  const told = named?.url === undefined ? bold(name) : link(name, named.url);
  const kind = object?.label ?? '';
  const sentence = {
    same: [bold('Looked at again'), words(`: ${kind} `), told, words('.')],
    next: [bold('Seen again'), words(` in ${kind} `), told, words(`: ${count} times by now.`)],
    'other-kind': [bold('The same failure'), words(` ended ${kind} `), told, words('.')],
  }[run];
  const anew = otherWords
    ? [
        ...(sameHeadline ? [] : [section(words('It now says: '), bold(cutEnd(headline, 300)))]),
        factLines(
          [
            { label: 'Category', parts: [{ text: category.replaceAll('-', ' ') }] },
            { label: 'How sure', parts: [{ text: sure }] },
            ...(severity === undefined ? [] : [{ label: 'Severity', parts: [{ text: severity }] }]),
          ],
          { text: 300, items: 2 },
        ),
      ]
    : [];
  const blocks = [richText(section(...sentence), ...anew)];
  return {
    text: escaped(messageText({ blocks }).slice(0, 300).toWellFormed()),
    blocks,
    plain: plainOf(blocks),
  };
}
