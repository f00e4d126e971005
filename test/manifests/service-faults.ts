import type { z } from 'zod';
import {
  type Definition,
  deadlineSeconds,
  type Fields,
  fields,
  list,
  type ManifestObject,
  templateOf,
} from './manifest.ts';
import { podSecurityFaults } from './pod-security.ts';

const IMAGE = 'watchkeeper';
/** max-revision-timeout-seconds (knative/serving, config/core/configmaps/defaults.yaml). */
const MOST_TIMEOUT_SECONDS = 600;
/** Knative Serving sets these and refuses them in a Service (pkg/apis/serving/k8s_validation.go). */
const RESERVED = ['PORT', 'K_SERVICE', 'K_CONFIGURATION', 'K_REVISION'];

/** What does not fit between a function and its Knative Service, one sentence each; `all` are the objects of all files. */
export function serviceFaults(definition: Definition, all: readonly ManifestObject[]): string[] {
  const file = `${definition.name}.yaml`;
  const services = all.filter(
    (object) => object.file === file && object.kind === 'serving.knative.dev/v1 Service',
  );
  const [service] = services;
  if (service === undefined || services.length > 1)
    return [`${file}: holds ${services.length} Services, not one`];
  const template = templateOf(service);
  const spec = fields(template.spec);
  const [container = {}, ...sidecars] = list(spec.containers);
  const faults = [
    ...(service.name === definition.name ? [] : [`the Service is called ${service.name}`]),
    ...(sidecars.length === 0 ? [] : ['there is more than one container']),
    ...(container.image === IMAGE ? [] : [`the image is ${container.image}, not ${IMAGE}`]),
    ...(JSON.stringify(container.args) === JSON.stringify([definition.name])
      ? []
      : [`args are ${JSON.stringify(container.args)}, not the name of the function`]),
    ...(fields(fields(container.readinessProbe).httpGet).path === '/health/readiness'
      ? []
      : ['readinessProbe does not ask /health/readiness']),
    ...doorFaults(definition, service.value),
    ...settingFaults(definition, container, hasSinkBinding(definition.name, all)),
    ...timeFaults(definition, container, spec.timeoutSeconds),
    ...podSecurityFaults({ metadata: fields(template.metadata), spec }),
  ];
  return faults.map((fault) => `${file}: ${fault}`);
}

/** Only an intake is called from outside the cluster. */
function doorFaults({ kind }: Definition, service: Fields): string[] {
  const visibility = fields(fields(service.metadata).labels)['networking.knative.dev/visibility'];
  return kind === 'intake' || visibility === 'cluster-local' ? [] : ['the Service is not cluster-local'];
}

function hasSinkBinding(name: string, all: readonly ManifestObject[]): boolean {
  return all.some(({ kind, value }) => {
    const subject = fields(fields(value.spec).subject);
    return (
      kind === 'sources.knative.dev/v1 SinkBinding' && subject.kind === 'Service' && subject.name === name
    );
  });
}

function settingFaults(definition: Definition, container: Fields, isBound: boolean): string[] {
  const shape: Readonly<Record<string, z.ZodType>> = definition.settings.shape;
  const given = list(container.env).map(({ name, value }) => ({ name: String(name), value }));
  const names = given.map(({ name }) => name);
  const needed = Object.keys(shape).filter((key) => !shape[key]?.safeParse(undefined).success);
  const fromElsewhere = Array.isArray(container.envFrom) && container.envFrom.length > 0;
  return [
    ...given.flatMap(({ name, value }, index) => {
      if (names.indexOf(name) !== index) return [`${name} stands twice in env`];
      if (RESERVED.includes(name)) return [`${name} may not be set: Knative sets it`];
      const schema = shape[name];
      if (schema === undefined) return [`${name} is no setting of the function`];
      // From a Secret or a ConfigMap: the value is not known here.
      if (value === undefined) return [];
      return valueFaults(name, schema, value);
    }),
    ...(fromElsewhere
      ? []
      : needed.filter((key) => !names.includes(key)).map((key) => `${key} has to be set`)),
    ...(definition.kind === 'function' || isBound || names.includes('K_SINK')
      ? []
      : ['an intake needs K_SINK: bind it to the Broker by a SinkBinding']),
  ];
}

function valueFaults(name: string, schema: z.ZodType, value: unknown): string[] {
  if (typeof value !== 'string') return [`${name} is no string: put its value in quotes`];
  const read = schema.safeParse(value);
  if (!read.success) return [`${name} does not fit: ${read.error.issues[0]?.message}`];
  const unset = schema.safeParse(undefined);
  const isDefault =
    unset.success && unset.data !== undefined && JSON.stringify(unset.data) === JSON.stringify(read.data);
  return isDefault ? [`${name} has the value that is its default: leave it out`] : [];
}

function timeFaults(definition: Definition, container: Fields, timeoutSeconds: unknown): string[] {
  const deadline = deadlineSeconds(definition, container);
  if (typeof timeoutSeconds !== 'number') return ['timeoutSeconds is not set'];
  return [
    ...(timeoutSeconds <= MOST_TIMEOUT_SECONDS ? [] : [`timeoutSeconds is over ${MOST_TIMEOUT_SECONDS}`]),
    ...(deadline < timeoutSeconds ? [] : [`the deadline of ${deadline} s is not before timeoutSeconds`]),
  ];
}
