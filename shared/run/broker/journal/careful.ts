import type { Logger } from 'pino';
import type { Ending, Journal, Parcel, Standing } from './journal.ts';

/** A journal whose failures do not stop a delivery. */
export interface CarefulJournal extends Pick<Journal, 'durable' | 'load' | 'begin'> {
  /** False where it could not be written: after a crash the delivery goes on from where it stood before. */
  advance(id: number, standing: Standing, reply?: Parcel): Promise<boolean>;
  end(id: number): Promise<void>;
  bury(id: number, ending: Ending): Promise<void>;
  /** Whether the end of a delivery could not be written yet: it has ended all the same, and comes again if the process ends before. */
  unwritten(id: number): boolean;
  /** Tries a last time to write what is not written, and no more from then on. */
  close(): Promise<void>;
}

export interface CarefulOptions {
  readonly log: Logger;
  /** Milliseconds until an end that could not be written is written again; doubled each time up to 32 times as much. */
  readonly againMs: number;
  /** Called when an end was written that could not be before. */
  readonly written: (id: number) => void;
}

const MOST_TIMES = 32;

/** Lets deliveries go on where the journal cannot be written: to deliver once more after a restart is better than to stop. */
export function careful(journal: Journal, { log, againMs, written }: CarefulOptions): CarefulJournal {
  const unwritten = new Map<number, () => Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let pause = againMs;
  let closed = false;

  const told = (write: Promise<void>, id: number, what: string): Promise<boolean> =>
    write.then(
      () => true,
      (error: unknown) => {
        log.error({ err: error, delivery: id }, what);
        return false;
      },
    );

  /** In order until one fails, since the others would fail for the same reason. */
  const writeAgain = async (): Promise<void> => {
    for (const [id, write] of unwritten) {
      try {
        await write();
      } catch {
        return;
      }
      unwritten.delete(id);
      written(id);
      pause = againMs;
    }
    log.warn('all ends of deliveries are written again');
  };

  const soon = (): void => {
    if (closed || timer !== undefined || unwritten.size === 0) return;
    timer = setTimeout(async () => {
      await writeAgain();
      timer = undefined;
      soon();
    }, pause).unref();
    pause = Math.min(2 * pause, MOST_TIMES * againMs);
  };

  const ended = async (write: () => Promise<void>, id: number): Promise<void> => {
    const what = 'the end of a delivery could not be written: it is tried again';
    if (await told(write(), id, what)) return;
    unwritten.set(id, write);
    soon();
  };

  return {
    durable: journal.durable,
    load: journal.load,
    begin: journal.begin,
    advance: (id, standing, reply) =>
      told(journal.advance(id, standing, reply), id, 'where a delivery stands could not be written'),
    end: (id) => ended(() => journal.end(id), id),
    bury: (id, ending) => ended(() => journal.bury(id, ending), id),
    unwritten: (id) => unwritten.has(id),
    async close() {
      closed = true;
      clearTimeout(timer);
      if (unwritten.size > 0) await writeAgain();
    },
  };
}
