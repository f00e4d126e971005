import { holderOf } from '../broker/journal/data-folder.ts';
import { listDeadLetters, queueReplays, selectDeadLetters } from '../broker/journal/dead-letters.ts';
import { noSuchLetter, withDatabase } from './dead-letters.ts';

/** What `watchkeeper replay` is told on the command line. */
export interface ReplayOptions {
  readonly data: string;
  readonly all?: boolean;
  readonly trigger?: string;
}

/**
 * Queues dead letters for the Triggers that failed; a broker that works on the folder takes them within a second,
 * otherwise the next one does. Gives the exit code: 1 where one of the ids is no dead letter, 2 for wrong use.
 */
export function replayCommand(
  ids: readonly string[],
  { data, all = false, trigger }: ReplayOptions,
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
): 0 | 1 | 2 {
  const ways = [ids.length > 0, all, trigger !== undefined].filter(Boolean).length;
  if (ways !== 1) {
    streams.stderr.write('watchkeeper: say which: ids, or --all, or --trigger NAME\n');
    return 2;
  }
  return withDatabase(data, streams, (database) => {
    const selection = all ? 'all' : trigger === undefined ? { ids } : { trigger };
    const { chosen, unknown } = selectDeadLetters(listDeadLetters(database), selection);
    for (const id of unknown) streams.stderr.write(`watchkeeper: ${noSuchLetter(id, data)}\n`);
    const count = queueReplays(database, chosen, new Date());
    if (count > 0)
      streams.stdout.write(`${count === 1 ? '1 event' : `${count} events`} queued: ${whenOf(data)}\n`);
    else if (unknown.length === 0) streams.stdout.write(`there is nothing to replay in ${data}\n`);
    return unknown.length > 0 ? 1 : 0;
  });
}

function whenOf(folder: string): string {
  const holder = holderOf(folder);
  return holder === undefined
    ? `no broker works on ${folder} now; the next "watchkeeper dev --data ${folder}" delivers`
    : `the broker that works on ${folder} (process ${holder.pid}) delivers now`;
}
