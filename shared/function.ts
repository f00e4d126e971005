import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import type { Entry, Key, Ledger } from './ledger/ledger.ts';

/** Context attributes beside the ones that every CloudEvent has; names are lower-case letters and digits (CloudEvents 1.0 §3.1). */
export type Extensions = Readonly<Record<string, string | number | boolean>>;

/** One kind of event: its type name, the schema of its data, and the routing keys that Triggers may filter on. */
export interface EventType<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly schema: z.ZodType<Data>;
  /** One sentence for docs/events.md. */
  readonly description: string;
  /** Extension attributes taken from the data, since Triggers cannot filter on data. */
  extensions?(data: Data): Extensions;
  /** Names and meaning of those extension attributes, for docs/events.md. */
  readonly extensionDocs?: Readonly<Record<string, string>>;
}

/** Declares an event type; its schema says what is accepted and what is sent. */
export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  event: EventType<Type, z.infer<Schema>> & { readonly schema: Schema },
): EventType<Type, z.infer<Schema>> {
  return event;
}

/** An event as a handler sees it: validated, plain and readonly. */
export interface Received<Type extends string, Data> {
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  readonly subject?: string;
  /** RFC 3339, as the sender wrote it: never used to tell duplicates or expiry. */
  readonly time?: string;
  readonly data: Data;
  readonly extensions: Extensions;
}

/** What a handler answers with: one of the declared types with data that fits it. */
export interface Emitted<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
  readonly subject?: string;
}

