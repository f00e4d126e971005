import type { Key, Ledger } from '../ledger/ledger.ts';
import type { Clock } from './clock.ts';
import type { Rung } from './server.ts';

const RUNGS: readonly Rung[] = ['json-schema', 'tool', 'prompt'];
/** After that a higher rung is tried again: servers are upgraded. */
const REMEMBERED_MILLISECONDS = 24 * 3_600_000;

/** The rung below; undefined below the lowest. */
export function below(rung: Rung): Rung | undefined {
  return RUNGS[RUNGS.indexOf(rung) + 1];
}

/** Remembers which rung a server takes. */
export interface Rungs {
  readonly start: () => Promise<Rung>;
  readonly learn: (rung: Rung) => Promise<void>;
}

/** Remembers in this process and in the ledger, under `key`, for a day; `from` is the highest rung that is tried. */
export function createRungs(ledger: Ledger, key: Key, clock: Clock, from: Rung): Rungs {
  let known: { readonly rung: Rung; readonly at: number } | undefined;
  let lookedUp = false;

  const lookUp = async (): Promise<void> => {
    if (lookedUp) return;
    const kept = await ledger.recall(key, 'rung').catch(() => undefined);
    lookedUp = true;
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return;
    const { rung, at } = kept as { readonly rung?: unknown; readonly at?: unknown };
    const found = RUNGS.find((each) => each === rung);
    if (found && typeof at === 'number') known = { rung: found, at };
  };

  return {
    start: async () => {
      await lookUp();
      if (!known || clock.now() - known.at > REMEMBERED_MILLISECONDS) return from;
      // Whoever sets a lower one to start with means it.
      return RUNGS.indexOf(known.rung) > RUNGS.indexOf(from) ? known.rung : from;
    },
    learn: async (rung) => {
      known = { rung, at: clock.now() };
      try {
        const claim = await ledger.claim(key);
        if (claim.kind !== 'held') return;
        await claim.entry.remember('rung', known);
        await claim.entry.release();
      } catch {
        // It is found out again by the next process.
      }
    },
  };
}
