import { type Classified, classify } from '../../../../functions/build-triage/classify/classify.ts';
import type { Hints } from '../../../../functions/build-triage/classify/hints.ts';
import { excerpt } from '../../../../shared/log/excerpt.ts';
import { readLogText } from '../../../../shared/log/read.ts';

/** A log as text, read, excerpted and classified, as a report does it. */
export function classified(text: string, hints?: Hints): Classified {
  const log = readLogText(text);
  return classify(log, excerpt(log), hints);
}
