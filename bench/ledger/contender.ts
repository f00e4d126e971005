import { createLedger } from '../../shared/ledger/keep.ts';
import { sqliteStore } from '../../shared/ledger/sqlite-store.ts';

/** The keys that a process got. */
export interface Contended {
  readonly held: readonly number[];
}

// A child process: says that it is there, waits for its parent, wants every key in the same order as the others do,
// completes those that it gets, and tells which.
const [file = '', keys = '0'] = process.argv.slice(2);
const ledger = createLedger(sqliteStore(file), { leaseSeconds: 180, keepSeconds: 72 * 3_600 });
process.send?.('ready');
process.once('message', async () => {
  const held: number[] = [];
  for (let key = 0; key < Number(keys); key += 1) {
    const claim = await ledger.claim(['key', String(key)]);
    if (claim.kind !== 'held') continue;
    held.push(key);
    await claim.entry.complete(process.pid);
  }
  await ledger.close();
  process.send?.({ held } satisfies Contended);
});
