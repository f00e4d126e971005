import type { Logger } from 'pino';
import { isNewerMajor } from './dataschema.ts';
import { InvalidEventError, PermanentError } from './errors.ts';
import type { Extensions, FunctionDefinition, Received, Run } from './function.ts';
import { withinLimits } from './run/deadline.ts';
import { type Event, HOP_LIMIT, hopsOf, sourceOf, stamp } from './run/stamp.ts';

/** A function with its settings read and its clients made: what a process serves. */
export interface Connected {
  readonly definition: FunctionDefinition;
  readonly use: unknown;
  readonly log: Logger;
  readonly deadlineMilliseconds: number;
  readonly now: () => Date;
}

/** How handling ended well: events to send, or nothing; `ignored` says why an event was not handled at all. */
export interface Invoked {
  readonly events: readonly Event[];
  readonly ignored?: 'own-event';
}

/**
 * The one road: checks the event, lets the handler answer within its deadline, stamps what it answers.
 * Throws one of the three errors of errors.ts or whatever else went wrong; run/status.ts turns it into a status code.
 */
export async function invoke(fn: Connected, event: Event, shutdown: AbortSignal): Promise<Invoked> {
  const { definition } = fn;
  if (event.source === sourceOf(definition.name)) return { events: [], ignored: 'own-event' };
  if (hopsOf(event) >= HOP_LIMIT) {
    throw new PermanentError(`the event went through ${HOP_LIMIT} functions: it is going in circles`);
  }
  const received = check(definition, event);
  const limits = { deadlineMilliseconds: fn.deadlineMilliseconds, shutdown };
  const results = await withinLimits(limits, (signal) =>
    definition.handle(received, fn.use, new DeliveryRun(fn, event, signal)),
  );
  return { events: stamp(definition.name, definition.emits, results, { cause: event, now: fn.now() }) };
}

/** What belongs to one delivery; the logger and the signal are made when they are asked for, since few events need them. */
class DeliveryRun implements Run {
  readonly now: () => Date;
  readonly #parent: Logger;
  readonly #event: Event;
  readonly #signal: () => AbortSignal;
  #log: Logger | undefined;

  constructor(fn: Connected, event: Event, signal: () => AbortSignal) {
    this.now = fn.now;
    this.#parent = fn.log;
    this.#event = event;
    this.#signal = signal;
  }

  get log(): Logger {
    const { id, type, traceparent } = this.#event;
    this.#log ??= this.#parent.child({ event: id, type, trace: traceparent });
    return this.#log;
  }

  get signal(): AbortSignal {
    return this.#signal();
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
