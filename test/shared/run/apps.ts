import { z } from 'zod';
import { settings } from '../../../shared/config.ts';
import {
  type DeliveryRun,
  defineEvent,
  defineFunction,
  emit,
  type Received,
} from '../../../shared/function.ts';
import type { Connected } from '../../../shared/invoke.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import type { Sink } from '../../../shared/run/forward.ts';
import { createLogger } from '../../../shared/run/log.ts';
import { type App, createApp } from '../../../shared/run/serve.ts';
import { freshAround } from '../../fakes/around.ts';

/** Something is asked. */
export const asked = defineEvent({
  type: 'test.asked.v1',
  description: 'Something is asked.',
  schema: z.object({ question: z.string(), answers: z.int().min(0).default(1) }),
});

/** It is answered. */
export const answered = defineEvent({
  type: 'test.answered.v1',
  description: 'It is answered.',
  schema: z.object({ answer: z.string() }),
  extensions: ({ answer }) => ({ length: answer.length }),
});

type Asked = Received<'test.asked.v1', z.infer<typeof asked.schema>>;
type Handle = (event: Asked, run: DeliveryRun) => unknown;

/** A function that answers each question as often as it is asked to; `before` is called with each event first. */
export function oracle(before: Handle = () => undefined) {
  return defineFunction({
    name: 'oracle',
    description: 'Answers.',
    accepts: [asked],
    emits: [answered],
    settings: settings({}),
    connect: () => undefined,
    handle: async (event, _use, run) => {
      await before(event, run);
      return Array.from({ length: event.data.answers }, (_, index) =>
        emit(answered, { answer: `${event.data.question}: ${index + 1}` }, { subject: 'answer' }),
      );
    },
  });
}

/** Log lines as they were written, parsed. */
export interface Lines {
  readonly lines: Record<string, unknown>[];
  readonly write: (line: string) => void;
}

/** Collects log lines. */
export function collectLines(): Lines {
  const lines: Record<string, unknown>[] = [];
  return { lines, write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
}

/** A connected function with a fixed clock, whose lines are collected. */
export function connected(
  definition: Connected['definition'] = oracle(),
  options: {
    readonly deadlineMilliseconds?: number;
    readonly to?: Lines;
    readonly ledger?: Ledger;
  } = {},
): Connected {
  return {
    definition,
    use: undefined,
    log: createLogger('info', options.to ?? collectLines()).child({ function: definition.name }),
    ledger: options.ledger ?? freshAround().ledger,
    deadlineMilliseconds: options.deadlineMilliseconds ?? 60_000,
    now: () => new Date('2026-06-18T09:30:00Z'),
  };
}

/** An app with one function at its root, a body limit of 64 KiB, and its log lines. */
export function oracleApp(
  options: { readonly before?: Handle; readonly sink?: Sink; readonly deadlineMilliseconds?: number } = {},
): { readonly app: App; readonly lines: Lines['lines'] } {
  const to = collectLines();
  const target = connected(oracle(options.before), { ...options, to });
  return {
    app: createApp({ mounts: [{ at: '/', target }], bodyLimitBytes: 65_536, sink: options.sink }),
    lines: to.lines,
  };
}

/** The headers of a question in binary mode; one that is undefined is left out. */
export function question(headers: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const all: Record<string, string | undefined> = {
    'ce-specversion': '1.0',
    'ce-id': 'q-1',
    'ce-source': '/asker',
    'ce-type': 'test.asked.v1',
    'content-type': 'application/json',
    ...headers,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A question as a structured envelope. */
export const envelope = {
  specversion: '1.0',
  id: 'q-1',
  source: '/asker',
  type: 'test.asked.v1',
  data: { question: 'why' },
};

/** The data of a question. */
export const why: string = JSON.stringify(envelope.data);

/** Posts to an app of its own, and tells what came of it: the answer, how often it was handled, lines and metrics. */
export async function post(headers: Record<string, string>, payload: string | Buffer = why, url = '/') {
  let handled = 0;
  const { app, lines } = oracleApp({
    before: () => {
      handled += 1;
    },
  });
  const answer = await app.http.inject({ method: 'POST', url, headers, payload });
  const metrics = (await app.http.inject('/metrics')).body;
  return { answer, handled, lines, metrics };
}
