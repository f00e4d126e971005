import type { FunctionDefinition } from '../../shared/function.ts';
import { backoffSeconds } from '../../shared/run/broker/delivery.ts';
import { ManifestsError, parseManifests, type TriggerManifest } from '../../shared/run/broker/manifests.ts';
import { containerOf, type Deployment, deadlineSeconds, objectsOf, secondsOf } from './manifest.ts';
import { typesNamed, wantsType } from './trigger-types.ts';

/** A filter may name these by their beginning, since it is known which types there are: knative/eventing, ApiServerSource. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'dev.knative.apiserver.resource.': ['add', 'update', 'delete'].map(
    (verb) => `dev.knative.apiserver.resource.${verb}`,
  ),
};
const UNKNOWN_TYPE = 'a.type.that.nobody.declares.v1';

/** What does not fit between Triggers, their Brokers and the functions they deliver to, one sentence each. */
export function triggerFaults({ files, definitions, withoutTrigger = {} }: Deployment): string[] {
  let triggers: readonly TriggerManifest[];
  try {
    ({ triggers } = parseManifests(files));
  } catch (error) {
    if (error instanceof ManifestsError) return [...error.problems];
    throw error;
  }
  const functions = definitions.filter((definition) => definition.kind === 'function');
  const known = [
    ...new Set(functions.flatMap(({ accepts, emits }) => [...accepts, ...emits].map(({ type }) => type))),
  ];
  const fileOf = (trigger: TriggerManifest) =>
    files.flatMap(objectsOf).find(({ kind, name }) => kind.endsWith(' Trigger') && name === trigger.name)
      ?.file;
  return [
    ...triggers.flatMap((trigger) => {
      const faults = oneTriggerFaults(trigger, fileOf(trigger) ?? '', { files, definitions, known });
      return faults.map((fault) => `${fileOf(trigger)}: Trigger ${trigger.name}: ${fault}`);
    }),
    ...functions.flatMap((definition) => reachFaults(definition, triggers, withoutTrigger[definition.name])),
    ...Object.keys(withoutTrigger)
      .filter((name) => !functions.some((definition) => definition.name === name))
      .map((name) => `${name} is said to have no Trigger, but there is no such function`),
  ];
}

function oneTriggerFaults(
  trigger: TriggerManifest,
  file: string,
  around: Deployment & { readonly known: readonly string[] },
): string[] {
  const { ref } = trigger.subscriber;
  const definition = around.definitions.find(({ name }) => name === ref?.name);
  if (
    ref?.kind !== 'Service' ||
    ref.apiVersion !== 'serving.knative.dev/v1' ||
    definition?.kind !== 'function'
  ) {
    return ['its subscriber is no Service of a function'];
  }
  return [
    ...(file === `${definition.name}.yaml` ? [] : [`it belongs into ${definition.name}.yaml`]),
    ...(trigger.name === definition.name || trigger.name.startsWith(`${definition.name}-`)
      ? []
      : [`its name does not begin with ${definition.name}`]),
    ...typeFaults(trigger, definition, around.known),
    ...deliveryFaults(trigger, definition, around),
  ];
}

function typeFaults(
  trigger: TriggerManifest,
  definition: FunctionDefinition,
  known: readonly string[],
): string[] {
  const accepts = definition.accepts.map(({ type }) => type);
  const { whole, parts } = typesNamed(trigger.filter);
  const candidates = new Set([
    ...known,
    ...whole,
    ...parts.flatMap((part) => FAMILIES[part] ?? []),
    UNKNOWN_TYPE,
  ]);
  const wanted = [...candidates].filter((type) => wantsType(trigger.filter, type) !== 'never');
  if (wanted.includes(UNKNOWN_TYPE) && !accepts.includes('*')) return ['it wants events of any type'];
  return [
    ...parts
      .filter((part) => !(part in FAMILIES))
      .map((part) => `nobody says which types ${part} stands for`),
    ...wanted
      .filter((type) => !accepts.includes(type) && !accepts.includes('*'))
      .map((type) => `it wants ${type}, which is not accepted`),
    ...definition.emits
      .filter(({ type }) => wanted.includes(type))
      .map(({ type }) => `it wants ${type}, which the function sends itself: a loop`),
  ];
}

function deliveryFaults(
  { delivery }: TriggerManifest,
  definition: FunctionDefinition,
  { files, definitions }: Deployment,
): string[] {
  const service = files
    .flatMap(objectsOf)
    .find(({ kind, name }) => kind === 'serving.knative.dev/v1 Service' && name === definition.name);
  const container = containerOf(service);
  const deadline = deadlineSeconds(definition, container);
  const lease = secondsOf('LEDGER_LEASE_SECONDS', definition, container);
  const said = secondsOf('RETRY_BACKOFF_SECONDS', definition, container);
  const waits = backoffSeconds(delivery);
  const sink = delivery.deadLetterSink?.ref;
  return [
    ...(deadline * 1_000 < (delivery.timeoutMs ?? 0)
      ? []
      : [`its delivery timeout is not longer than the deadline of ${deadline} s`]),
    // An event of a pod that died has to come again after its claim has ended.
    ...(waits > lease ? [] : [`its retries end after ${waits} s, before a claim does after ${lease} s`]),
    ...(waits === said || waits <= lease
      ? []
      : [`its retries end after ${waits} s, but RETRY_BACKOFF_SECONDS says ${said} s`]),
    ...(sink?.kind === 'Service' && definitions.some(({ name }) => name === sink.name)
      ? []
      : ['its dead-letter sink is no Service of a function']),
  ];
}

/** Each type that a function accepts has to reach it, or somebody has to say how else its events come. */
function reachFaults(
  { name, accepts }: FunctionDefinition,
  triggers: readonly TriggerManifest[],
  otherWay: string | undefined,
): string[] {
  const own = triggers.filter(({ subscriber }) => subscriber.ref?.name === name);
  if (otherWay !== undefined) {
    return own.length === 0
      ? []
      : [`${name}.yaml: has a Trigger, though it is said to have none: ${otherWay}`];
  }
  return accepts
    .filter(({ type }) => !own.some(({ filter }) => wantsType(filter, type) !== 'never'))
    .map(({ type }) => `${name}.yaml: no Trigger wants ${type}, which the function accepts`);
}
