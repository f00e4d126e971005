/** A record as it is kept: `version` changes with each write, and only a writer that knows it may write again. */
export interface Stored {
  readonly value: unknown;
  readonly version: string | number;
}

type Soon<T> = T | Promise<T>;

/**
 * A place that keeps records through crashes, with compare-and-set: all that a ledger needs of a database. A record
 * that has expired is as good as gone. What throws here means that the place could not be reached or is full.
 */
export interface Store {
  /** Milliseconds since 1970 by the clock of the place, since the clocks of two pods differ. */
  now(): Soon<number>;
  read(key: string): Soon<Stored | undefined>;
  /** Keeps a new record and gives its version; undefined where there is one already. */
  create(key: string, value: unknown, expiresAt: number): Soon<Stored['version'] | undefined>;
  /** Writes over the record of this version and gives the new one; undefined where it has another version, or is gone. */
  replace(
    key: string,
    version: Stored['version'],
    value: unknown,
    expiresAt: number,
  ): Soon<Stored['version'] | undefined>;
  close(): Soon<void>;
}
