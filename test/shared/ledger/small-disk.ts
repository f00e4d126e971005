import { createLedger } from '../../../shared/ledger/keep.ts';
import { LedgerUnavailableError } from '../../../shared/ledger/ledger.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';

// A child process whose files may only grow to a size that its parent has set: fills the ledger in FILE until a write
// fails, then goes on with small ones, and tells which of them it was told had been written.
const [file = ''] = process.argv.slice(2);
const ledger = createLedger(sqliteStore(file), { leaseSeconds: 60, keepSeconds: 3_600 });
const failures: string[] = [];

/** Undefined where the ledger could not be reached; whatever else is thrown ends the process. */
async function tried<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LedgerUnavailableError)) throw error;
    failures.push(String(error.cause));
    return undefined;
  }
}

const kept = await ledger.claim(['kept']);
for (let count = 0; failures.length === 0; count += 1) {
  await tried(async () => {
    const claim = await ledger.claim(['fill', String(count)]);
    if (claim.kind === 'held') await claim.entry.remember('x', 'x'.repeat(8_192));
  });
}
const held: number[] = [];
let granted = 0;
for (let key = 0; key < 40; key += 1) {
  for (const _ of ['first', 'second']) {
    const claim = await tried(() => ledger.claim(['small', String(key)]));
    if (claim?.kind === 'held') held.push(key);
  }
  if (await tried(() => ledger.reserve(['budget'], 1, 1_000))) granted += 1;
}
const intended =
  kept.kind === 'held' &&
  (await tried(async () => {
    await kept.entry.remember('long', 'x'.repeat(8_192));
    await kept.entry.intend('post');
    return true;
  })) === true;
process.send?.({ held, granted, intended, failures: [...new Set(failures)] });
process.disconnect?.();
