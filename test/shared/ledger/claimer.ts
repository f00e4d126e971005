import { createLedger } from '../../../shared/ledger/keep.ts';
import { LostClaimError } from '../../../shared/ledger/ledger.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';

// A child process: claims the keys 0 to KEYS-1 of a ledger in FILE again and again until all are complete. Each claim
// is held over two writes. It tells what it completed; after STOPS_AT of them it tells which one it holds, and holds it
// for ever, so that a kill hits it in the middle.
const [file = '', keys = '0', leaseSeconds = '0', stopsAt = ''] = process.argv.slice(2);
const ledger = createLedger(sqliteStore(file), { leaseSeconds: Number(leaseSeconds), keepSeconds: 3_600 });
const mine: number[] = [];
let left = Number(keys);
while (left > 0) {
  left = Number(keys);
  for (let key = 0; key < Number(keys); key += 1) {
    const claim = await ledger.claim(['key', String(key)]);
    if (claim.kind === 'completed') {
      left -= 1;
      continue;
    }
    if (claim.kind !== 'held') continue;
    if (mine.length === Number(stopsAt || -1)) {
      await claim.entry.intend('effect');
      process.send?.({ holding: key });
      // Killed here: the claim is held, the effect intended.
      await new Promise(() => setInterval(() => undefined, 1_000));
    }
    try {
      await claim.entry.intend('effect');
      await claim.entry.confirm('effect', process.pid);
      await claim.entry.complete(process.pid);
    } catch (error) {
      // Slower than the lease, and somebody else took over.
      if (error instanceof LostClaimError) continue;
      throw error;
    }
    mine.push(key);
    left -= 1;
  }
  // Others hold what is left.
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
await ledger.close();
process.send?.({ mine });
process.disconnect?.();