/** What belongs to this one delivery. */
export interface Run {
  readonly log: Logger;
  /** Aborts at the deadline, or when the process has to end. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** What belongs to this one delivery of an event. */
export interface DeliveryRun extends Run {
  /** The delivery's own record: what an earlier delivery of the same event found out and did is in it. */
  readonly entry: Entry;
  /**
   * Holds the record of a fact that several events may be about, while `work` runs: two of them never work at once.
   * Throws a BeingHandledError where another holds it for too long.
   */
  readonly fact: <Result>(key: Key, work: (fact: Entry) => Promise<Result>) => Promise<Result>;
  /** What is kept of it outlives the process; where not, a first effect may have been made by a process that ended. */
  readonly remembers: boolean;
  /** The ledger could not be reached: what is done now may be done again. */
  readonly mayRepeat: boolean;
}

/** What all functions of a process have in common when they meet the world. */
export interface Around {
  readonly ledger: Ledger;
  /** Where metrics of its own go; several functions of one process may share it. */
  readonly registry: Registry;
}

/** An event type of whatever data. Members that take data are methods, so that each declared type fits here. */
export type AnyEventType = {
  readonly type: string;
  readonly schema: z.ZodType;
  readonly description: string;
  extensions?(data: never): Extensions;
  readonly extensionDocs?: Readonly<Record<string, string>>;
};

type DataOf<E> = E extends { readonly schema: z.ZodType<infer Data> } ? Data : never;
type EachIn<In extends readonly AnyEventType[]> = {
  [K in keyof In]: Received<In[K]['type'], DataOf<In[K]>>;
}[number];
type EachOut<Out extends readonly AnyEventType[]> = {
  [K in keyof Out]: Emitted<Out[K]['type'], DataOf<Out[K]>>;
}[number];

/** A function that takes CloudEvents: what it accepts and emits, its settings, how it meets the world, and its story. */
export interface FunctionDefinition<
  In extends readonly AnyEventType[] = readonly AnyEventType[],
  Out extends readonly AnyEventType[] = readonly AnyEventType[],
  Settings extends z.ZodObject = z.ZodObject,
  Use = unknown,
> {
  readonly kind: 'function';
  /** Folder, Knative Service and manifest have the same name. */
  readonly name: string;
  /** One sentence for the docs. */
  readonly description: string;
  readonly accepts: In;
  readonly emits: Out;
  readonly settings: Settings;
  /** Deliveries are claimed in the ledger unless this is false: only for a function that may see an event twice. */
  readonly claims?: false;
  /** When the ledger cannot be reached: 'refuse' (the default) answers 503, 'go-on' handles the event all the same. */
  readonly withoutLedger?: 'refuse' | 'go-on';
  /** The only place where a function meets real clients. */
  connect(config: z.infer<Settings>, log: Logger, around: Around): Use | Promise<Use>;
  handle(
    event: EachIn<In>,
    use: Use,
    run: DeliveryRun,
  ): readonly NoInfer<EachOut<Out>>[] | Promise<readonly NoInfer<EachOut<Out>>[]>;
  /**
   * Takes what a Broker accepted though no function can read it (it passes on broken JSON and old versions), with its
   * `ce-*` headers by their attributes' names, as they came. Only for a function where such events end; all others
   * refuse them.
   */
  unreadable?(attributes: Readonly<Record<string, string>>, why: string, log: Logger): void;
}

/** Declares a function; an event type that is not in `emits` does not compile. */
export function defineFunction<
  const In extends readonly AnyEventType[],
  const Out extends readonly AnyEventType[],
  Settings extends z.ZodObject,
  Use,
>(
  definition: Omit<FunctionDefinition<In, Out, Settings, Use>, 'kind'>,
): FunctionDefinition<In, Out, Settings, Use> {
  return { kind: 'function', ...definition };
}

/** A webhook's request, whole: `body` is as it came, since signatures are made over bytes. */
export interface IntakeRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a caller that is refused hears; never why in detail. */
export interface IntakeRefusal {
  readonly status: 400 | 401 | 403 | 404 | 422 | 503;
  readonly message: string;
}

/** An event that an intake makes: `id` repeats when the caller sends the same fact again. */
export type IntakeEmitted<Type extends string, Data> = Emitted<Type, Data> & { readonly id: string };

type EachIntakeOut<Out extends readonly AnyEventType[]> = {
  [K in keyof Out]: IntakeEmitted<Out[K]['type'], DataOf<Out[K]>>;
}[number];

/** An intake: takes another HTTP request, verifies its caller and turns it into events; all after its door is the same road. */
export interface IntakeDefinition<
  Body = unknown,
  Out extends readonly AnyEventType[] = readonly AnyEventType[],
  Settings extends z.ZodObject = z.ZodObject,
  Use = unknown,
> {
  readonly kind: 'intake';
  readonly name: string;
  readonly description: string;
  /** Where it listens, such as '/webhook'. */
  readonly path: string;
  readonly accepts: z.ZodType<Body>;
  readonly emits: Out;
  readonly settings: Settings;
  connect(config: z.infer<Settings>, log: Logger, around: Around): Use | Promise<Use>;
  /** Undefined lets the caller in; verifies over the raw body, before it is parsed. */
  verify(
    request: IntakeRequest,
    use: Use,
    run: Run,
  ): IntakeRefusal | undefined | Promise<IntakeRefusal | undefined>;
  toEvents(
    body: Body,
    use: Use,
    run: Run,
  ): readonly NoInfer<EachIntakeOut<Out>>[] | Promise<readonly NoInfer<EachIntakeOut<Out>>[]>;
}

/** Declares an intake. */
export function defineIntake<
  Body,
  const Out extends readonly AnyEventType[],
  Settings extends z.ZodObject,
  Use,
>(
  definition: Omit<IntakeDefinition<Body, Out, Settings, Use>, 'kind'>,
): IntakeDefinition<Body, Out, Settings, Use> {
  return { kind: 'intake', ...definition };
}

/** Makes a result event of a declared type; the schema is checked when it is stamped. */
export function emit<Type extends string, Data>(
  event: EventType<Type, Data>,
  data: Data,
  options: { readonly subject?: string } = {},
): Emitted<Type, Data> {
  return { type: event.type, data, ...options };
}
