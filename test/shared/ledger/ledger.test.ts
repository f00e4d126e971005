import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { memoryStore } from '../../../shared/ledger/memory-store.ts';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';
import { ledgerContract } from './contract.ts';
import { yieldingStore } from './yielding-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

const inFile = (now: () => number) => {
  files += 1;
  return sqliteStore(join(folder, `${files}.db`), now);
};

ledgerContract('in memory', (now) => memoryStore(now));
ledgerContract('in a file', inFile);
ledgerContract('far away', (now) => yieldingStore(memoryStore(now)));
