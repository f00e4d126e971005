import { RetryLaterError } from '../errors.ts';

/** What ends work before it is done. */
export interface Limits {
  readonly deadlineMilliseconds: number;
  /** Aborts when the process has to end. */
  readonly shutdown: AbortSignal;
}

/**
 * Runs `work`; what happens first decides: its end, its deadline, or the end of the process. The latter two throw a
 * RetryLaterError and abort the signal that `work` may ask for.
 */
export function withinLimits<Result>(
  limits: Limits,
  work: (signal: () => AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  if (limits.shutdown.aborted) return Promise.reject(comeAgain(ENDING));
  const limited = new LimitedWork<Result>(limits);
  limited.run(work);
  return limited.result;
}

const ENDING = 'the process is shutting down';

function comeAgain(why: string): RetryLaterError {
  return new RetryLaterError(why, { retryAfterSeconds: 1 });
}

// AbortSignal.any, AbortSignal.timeout and a race would say this shorter, and closures would hide it better. It runs
// for each event, and what it leaves to the garbage collector is paid for there.
class LimitedWork<Result> {
  readonly result: Promise<Result>;
  readonly #resolve: (result: Result) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #shutdown: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #controller: AbortController | undefined;
  #cause: Error | undefined;

  constructor({ deadlineMilliseconds, shutdown }: Limits) {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.result = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#shutdown = shutdown;
    this.#timer = setTimeout(tooLate, deadlineMilliseconds, this, deadlineMilliseconds / 1_000);
    shutdown.addEventListener('abort', this);
  }

  async run(work: (signal: () => AbortSignal) => Result | Promise<Result>): Promise<void> {
    try {
      this.#resolve(await work(() => this.#signal()));
    } catch (thrown) {
      this.#reject(thrown);
    } finally {
      this.#release();
    }
  }

  /** Makes this the listener of the signal itself: the process has to end. */
  handleEvent(): void {
    this.cut(ENDING);
  }

  cut(why: string): void {
    this.#release();
    this.#cause = comeAgain(why);
    this.#controller?.abort(this.#cause);
    this.#reject(this.#cause);
  }

  // Made when it is first asked for: most work ends before anybody does.
  #signal(): AbortSignal {
    if (this.#cause) return AbortSignal.abort(this.#cause);
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#shutdown.removeEventListener('abort', this);
  }
}

function tooLate(work: { cut(why: string): void }, seconds: number): void {
  work.cut(`handling took longer than ${seconds} s`);
}
