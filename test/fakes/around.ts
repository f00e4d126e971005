import { Registry } from 'prom-client';
import type { Around } from '../../shared/function.ts';
import { createLedger } from '../../shared/ledger/keep.ts';
import { memoryStore } from '../../shared/ledger/memory-store.ts';
import type { Store } from '../../shared/ledger/store.ts';

/** What a function meets the world with: a ledger of its own, in memory unless another store is given. */
export function freshAround(store: Store = memoryStore()): Around {
  return {
    ledger: createLedger(store, { leaseSeconds: 180, keepSeconds: 3_600 }),
    registry: new Registry(),
  };
}
