import type { Logger } from 'pino';
import { isNewerMajor } from './dataschema.ts';
import { InvalidEventError, PermanentError } from './errors.ts';
import type { DeliveryRun, Extensions, FunctionDefinition, Received } from './function.ts';
import { claimDelivery, type HeldDelivery } from './ledger/delivery.ts';
import { holdFact, type Wait } from './ledger/fact.ts';
import type { Entry, Key, Ledger } from './ledger/ledger.ts';
import { withinLimits } from './run/deadline.ts';
import { type Event, HOP_LIMIT, hopsOf, sourceOf, stamp } from './run/stamp.ts';

/** A function with its settings read and its clients made: what a process serves. */
export interface Connected {
  readonly definition: FunctionDefinition;
  readonly use: unknown;
  readonly log: Logger;
  readonly deadlineMilliseconds: number;
  readonly now: () => Date;
  readonly ledger: Ledger;
  /** Waits for a fact that another delivery holds: in real time, unless a test has a clock of its own. */
  readonly wait?: Wait;
}

/**
 * How handling ended well: events to send, or nothing. `ignored` says why an event was not handled at all; `repeated`
 * that it was handled before, and that these are the events of then.
 */
export interface Invoked {
  readonly events: readonly Event[];
  readonly ignored?: 'own-event';
  readonly repeated?: true;
}

/**
 * The one road: checks the event, claims it in the ledger, lets the handler answer within its deadline, stamps what it
 * answers and remembers that. Throws one of the three errors of errors.ts, one of the ledger's, or whatever else went
 * wrong; run/status.ts turns it into a status code. `bytes` are the data of the event as they came, where they came alone.
 */
export async function invoke(
  fn: Connected,
  event: Event,
  shutdown: AbortSignal,
  bytes?: Uint8Array,
): Promise<Invoked> {
  const { definition } = fn;
  if (event.source === sourceOf(definition.name)) return { events: [], ignored: 'own-event' };
  if (hopsOf(event) >= HOP_LIMIT) {
    throw new PermanentError(`the event went through ${HOP_LIMIT} functions: it is going in circles`);
  }
  const received = check(definition, event);
  const limits = { deadlineMilliseconds: fn.deadlineMilliseconds, shutdown };
  return withinLimits(limits, async (signal): Promise<Invoked> => {
    const claimed = await claimDelivery(fn, event, bytes);
    if ('result' in claimed) return { events: claimed.result as Event[], repeated: true };
    try {
      const run = new OneDelivery(fn, event, signal, claimed);
      const results = await definition.handle(received, fn.use, run);
      const events = stamp(definition.name, definition.emits, results, { cause: event, now: fn.now() });
      await claimed.complete(events);
      return { events };
    } catch (thrown) {
      // In here and not around the limits: where they cut the work short it may still be at it, and the claim is its.
      await claimed.release().catch(() => undefined);
      throw thrown;
    }
  });
}

/** What belongs to one delivery; the logger and the signal are made when they are asked for, since few events need them. */
class OneDelivery implements DeliveryRun {
  readonly now: () => Date;
  readonly #fn: Connected;
  readonly #event: Event;
  readonly #signal: () => AbortSignal;
  readonly #held: HeldDelivery;
  #log: Logger | undefined;

  constructor(fn: Connected, event: Event, signal: () => AbortSignal, held: HeldDelivery) {
    this.now = fn.now;
    this.#fn = fn;
    this.#event = event;
    this.#signal = signal;
    this.#held = held;
  }

  get entry(): Entry {
    return this.#held.entry;
  }

  get remembers(): boolean {
    return this.#held.facts.outlivesProcess;
  }

  get mayRepeat(): boolean {
    return this.#held.mayRepeat;
  }

  get log(): Logger {
    const { id, type, traceparent } = this.#event;
    this.#log ??= this.#fn.log.child({ event: id, type, trace: traceparent });
    return this.#log;
  }

  get signal(): AbortSignal {
    return this.#signal();
  }

  fact<Result>(key: Key, work: (fact: Entry) => Promise<Result>): Promise<Result> {
    const { definition, wait } = this.#fn;
    return holdFact(this.#held.facts, [definition.name, 'fact', ...key], this.signal, work, wait);
  }
}

/** The event as the handler sees it; throws InvalidEventError where the type is not accepted or the data does not fit. */
function check(definition: FunctionDefinition, event: Event): Received<string, unknown> {
  const accepted =
    definition.accepts.find((candidate) => candidate.type === event.type) ??
    definition.accepts.find((candidate) => candidate.type === '*');
  if (!accepted) {
    const types = definition.accepts.map((candidate) => candidate.type).join(', ');
    throw new InvalidEventError(`${definition.name} does not accept ${event.type}; it accepts ${types}`);
  }
  if (isNewerMajor(accepted.type, event.dataschema)) {
    throw new InvalidEventError(`the dataschema is of a newer major version than ${accepted.type}`);
  }
  const data = accepted.schema.safeParse(event.data);
  if (!data.success) {
    const where = data.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`);
    throw new InvalidEventError(`the data of ${event.type} does not fit its schema: ${where.join('; ')}`);
  }
  return {
    id: event.id,
    source: event.source,
    type: event.type,
    ...(event.subject === undefined ? {} : { subject: event.subject }),
    ...(event.time === undefined ? {} : { time: event.time }),
    data: data.data,
    extensions: extensionsOf(event),
  };
}

const CORE = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
  'data_base64',
]);

function extensionsOf(event: Event): Extensions {
  const extensions: Record<string, string | number | boolean> = {};
  for (const name in event) {
    if (CORE.has(name)) continue;
    const value = event[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      extensions[name] = value;
    }
  }
  return extensions;
}
