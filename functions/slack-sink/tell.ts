import { hash } from 'node:crypto';
import {
  SLACK_REQUEST_SECONDS,
  type Slack,
  type SlackMessage,
  type SlackPosted,
} from '../../shared/adapters/slack.ts';
import { SlackGoneError } from '../../shared/adapters/slack-failure.ts';
import type { DeliveryRun } from '../../shared/function.ts';
import type { Entry } from '../../shared/ledger/ledger.ts';
import { once } from '../../shared/ledger/once.ts';
import type { Outline, Reported } from '../../shared/rendering/outline.ts';
import { factKeyOf } from '../../shared/report.ts';
import { answerMessage, type News } from './answer.ts';
import { detailMessages } from './details.ts';
import { rootMessage, slackOutline } from './message.ts';
import {
  type Plan,
  readPlan,
  readThread,
  rootOf,
  seenNow,
  sightingOf,
  type Thread,
  withNewMessage,
} from './thread.ts';

/**
 * Seconds after which a message that was posted stands in Slack's history for sure: a call is given up after ten, and
 * one that was cut may still be on its way.
 */
export const SLACK_LAG_SECONDS = SLACK_REQUEST_SECONDS + 10;

/** What is told, and where. */
export interface Occasion {
  readonly event: { readonly source: string; readonly id: string; readonly data: Reported };
  readonly severity: string | undefined;
  readonly channel: string;
  readonly quietMilliseconds: number;
}

/** How a delivery ended, for the log. */
export interface Told {
  readonly channel: string;
  readonly ts: string;
  readonly did: 'posted' | 'edited' | 'nothing';
  readonly replies: number;
}

/**
 * Tells of a fact, whose record is held: its first report is posted, with the details in the thread; later ones edit
 * that message, and are answered in its thread where they bring news. Each effect happens once, however often the
 * delivery comes.
 */
export async function tell(slack: Slack, occasion: Occasion, fact: Entry, run: DeliveryRun): Promise<Told> {
  const sighting = sightingOf(occasion.event, occasion.severity);
  const { plan, thread } = await planned(occasion, sighting, fact, run);
  const teller = new Teller(slack, occasion, sighting.delivery, fact, run);
  try {
    return await teller.follow(plan, thread);
  } catch (thrown) {
    if (!(thrown instanceof SlackGoneError)) throw thrown;
    // A person deleted it, or another app owns it by now. Once: a second loss within one delivery comes again.
    return teller.follow(plan, await teller.renewed(thread));
  }
}

/** What this delivery is to do: as it was planned when it came first, else planned and remembered now. */
async function planned(
  { channel, quietMilliseconds }: Occasion,
  sighting: ReturnType<typeof sightingOf>,
  fact: Entry,
  run: DeliveryRun,
): Promise<{ readonly plan: Plan; readonly thread: Thread }> {
  const before = readThread(fact.recall('thread'));
  const kept = readPlan(run.entry.recall('plan'));
  if (before && kept) return { plan: kept, thread: before };
  const now = { at: await fact.now(), quietMilliseconds, channel };
  const { thread, plan } = seenNow(before, sighting, now);
  if (before && thread.message !== before.message) await fact.withdraw(rootOf(before.message));
  if (thread !== before) await fact.remember('thread', thread);
  await run.entry.remember('plan', plan);
  return { plan, thread };
}

/** The message of a fact: where it stands, which state of the thread it shows for sure, and whether it is new. */
interface Root {
  readonly posted: SlackPosted;
  readonly shown: number;
  readonly isNew: boolean;
}

/** One delivery at work on the thread of its fact. */
class Teller {
  readonly #slack: Slack;
  readonly #occasion: Occasion;
  readonly #fact: Entry;
  readonly #run: DeliveryRun;
  readonly #delivery: string;
  readonly #outline: Outline;

  constructor(slack: Slack, occasion: Occasion, delivery: string, fact: Entry, run: DeliveryRun) {
    this.#slack = slack;
    this.#occasion = occasion;
    this.#fact = fact;
    this.#run = run;
    this.#delivery = delivery;
    this.#outline = slackOutline(withSeverity(occasion));
  }

  async follow(plan: Plan, before: Thread): Promise<Told> {
    let thread = before;
    const stands = this.#fact.effect(rootOf(thread.message))?.state === 'done';
    if (!stands && thread.opener !== this.#delivery) {
      // Whoever was to post it did not: the details are now for this one to tell.
      thread = await this.#remembered({ ...thread, opener: this.#delivery });
    }
    const { root, details } = this.#messages(thread);
    const { posted, shown, isNew } = await this.#root(thread, root);
    // A message that stands is edited for what is newer than it; one that was found after a crash for all that is.
    const wanted = stands ? (plan.message === thread.message ? plan.version : 0) : thread.version;
    const isEdit = !isNew && Math.max(shown, thread.shown) < wanted;
    this.#run.signal.throwIfAborted();
    if (isEdit) {
      await this.#slack.update(posted, root);
      thread = await this.#remembered({ ...thread, shown: thread.version });
    }
    const replies = await this.#replies(plan, thread, posted, details);
    return { ...posted, did: isNew ? 'posted' : isEdit ? 'edited' : 'nothing', replies };
  }

