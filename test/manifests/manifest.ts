import { parseAllDocuments } from 'yaml';
import type { FunctionDefinition, IntakeDefinition } from '../../shared/function.ts';
import type { ManifestText } from '../../shared/run/broker/manifests.ts';

/** A part of a manifest, nothing of it checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

export type Definition = FunctionDefinition | IntakeDefinition;

/** What is checked: the files of a folder of manifests, and the functions that they are for. */
export interface Deployment {
  readonly files: readonly ManifestText[];
  readonly definitions: readonly Definition[];
  /** Functions whose events come without a Trigger, and how. */
  readonly withoutTrigger?: Readonly<Record<string, string>>;
}

/** One object of a file; `kind` is apiVersion and kind. */
export interface ManifestObject {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly value: Fields;
}
/** The objects of a file. */
export function objectsOf({ name: file, text }: ManifestText): ManifestObject[] {
  return [...parseAllDocuments(text)].flatMap((document) => {
    const value = fields(document.toJS());
    const { name } = fields(value.metadata);
    return value.kind === undefined
      ? []
      : [{ file, kind: `${value.apiVersion} ${value.kind}`, name: String(name), value }];
  });
}

/** The pod template of the Knative Service that a file of a function has to hold. */
export function templateOf(service: ManifestObject | undefined): Fields {
  return fields(fields(service?.value.spec).template);
}

/** The container of a Service's pod template. */
export function containerOf(service: ManifestObject | undefined): Fields {
  return list(fields(templateOf(service).spec).containers)[0] ?? {};
}

/** Seconds of a setting of a function, such as DEADLINE_SECONDS: as its container says, else the default. */
export function secondsOf(setting: string, { settings }: Definition, container: Fields): number {
  const written = list(container.env).find(({ name }) => name === setting)?.value;
  return Number(written ?? settings.shape[setting]?.parse(undefined));
}

/** Seconds that a function has for one event. */
export function deadlineSeconds(definition: Definition, container: Fields): number {
  return secondsOf('DEADLINE_SECONDS', definition, container);
}

/** The value if it is an object, else one without fields. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list; none where it is no list. */
export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

/** The entries of a list as texts. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
