import type { ByteSource } from '../../shared/log/bytes.ts';
import { readLog } from '../../shared/log/read.ts';
import { reportOf } from '../../shared/run/commands/triage.ts';

/** Everything that is done with the bytes of one log, from reading to the report on it. */
export async function throughPipeline(source: ByteSource): Promise<void> {
  reportOf({ name: 'log', log: await readLog(source) });
}
