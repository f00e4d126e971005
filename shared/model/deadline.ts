import type { Clock } from './clock.ts';

/** The time of a question is over, or its delivery ended. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/**
 * Lets `work` run until it ends, `outer` aborts or `milliseconds` are over, whichever is first; then it throws a
 * TooSlowError at once, even where the work does not listen to its signal.
 */
export async function within<Result>(
  { clock, milliseconds, outer }: { clock: Clock; milliseconds: number; outer: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const ended = new AbortController();
  const signal = AbortSignal.any([outer, late.signal]);
  const over = new Promise<never>((_, reject) => {
    const end = () => reject(new TooSlowError('the model took too long'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  clock.sleep(milliseconds, ended.signal).then(
    () => late.abort(),
    () => undefined,
  );
  const running = signal.aborted ? over : work(signal);
  // Where the time is over first nobody waits for it any more.
  running.catch(() => undefined);
  try {
    return await Promise.race([running, over]);
  } finally {
    ended.abort();
  }
}
