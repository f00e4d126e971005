/** Where a log is; only the command line may name a file. */
export type LogRef =
  | { readonly kind: 'inline'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly pod: string; readonly container: string };

/** A log as it comes, or one sentence on why it cannot be had. An error answer is never a log. */
export type OpenedLog = BoundedLog | { readonly missing: string };

/** Bytes of a log, and once they are read: why some are not there. Reading never throws. */
export interface BoundedLog {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly shortfall: () => string | undefined;
}

/**
 * The one narrow way to a log. A log that is gone or refused is `missing`; what may be there on a second try
 * (an API server that is overloaded) throws RetryLaterError. Stores that outlive pods fit behind it as kinds of LogRef.
 */
export interface LogSource {
  readonly open: (ref: LogRef, signal: AbortSignal) => Promise<OpenedLog>;
}

/** Passes bytes on until `limitBytes` have come or the source breaks off; `shortfall` then says which. */
export function bounded(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limitBytes: number,
): BoundedLog {
  let shortfall: string | undefined;
  async function* take(): AsyncGenerator<Uint8Array> {
    let left = limitBytes;
    try {
      for await (const chunk of source) {
        if (chunk.length > left) {
          shortfall = `only the first ${limitBytes} bytes of the log were read`;
          yield chunk.subarray(0, left);
          return;
        }
        left -= chunk.length;
        yield chunk;
      }
    } catch (error) {
      shortfall = `the log broke off: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return { bytes: take(), shortfall: () => shortfall };
}
