import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import type { Delivery, Destination } from './delivery.ts';
import { everyEvent, type Filter } from './filter.ts';
import { brokerSchema, triggerSchema, type WrittenDelivery, type WrittenTrigger } from './manifest-schema.ts';

/** A Broker that a manifest declares. */
export interface BrokerManifest {
  readonly namespace: string;
  readonly name: string;
}

/** A Trigger with the delivery that applies to it: its own, else its Broker's, else the one a cluster defaults to. */
export interface TriggerManifest {
  readonly namespace: string;
  readonly name: string;
  readonly broker: string;
  readonly filter: Filter;
  readonly subscriber: Destination;
  readonly delivery: Delivery;
}

export interface Manifests {
  readonly brokers: readonly BrokerManifest[];
  readonly triggers: readonly TriggerManifest[];
}

/** One YAML file; `name` is what problems are reported under. */
export interface ManifestText {
  readonly name: string;
  readonly text: string;
}

export interface ManifestOptions {
  /** For objects that name none. Default: 'default'. */
  readonly namespace?: string;
}

/** Manifests that cannot be used: `problems` has one line each with file, object and field. */
export class ManifestsError extends Error {
  override readonly name = 'ManifestsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the manifests cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

// What config-br-defaults gives a Broker without a delivery (knative/eventing, config/core/configmaps/default-broker.yaml).
const DEFAULT_DELIVERY: Delivery = { retry: 10, backoff: { policy: 'exponential', delayMs: 200 } };

/** Reads the Brokers and Triggers of all YAML files in a folder and those below it. Throws a ManifestsError with every problem. */
export async function loadManifests(folder: string, options: ManifestOptions = {}): Promise<Manifests> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const texts = await Promise.all(
    paths.map(async (path) => ({ name: relative(folder, path), text: await readFile(path, 'utf8') })),
  );
  return parseManifests(texts, options);
}

/** Reads the Brokers and Triggers of YAML texts; objects of other kinds are skipped. Throws a ManifestsError with every problem. */
export function parseManifests(texts: readonly ManifestText[], options: ManifestOptions = {}): Manifests {
  const problems: string[] = [];
  const namespace = options.namespace ?? 'default';
  const found = texts.flatMap((file) => documentsOf(file, problems));
  const brokers = readKind(found, 'Broker', brokerSchema, namespace, problems);
  const triggers = readKind(found, 'Trigger', triggerSchema, namespace, problems);
  const joined = triggers.flatMap(({ where, key, value }) => {
    const [space = '', name = ''] = key.split('/');
    const broker = brokers.find((candidate) => candidate.key === `${space}/${value.spec.broker}`);
    if (!broker) {
      problems.push(`${where}: spec.broker: no file declares the Broker ${space}/${value.spec.broker}`);
      return [];
    }
    return [triggerOf(space, name, value, broker.value.spec?.delivery)];
  });
  if (problems.length > 0) throw new ManifestsError(problems);
  return {
    brokers: brokers.map(({ key }) => {
      const [space = '', name = ''] = key.split('/');
      return { namespace: space, name };
    }),
    triggers: joined,
  };
}

interface Found {
  readonly file: string;
  readonly kind: string;
  readonly value: Readonly<Record<string, unknown>>;
}

function documentsOf(file: ManifestText, problems: string[]): Found[] {
  return [...parseAllDocuments(file.text)].flatMap((document) => {
    const fault = document.errors[0];
    if (fault) {
      problems.push(`${file.name}: ${fault.message.split('\n')[0]}`);
      return [];
    }
    const value: unknown = document.toJS();
    if (typeof value !== 'object' || value === null) return [];
    const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
    if (kind !== 'Broker' && kind !== 'Trigger') return [];
    if (typeof apiVersion !== 'string' || !apiVersion.startsWith('eventing.knative.dev/')) return [];
    if (apiVersion !== 'eventing.knative.dev/v1') {
      problems.push(`${file.name}: ${kind}: apiVersion: ${apiVersion} is not eventing.knative.dev/v1`);
      return [];
    }
    return [{ file: file.name, kind, value: { ...value } }];
  });
}

