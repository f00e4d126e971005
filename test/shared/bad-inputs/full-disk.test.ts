import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../../shared/ledger/sqlite-store.ts';
import type { Store } from '../../../shared/ledger/store.ts';
import { deliver } from '../../../shared/run/deliver.ts';
import { writeStructured } from '../../../shared/run/wire.ts';
import { compileError } from '../../fakes/reports.ts';
import { startSlackServer } from '../../fakes/slack-server.ts';
import { town, triaged } from '../../functions/jira-sink/sink.ts';
import { startSink } from '../../functions/slack-sink/sink.ts';
import { failCommits } from '../ledger/failing-commits.ts';

let folder: string;
let file: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
  file = join(folder, 'ledger.db');
  store = sqliteStore(file);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

describe('row 60: where the disk of the ledger is full', () => {
  it('a message goes out all the same and says that it may repeat', async () => {
    const server = await startSlackServer();
    try {
      const sink = await startSink(server, store);
      const mend = failCommits(file);
      await sink.deliver('a', compileError);
      expect(JSON.stringify(server.messages)).toContain('This may repeat: the ledger could not be reached');
      mend();
      await sink.deliver('a', compileError);
      expect(server.messages.length + server.edits.length).toBeGreaterThan(1);
    } finally {
      await server.close();
    }
  });

  it('no ticket is filed, however often the event comes, and one when there is room again', async () => {
    const { jira, sink } = await town('cloud');
    try {
      const fn = await sink({}, store);
      const { headers, body } = writeStructured(triaged('a'));
      const send = async () => {
        const around = { sink: undefined, shutdown: new AbortController().signal };
        const { answer } = await deliver(fn, { headers, body: Buffer.from(body) }, around);
        return answer;
      };
      const mend = failCommits(file);
      for (let count = 0; count < 2; count += 1) {
        expect(await send()).toMatchObject({
          status: 503,
          headers: { 'retry-after': '5' },
          body: 'the ledger could not be reached',
        });
      }
      expect(jira.requests).toEqual([]);
      mend();
      expect((await send()).status).toBe(202);
      expect(jira.effects).toEqual(['created BUILD-1']);
    } finally {
      await jira.close();
    }
  });
});
