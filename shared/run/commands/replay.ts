import { holderOf } from '../broker/journal/data-folder.ts';
import { queueReplays } from '../broker/journal/dead-letters.ts';
import { type WhichLetters, withLetters } from './dead-letters.ts';

/**
 * Queues dead letters for the Triggers that failed; a broker that works on the folder takes them within a second,
 * otherwise the next one does. Gives the exit code: 1 where one that is named is not there, and then none is queued;
 * 2 for wrong use.
 */
export function replayCommand(
  ids: readonly string[],
  which: WhichLetters,
  streams: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream },
): 0 | 1 | 2 {
  return withLetters(ids, which, streams, (database, letters) => {
    const count = queueReplays(database, letters, new Date());
    const said = count === 1 ? '1 event' : `${count} events`;
    streams.stdout.write(
      count === 0
        ? `there is nothing to replay in ${which.data}\n`
        : `${said} queued: ${whenOf(which.data)}\n`,
    );
  });
}

function whenOf(folder: string): string {
  const holder = holderOf(folder);
  return holder === undefined
    ? `no broker works on ${folder} now; the next "watchkeeper dev --data ${folder}" delivers`
    : `the broker that works on ${folder} (process ${holder.pid}) delivers now`;
}