interface Read<T> {
  /** File and object, for problems. */
  readonly where: string;
  /** NAMESPACE/NAME. */
  readonly key: string;
  readonly value: T;
}

function readKind<Schema extends z.ZodType<{ metadata: { name: string; namespace?: string | undefined } }>>(
  found: readonly Found[],
  kind: string,
  schema: Schema,
  namespace: string,
  problems: string[],
): Read<z.infer<Schema>>[] {
  const seen = new Map<string, string>();
  return found.flatMap((document) => {
    if (document.kind !== kind) return [];
    const parsed = schema.safeParse(document.value);
    const where = `${document.file}: ${kind} ${nameOf(document.value, namespace)}`;
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => `${where}: ${pathOf(issue.path)}${issue.message}`));
      return [];
    }
    const { metadata } = parsed.data;
    const key = `${metadata.namespace ?? namespace}/${metadata.name}`;
    const first = seen.get(key);
    if (first !== undefined) {
      problems.push(`${where}: metadata.name: ${first} declares it already`);
      return [];
    }
    seen.set(key, document.file);
    return [{ where, key, value: parsed.data }];
  });
}

function nameOf(value: Readonly<Record<string, unknown>>, namespace: string): string {
  const metadata = value.metadata as { name?: unknown; namespace?: unknown } | null | undefined;
  return `${metadata?.namespace ?? namespace}/${metadata?.name ?? '(without a name)'}`;
}

function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '';
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return `${steps.join('').replace(/^\./, '')}: `;
}

// A Trigger's delivery replaces its Broker's as a whole, but for the dead-letter sink (recorded: d-brokerlevel-own).
function triggerOf(
  namespace: string,
  name: string,
  { spec }: WrittenTrigger,
  brokers: WrittenDelivery | undefined,
): TriggerManifest {
  const written = spec.delivery ?? brokers;
  const sink = spec.delivery?.deadLetterSink ?? brokers?.deadLetterSink;
  return {
    namespace,
    name,
    broker: spec.broker,
    filter: filterOf(spec),
    subscriber: destinationOf(spec.subscriber),
    delivery: {
      ...(written === undefined ? DEFAULT_DELIVERY : deliveryOf(written)),
      ...(sink === undefined ? {} : { deadLetterSink: destinationOf(sink) }),
    },
  };
}

function filterOf(spec: WrittenTrigger['spec']): Filter {
  if (spec.filters !== undefined && spec.filters.length > 0) return { dialect: 'all', filters: spec.filters };
  const attributes = spec.filter?.attributes;
  return attributes === undefined ? everyEvent : { dialect: 'attributes', attributes };
}

function deliveryOf(written: WrittenDelivery): Delivery {
  const { retry = 0, backoffPolicy, backoffDelay, timeout, retryAfterMax, format } = written;
  return {
    retry,
    // Only both of them together make a backoff (knative/eventing, pkg/kncloudevents/retries.go).
    ...(backoffPolicy === undefined || backoffDelay === undefined
      ? {}
      : { backoff: { policy: backoffPolicy, delayMs: backoffDelay } }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(retryAfterMax === undefined ? {} : { retryAfterMaxMs: retryAfterMax }),
    ...(format === undefined ? {} : { format }),
  };
}

function destinationOf(written: WrittenTrigger['spec']['subscriber']): Destination {
  const { ref, uri } = written;
  return {
    ...(ref === undefined
      ? {}
      : {
          ref: {
            kind: ref.kind,
            name: ref.name,
            ...(ref.apiVersion === undefined ? {} : { apiVersion: ref.apiVersion }),
            ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
          },
        }),
    ...(uri === undefined ? {} : { uri }),
  };
}
