/** A record as it is kept: `version` changes with each write, and only a writer that knows it may write again. */
export interface Stored {
  readonly value: unknown;
  readonly version: string | number;
}

/** What a place may make use of when it writes; one that needs none of it may leave it out. */
export interface WriteHints {
  /** An effect outside follows, so it has to outlive a power loss before the write ends; else a crash of the process is enough. */
  readonly durable?: boolean;
  /** Nobody holds it and no effect is noted in it: a place that is full may forget it before it expires. */
  readonly settled?: boolean;
}

type Soon<T> = T | Promise<T>;

/**
 * A place that keeps records through crashes, with compare-and-set: all that a ledger needs of a database. A record
 * that has expired is as good as gone. Values are JSON, and what is read is a copy. What throws here means that the
 * place could not be reached or is full.
 */
export interface Store {
  /** Records are still there when the process ends; false where they are not. True where it is not said. */
  readonly outlivesProcess?: boolean;
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
    hints?: WriteHints,
  ): Soon<Stored['version'] | undefined>;
  close(): Soon<void>;
}
