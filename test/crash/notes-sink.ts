import { z } from 'zod';
import { settings } from '../../shared/config.ts';
import { PermanentError, RetryLaterError } from '../../shared/errors.ts';
import { defineEvent, defineFunction, type FunctionDefinition } from '../../shared/function.ts';
import type { Entry } from '../../shared/ledger/ledger.ts';
import { once } from '../../shared/ledger/once.ts';
import type { Event } from '../../shared/run/stamp.ts';
import { type FakeServer, startServer } from '../fakes/http-server.ts';
import type { Clock } from './world.ts';

/** Something happened in a run. */
const happened = defineEvent({
  type: 'test.happened.v1',
  description: 'Something happened in a run.',
  schema: z.object({ fact: z.string(), run: z.string() }),
});

/** The smallest sink there is: one note for each fact, one answer to it for each run. */
export const notesSink = sinkOf(async (entry, { notes, path }) => {
  await once(entry, path, {
    make: () => ask(`${notes}${path}`, 'POST').then(() => path),
    find: async () => ((await ask(`${notes}${path}`, 'GET')) ? path : undefined),
    lagSeconds: 30,
  });
});

/** The same without intent and confirmation, as a control: the proof has to find out what it does twice. */
export const carelessSink = sinkOf(async (entry, { notes, path }) => {
  if (entry.recall(path) !== undefined) return;
  await ask(`${notes}${path}`, 'POST');
  await entry.remember(path, true);
});

function sinkOf(
  write: (entry: Entry, what: { readonly notes: string; readonly path: string }) => Promise<void>,
): FunctionDefinition {
  return defineFunction({
    name: 'notes-sink',
    description: 'Writes a note for each fact and an answer for each run.',
    accepts: [happened],
    emits: [],
    settings: settings({ NOTES_URL: z.url() }),
    connect: ({ NOTES_URL }) => ({ notes: NOTES_URL }),
    handle: async ({ data: { fact, run } }, { notes }, delivery) => {
      await delivery.fact([fact], async (entry) => {
        await write(entry, { notes, path: `/notes/${fact}` });
        await write(entry, { notes, path: `/notes/${fact}/answers/${run}` });
      });
      return [];
    },
  }) as unknown as FunctionDefinition;
}

async function ask(url: string, method: string): Promise<boolean> {
  const answer = await fetch(url, { method }).catch((cause: unknown) => {
    throw new RetryLaterError('the notes could not be reached', { retryAfterSeconds: 1, cause });
  });
  await answer.arrayBuffer();
  if (answer.status === 422) throw new PermanentError('the notes refuse it');
  if (answer.status >= 500) throw new RetryLaterError('the notes fail', { retryAfterSeconds: 1 });
  return answer.ok;
}

/** A server that writes down as often as it is told to, and tells what it has; `notes` are the paths in turn. */
export interface NotesServer extends FakeServer {
  readonly notes: readonly string[];
}

/** What is written can be seen `lagSeconds` later, as with the index of a search. */
export async function startNotesServer(clock: Clock, lagSeconds: number): Promise<NotesServer> {
  const notes: string[] = [];
  const seenFrom = new Map<string, number>();
  const server = await startServer(({ method, path }) => {
    if (method === 'GET') {
      return { status: (seenFrom.get(path) ?? Number.POSITIVE_INFINITY) <= clock.now() ? 200 : 404 };
    }
    notes.push(path);
    seenFrom.set(path, seenFrom.get(path) ?? clock.now() + lagSeconds * 1_000);
    return { status: 201 };
  });
  return { ...server, notes };
}

/** The event that tells of a fact in a run. */
export function happenedEvent(fact: string, run: string): Event {
  return {
    specversion: '1.0',
    id: `${fact}-${run}`,
    source: '/test',
    type: happened.type,
    datacontenttype: 'application/json',
    data: { fact, run },
  };
}
