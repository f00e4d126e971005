import { createLedger } from './keep.ts';
import type { Ledger } from './ledger.ts';
import { memoryStore } from './memory-store.ts';
import type { Store } from './store.ts';

/** The settings that say where and how long a ledger keeps. */
export interface LedgerSettings {
  readonly LEDGER: string;
  readonly LEDGER_LEASE_SECONDS: number;
  readonly LEDGER_KEEP_HOURS: number;
}

/** Opens the ledger that the settings name; throws where it cannot be opened. */
export async function openLedger(settings: LedgerSettings): Promise<Ledger> {
  return createLedger(await openStore(settings.LEDGER), {
    leaseSeconds: settings.LEDGER_LEASE_SECONDS,
    keepSeconds: settings.LEDGER_KEEP_HOURS * 3_600,
  });
}

async function openStore(place: string): Promise<Store> {
  if (!place.startsWith('sqlite:')) return memoryStore();
  // Only loaded where it is used.
  const { sqliteStore } = await import('./sqlite-store.ts');
  return sqliteStore(place.slice('sqlite:'.length));
}
