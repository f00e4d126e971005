import { type Deployment, fields, type ManifestObject, objectsOf, strings } from './manifest.ts';
import { serviceFaults } from './service-faults.ts';
import { triggerFaults } from './trigger-faults.ts';

const NAMESPACE = 'watchkeeper';
const SHARED_FILES = ['namespace.yaml', 'broker.yaml', 'kustomization.yaml'];

/** Everything that does not fit between manifests and functions, one sentence each; empty where all is well. */
export function manifestFaults(deployment: Deployment): string[] {
  const { files, definitions } = deployment;
  const objects = files.flatMap(objectsOf);
  return [
    ...fileFaults(deployment),
    ...namespaceFaults(objects),
    ...definitions.flatMap((definition) => serviceFaults(definition, objects)),
    ...triggerFaults(deployment),
  ];
}

function fileFaults({ files, definitions }: Deployment): string[] {
  const names = files.map(({ name }) => name);
  const wanted = definitions.map(({ name }) => `${name}.yaml`);
  const kustomization = objectsOf(
    files.find(({ name }) => name === 'kustomization.yaml') ?? { name: '', text: '' },
  )[0];
  const listed = strings(kustomization?.value.resources);
  const others = names.filter((name) => name !== 'kustomization.yaml');
  return [
    ...wanted.filter((file) => !names.includes(file)).map((file) => `${file} is missing`),
    ...names
      .filter((file) => !wanted.includes(file) && !SHARED_FILES.includes(file))
      .map((file) => `${file}: no function has this name`),
    ...others
      .filter((file) => !listed.includes(file))
      .map((file) => `kustomization.yaml does not list ${file}: run "npm run generate"`),
    ...listed
      .filter((file) => !others.includes(file))
      .map((file) => `kustomization.yaml lists ${file}, which is not there`),
  ];
}

function namespaceFaults(objects: readonly ManifestObject[]): string[] {
  return objects
    .filter(({ kind }) => kind !== 'v1 Namespace' && !kind.startsWith('kustomize.config.k8s.io/'))
    .filter(({ value }) => fields(value.metadata).namespace !== NAMESPACE)
    .map(({ file, kind, name }) => `${file}: ${kind} ${name} is not in the namespace ${NAMESPACE}`);
}
