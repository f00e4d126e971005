import type { Envelope } from '../envelope.ts';
import type { PassedHeaders } from '../pass-through.ts';
import type { Towards } from '../steps.ts';

/** An event on its way, its hops among the attributes, with the headers that travel beside it. */
export interface Parcel {
  readonly envelope: Envelope;
  readonly headers: PassedHeaders;
}

/** Why a delivery goes to the dead-letter sink, and what the dead letter tells of it. */
export interface Burial {
  readonly reason: string;
  readonly error: Readonly<Record<string, string>>;
  /** The headers that travel with the dead letter; those of the event where they are left out. */
  readonly headers?: PassedHeaders;
}

/** Where a delivery stands: all that it takes to go on with it, beside the event and its Trigger. */
export interface Standing {
  /** Towards the broker goes the reply that the subscriber gave. */
  readonly towards: Towards;
  /** Number of the next attempt towards it, from 1. */
  readonly attempt: number;
  /** When that is due, in milliseconds since 1970. */
  readonly dueAt: number;
  /** Attempts that the subscriber has had. */
  readonly tries: number;
  readonly burial?: Burial;
}

/** Where every delivery begins. */
export function firstStanding(now: Date): Standing {
  return { towards: 'subscriber', attempt: 1, dueAt: now.getTime(), tries: 0 };
}

/** How a delivery ended that its subscriber did not handle. */
export interface Ending {
  readonly how: 'dead-lettered' | 'lost';
  readonly reason: string;
  /** Attempts that the subscriber had. */
  readonly tries: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A delivery that was begun earlier and waits to go on. */
export interface Waiting {
  readonly id: number;
  /** NAMESPACE/NAME of the Broker. */
  readonly broker: string;
  readonly trigger: string;
  readonly standing: Standing;
  /** How often it was replayed by hand. */
  readonly replays: number;
}

/** What a journal holds for one delivery. */
export interface Held {
  readonly parcel: Parcel;
  /** Where it stands towards the broker: the reply that goes there. */
  readonly reply?: Parcel;
}

/**
 * Holds events and their deliveries from the moment an event is accepted until it is handled, so that whoever
 * delivers keeps their numbers only. What is written has to be safe when the promise resolves; where it rejects,
 * nothing of it was written.
 */
export interface Journal {
  /** Whether it outlives the process. */
  readonly durable: boolean;
  /** Bytes of all events that wait, or are being accepted. */
  readonly bytes: () => number;
  /**
   * Holds an event with one delivery for each of these Triggers and gives their numbers in the same order. Where it
   * is the reply of a delivery, that one ends in the same step: neither is there without the other.
   */
  accept(
    broker: string,
    parcel: Parcel,
    triggers: readonly string[],
    replyOf: number | undefined,
  ): Promise<readonly number[]>;
  /** What it holds for a delivery; undefined where that has ended. */
  load(id: number): Held | undefined;
  /** Notes that an attempt begins, so that the next process knows if this one ends during it; what it gives has to be called after the attempt. */
  begin(id: number): () => void;
  /** Writes where a delivery stands now; the reply has to be given once. */
  advance(id: number, standing: Standing, reply?: Parcel): Promise<void>;
  /** Forgets a delivery that was handled, and its event with the last of them. */
  end(id: number): Promise<void>;
  /** Ends a delivery that was not handled; a durable journal lists it from now on. */
  bury(id: number, ending: Ending): Promise<void>;
  /** All deliveries that wait to go on, oldest first. */
  waiting(): readonly Waiting[];
  /** Calls back when another process has changed something, such as asked for a replay; gives what ends that. */
  watch(changed: () => void): () => void;
}

/** About how many bytes a parcel takes. */
export function sizeOf({ envelope, headers }: Parcel): number {
  const texts = [...Object.entries(envelope.attributes), ...Object.entries(headers)];
  return texts.reduce((sum, [name, value]) => sum + name.length + String(value).length, envelope.data.length);
}
