import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Reported } from '../../shared/rendering/outline.ts';
import { runKeyOf } from '../../shared/report.ts';
import type { News } from './answer.ts';

/** What a delivery brings: which one it is, which run it tells of, and what is said. */
export interface Sighting {
  /** The same for each delivery of the same event. */
  readonly delivery: string;
  readonly run: string;
  /** What kind of run it is: TaskRun, PipelineRun and so on. */
  readonly kind: string;
  readonly says: string;
  /** The headline of that. */
  readonly headline?: string;
}

/** What a delivery is to do in a thread; kept, so that a redelivery does the same. */
const planSchema = z.object({
  delivery: z.string(),
  /** Which message of the fact it belongs to. */
  message: z.int(),
  /** Which state of the thread its edit brings. */
  version: z.int(),
  answer: z
    .object({
      count: z.int(),
      run: z.enum(['same', 'next', 'other-kind']),
      otherWords: z.boolean(),
      sameHeadline: z.literal(true).exactOptional(),
    })
    .exactOptional()
    .describe('What to say in the thread.'),
});

export type Plan = z.infer<typeof planSchema>;

/**
 * What is remembered of a fact and its message; times in milliseconds since 1970, by the ledger's clock. The message
 * itself is the effect `rootOf(message)` of the same record.
 */
const threadSchema = z.object({
  /** 1, then one more with each new message. */
  message: z.int(),
  /** The channel as the settings named it. */
  channel: z.string(),
  count: z.int(),
  first: z.number(),
  last: z.number(),
  earlier: z.object({ count: z.int(), last: z.number() }).exactOptional(),
  /** The kind of the first run: one failure ends a TaskRun and its PipelineRun, so only one kind is counted. */
  kind: z.string(),
  says: z.string(),
  headline: z.string().exactOptional(),
  answers: z.int(),
  /** The last runs, newest first. */
  runs: z.array(z.string()),
  /** One more with each delivery, and the one that the last edit brought. */
  version: z.int(),
  shown: z.int(),
  /** The delivery that posted, or posts, the message; its details go into the thread. */
  opener: z.string(),
  /** What the last deliveries were to do: their own records may not have been written. */
  plans: z.array(planSchema),
});

export type Thread = z.infer<typeof threadSchema>;

/** So many runs, and plans, are remembered: a record stays small however often a failure comes. */
const REMEMBERED = 10;

/** After so many answers in one thread only new words are answered; the message still counts. */
const MOST_ANSWERS = 20;

/** The name of the effect that posts a message of a fact. */
export function rootOf(message: number): string {
  return `message ${message}`;
}

/** What was remembered, or undefined where it is nothing of ours. */
export function readThread(remembered: unknown): Thread | undefined {
  return threadSchema.safeParse(remembered).data;
}

export function readPlan(remembered: unknown): Plan | undefined {
  return planSchema.safeParse(remembered).data;
}

/** What an event brings; `severity` is undefined where nobody said it. */
export function sightingOf(
  event: { readonly source: string; readonly id: string; readonly data: Reported },
  severity: string | undefined,
): Sighting {
  const { about, report } = event.data;
  return {
    delivery: short([event.source, event.id]),
    run: short([runKeyOf(about) ?? [event.source, event.id]].flat()),
    kind: about.kind,
    headline: short([report.headline]),
    says: short([report.headline, report.category, report.confidence, severity ?? '']),
  };
}

/**
 * What becomes of a fact when it is seen, and what is to be done about it: a new message where there is none, where
 * the last one is too old, or its channel is another by now; else an edit, and an answer where there is news.
 */
export function seenNow(
  thread: Thread | undefined,
  sighting: Sighting,
  now: { readonly at: number; readonly quietMilliseconds: number; readonly channel: string },
): { readonly thread: Thread; readonly plan: Plan } {
  const known = thread?.plans.find(({ delivery }) => delivery === sighting.delivery);
  if (thread && known) return { thread, plan: known };
  const isOver = thread && now.at - thread.last > now.quietMilliseconds;
  if (!thread || isOver || thread.channel !== now.channel) return freshThread(thread, sighting, now);
  const isOther = !thread.runs.includes(sighting.run);
  const run = !isOther ? 'same' : sighting.kind === thread.kind ? 'next' : 'other-kind';
  const otherWords = thread.says !== sighting.says;
  const count = thread.count + (run === 'next' ? 1 : 0);
  const answers = otherWords || (isOther && thread.answers < MOST_ANSWERS);
  const sameHeadline = otherWords && sighting.headline !== undefined && thread.headline === sighting.headline;
  const news: News = { count, run, otherWords, ...(sameHeadline ? { sameHeadline } : {}) };
  const version = thread.version + 1;
  const plan: Plan = {
    ...{ delivery: sighting.delivery, message: thread.message, version },
    ...(answers ? { answer: news } : {}),
  };
  return {
    plan,
    thread: {
      ...thread,
      ...{ count, last: now.at, says: sighting.says, version },
      ...(sighting.headline === undefined ? {} : { headline: sighting.headline }),
      answers: thread.answers + (answers ? 1 : 0),
      runs: [sighting.run, ...thread.runs.filter((run) => run !== sighting.run)].slice(0, REMEMBERED),
      plans: [plan, ...thread.plans].slice(0, REMEMBERED),
    },
  };
}

function freshThread(
  before: Thread | undefined,
  { delivery, run, kind, says, headline }: Sighting,
  { at, channel }: { readonly at: number; readonly channel: string },
): { readonly thread: Thread; readonly plan: Plan } {
  const message = (before?.message ?? 0) + 1;
  const plan: Plan = { delivery, message, version: 1 };
  const earlier =
    before === undefined
      ? {}
      : { earlier: { count: before.count + (before.earlier?.count ?? 0), last: before.last } };
  const thread: Thread = {
    ...{ message, channel, count: 1, first: at, last: at, ...earlier, kind, says, answers: 0, runs: [run] },
    ...(headline === undefined ? {} : { headline }),
    ...{ version: 1, shown: 0, opener: delivery, plans: [plan] },
  };
  return { thread, plan };
}

/** The thread with a new message to come, since the one it had is no longer there; what was counted stays. */
export function withNewMessage(thread: Thread, opener: string): Thread {
  return { ...thread, message: thread.message + 1, shown: 0, opener };
}

function short(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 16);
}
