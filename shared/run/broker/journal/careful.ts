import type { Logger } from 'pino';
import type { Ending, Journal, Parcel, Standing } from './journal.ts';

/** A journal whose failures do not stop a delivery. */
export interface CarefulJournal extends Pick<Journal, 'durable' | 'load'> {
  /** False where it could not be written: after a crash the delivery goes on from where it stood before. */
  advance(id: number, standing: Standing, reply?: Parcel): Promise<boolean>;
  end(id: number): Promise<void>;
  bury(id: number, ending: Ending): Promise<void>;
  /** Whether the end of a delivery could not be written: it has ended all the same, and comes again after a restart. */
  unwritten(id: number): boolean;
}

/** Lets deliveries go on where the journal cannot be written: to deliver once more after a restart is better than to stop. */
export function careful(journal: Journal, log: Logger): CarefulJournal {
  const unwritten = new Set<number>();
  const told = (write: Promise<void>, id: number, what: string): Promise<boolean> =>
    write.then(
      () => true,
      (error: unknown) => {
        log.error({ err: error, delivery: id }, what);
        return false;
      },
    );
  const ended = async (write: Promise<void>, id: number): Promise<void> => {
    const what = 'the end of a delivery could not be written: it comes again after a restart';
    if (!(await told(write, id, what))) unwritten.add(id);
  };
  return {
    durable: journal.durable,
    load: journal.load,
    advance: (id, standing, reply) =>
      told(journal.advance(id, standing, reply), id, 'where a delivery stands could not be written'),
    end: (id) => ended(journal.end(id), id),
    bury: (id, ending) => ended(journal.bury(id, ending), id),
    unwritten: (id) => unwritten.has(id),
  };
}