  /** Forgets the message that is gone, and remembers that another one is to come. */
  async renewed(thread: Thread): Promise<Thread> {
    await this.#fact.withdraw(rootOf(thread.message));
    return this.#remembered(withNewMessage(thread, this.#delivery));
  }

  /** The message, and what it leaves for its thread. */
  #messages(thread: Thread): { readonly root: SlackMessage; readonly details: readonly SlackMessage[] } {
    const { count, first, last, earlier } = thread;
    const telling = {
      seen: { count, first, last },
      ...(earlier === undefined ? {} : { earlier }),
      mayRepeat: this.#run.mayRepeat,
    };
    const root = rootMessage(this.#outline, { ...telling, more: true });
    const details = detailMessages(this.#outline, root);
    return { root: details.length === 0 ? rootMessage(this.#outline, telling) : root, details };
  }

  async #root(thread: Thread, message: SlackMessage): Promise<Root> {
    const name = rootOf(thread.message);
    // Without the number of the message: a ledger that forgot does not know which one stood last.
    const mark = { key: keyOf([...factKeyOf(this.#occasion.event.data), 'message']) };
    const lookSince = thread.message === 1 ? await this.#lookSince() : undefined;
    let isNew = false;
    this.#run.signal.throwIfAborted();
    const { shown, ...posted } = await once<SlackPosted & { readonly shown: number }>(this.#fact, name, {
      make: async () => {
        const made = { ...(await this.#slack.post(thread.channel, message, mark)), shown: thread.version };
        isNew = true;
        return made;
      },
      find: async (since) => {
        const found = await this.#slack.find(thread.channel, mark, since);
        // Which state it shows is sure only where there was but one, and that is remembered.
        return found && { ...found, shown: lookSince === undefined && thread.version === 1 ? 1 : 0 };
      },
      lookSince,
      lagSeconds: SLACK_LAG_SECONDS,
    });
    return { posted, shown, isNew };
  }

  /** The details, from the delivery that opened the thread; a short answer where another one brings news. */
  async #replies(
    plan: Plan,
    thread: Thread,
    { channel, ts: threadTs }: SlackPosted,
    details: readonly SlackMessage[],
  ): Promise<number> {
    const opens = thread.opener === this.#delivery;
    // Whose message could not be posted finds the thread that a later run opened meanwhile, where it is not told of yet.
    const late: News = { count: thread.count, run: 'next', otherWords: false };
    const answer = plan.version === 1 && !opens ? late : plan.answer;
    // The details of a fact stand in its thread once, whichever delivery told them.
    const fact = factKeyOf(this.#occasion.event.data);
    const due: [string, string[], SlackMessage][] = opens
      ? details.map((message, index) => [
          `details ${thread.message}.${index + 1}`,
          [...fact, `details ${index + 1}`],
          message,
        ])
      : answer === undefined
        ? []
        : [['answer', [this.#delivery, 'answer'], answerMessage(this.#outline, answer)]];
    const lookSince = await this.#lookSince();
    for (const [name, key, message] of due) {
      const mark = { key: keyOf(key), threadTs };
      this.#run.signal.throwIfAborted();
      await once<SlackPosted>(this.#run.entry, name, {
        make: () => this.#slack.post(channel, message, mark),
        find: (since) => this.#slack.find(channel, mark, since),
        lookSince,
        lagSeconds: SLACK_LAG_SECONDS,
      });
    }
    return due.length;
  }

  /** How far back a message may stand that nothing is remembered of; undefined where all is remembered. */
  async #lookSince(): Promise<Date | undefined> {
    if (this.#run.remembers) return undefined;
    return new Date((await this.#fact.now()) - this.#occasion.quietMilliseconds);
  }

  async #remembered(thread: Thread): Promise<Thread> {
    await this.#fact.remember('thread', thread);
    return thread;
  }
}

/** The report, with the severity among its details where only the event names it. */
function withSeverity({ event, severity }: Occasion): Reported {
  if (severity === undefined) return event.data;
  const { report } = event.data;
  return { ...event.data, report: { ...report, details: { severity, ...report.details } } };
}

/** The name of one effect, the same in each delivery; tells nothing of what it was made from. */
function keyOf(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(['slack-sink', ...parts])).slice(0, 40);
}
