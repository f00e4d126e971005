import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { settings } from '../shared/config.ts';
import { anyEvent } from '../shared/events/any.ts';
import { defineEvent, defineFunction, defineIntake } from '../shared/function.ts';
import { manifestsFolder } from '../shared/run/all-in-one.ts';
import type { ManifestText } from '../shared/run/broker/manifests.ts';
import { functionNames, loadFunction } from '../shared/run/registry.ts';
import type { Definition, Deployment } from './manifests/manifest.ts';
import { manifestFaults } from './manifests/manifest-faults.ts';

// Functions whose events come without a Trigger, and how.
const withoutTrigger = { 'dead-letters': 'it is the dead-letter sink of the Broker' };

describe('knative/base', () => {
  let files: ManifestText[];
  let definitions: Definition[];
  beforeAll(async () => {
    definitions = await Promise.all(functionNames().map((name) => loadFunction(name)));
    files = await Promise.all(
      (await readdir(manifestsFolder)).map(async (name) => ({
        name,
        text: await readFile(join(manifestsFolder, name), 'utf8'),
      })),
    );
  });

  it('fits the functions, the settings, the delivery that they rely on, and Pod Security "restricted"', () => {
    expect(files.length).toBeGreaterThan(4);
    expect(manifestFaults({ files, definitions, withoutTrigger })).toEqual([]);
  });
});

const came = defineEvent({ type: 'test.came.v1', description: 'It came.', schema: z.object({}) });
const went = defineEvent({ type: 'test.went.v1', description: 'It went.', schema: z.object({}) });
const watcher = defineFunction({
  name: 'watcher',
  description: 'Watches.',
  accepts: [came],
  emits: [went],
  settings: settings({
    EYES: z.coerce.number().int().default(2).describe('How many eyes.'),
    NAMES: z.string().describe('Whom to watch.'),
    WORD: z.string().optional().describe('A word.'),
  }),
  connect: () => undefined,
  handle: () => [],
});
const bin = defineFunction({
  name: 'bin',
  description: 'Takes the rest.',
  accepts: [anyEvent],
  emits: [],
  settings: settings({}),
  connect: () => undefined,
  handle: () => [],
});
const door = defineIntake({
  name: 'door',
  description: 'Lets in.',
  path: '/in',
  accepts: z.unknown(),
  emits: [came],
  settings: settings({}),
  connect: () => undefined,
  verify: () => undefined,
  toEvents: () => [],
});

const service = (name: string, more = '') => `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: ${name}
  namespace: watchkeeper
  labels:
    networking.knative.dev/visibility: cluster-local
spec:
  template:
    spec:
      timeoutSeconds: 150
      containers:
        - image: watchkeeper
          args: [${name}]
${more}          securityContext:
            allowPrivilegeEscalation: false
            runAsNonRoot: true
            capabilities:
              drop: [ALL]
            seccompProfile:
              type: RuntimeDefault
          readinessProbe:
            httpGet:
              path: /health/readiness
`;

const good: Readonly<Record<string, string>> = {
  'kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [namespace.yaml, broker.yaml, bin.yaml, door.yaml, watcher.yaml]
`,
  'namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: watchkeeper\n',
  'broker.yaml': `apiVersion: eventing.knative.dev/v1
kind: Broker
metadata:
  name: default
  namespace: watchkeeper
spec:
  delivery:
    retry: 8
    backoffPolicy: exponential
    backoffDelay: PT2S
    timeout: PT150S
    deadLetterSink:
      ref:
        apiVersion: serving.knative.dev/v1
        kind: Service
        name: bin
`,
  'bin.yaml': service('bin'),
  'door.yaml': `${service('door').replace('\n  labels:\n    networking.knative.dev/visibility: cluster-local', '')}---
apiVersion: sources.knative.dev/v1
kind: SinkBinding
metadata:
  name: door
  namespace: watchkeeper
spec:
  subject:
    apiVersion: serving.knative.dev/v1
    kind: Service
    name: door
  sink:
    ref:
      apiVersion: eventing.knative.dev/v1
      kind: Broker
      name: default
`,
  'watcher.yaml': `${service('watcher', '          env:\n            - name: NAMES\n              value: all\n')}---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: watcher
  namespace: watchkeeper
spec:
  broker: default
  filters:
    - exact:
        type: test.came.v1
  subscriber:
    ref:
      apiVersion: serving.knative.dev/v1
      kind: Service
      name: watcher
`,
};

const deployment = (files: Readonly<Record<string, string | undefined>> = {}): Deployment => ({
  files: Object.entries({ ...good, ...files }).flatMap(([name, text]) =>
    text === undefined ? [] : [{ name, text }],
  ),
  definitions: [bin, door, watcher],
  withoutTrigger: { bin: 'it is the dead-letter sink' },
});

/** The good manifests with one text replaced, in the watcher's file if no other is named; throws where the text is not there, since the row would test nothing. */
function changed(from: string, to: string, file = 'watcher.yaml'): Deployment {
  const text = good[file] ?? '';
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  return deployment({ [file]: text.replace(from, to) });
}

const withEnv = (entry: string) => changed('          env:\n', `          env:\n            - ${entry}\n`);
const withFilter = (filter: string) => changed('exact:\n        type: test.came.v1', filter);

describe('the check of the manifests', () => {
  it('finds nothing in manifests that fit', () => {
    expect(manifestFaults(deployment())).toEqual([]);
  });

  // One fault each, and the one sentence that has to come of it.
  it.each<[why: string, bad: Deployment, fault: string]>([
    [
      'a file that no function has the name of',
      deployment({
        'other.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: watchkeeper}\n',
        'kustomization.yaml': good['kustomization.yaml']?.replace('watcher.yaml', 'watcher.yaml, other.yaml'),
      }),
      'other.yaml: no function has this name',
    ],
    [
      'a file that kustomize does not take',
      changed(', watcher.yaml', '', 'kustomization.yaml'),
      'kustomization.yaml does not list watcher.yaml: run "npm run generate"',
    ],
    [
      'a file that kustomize misses',
      changed('watcher.yaml', 'watcher.yaml, old.yaml', 'kustomization.yaml'),
      'kustomization.yaml lists old.yaml, which is not there',
    ],
    [
      'another namespace',
      changed('namespace: watchkeeper', 'namespace: default', 'bin.yaml'),
      'bin.yaml: serving.knative.dev/v1 Service bin is not in the namespace watchkeeper',
    ],
    [
      'another name',
      changed('  name: bin', '  name: box', 'bin.yaml'),
      'bin.yaml: the Service is called box',
    ],
    [
      'another argument',
      changed('args: [watcher]', 'args: [bin]'),
      'watcher.yaml: args are ["bin"], not the name of the function',
    ],
    [
      'another image',
      changed('image: watchkeeper', 'image: example.com/watchkeeper:1'),
      'watcher.yaml: the image is example.com/watchkeeper:1, not watchkeeper',
    ],
    [
      'no readiness',
      changed('path: /health/readiness', 'path: /'),
      'watcher.yaml: readinessProbe does not ask /health/readiness',
    ],
    [
      'a function that the outside can call',
      changed('visibility: cluster-local', 'visibility: everybody'),
      'watcher.yaml: the Service is not cluster-local',
    ],
    [
      'a variable that is no setting',
      withEnv('{ name: EARS, value: "2" }'),
      'watcher.yaml: EARS is no setting of the function',
    ],
    [
      'a setting that stands twice',
      withEnv('{ name: NAMES, value: some }'),
      'watcher.yaml: NAMES stands twice in env',
    ],
    [
      'a variable that Knative sets',
      withEnv('{ name: PORT, value: "9090" }'),
      'watcher.yaml: PORT may not be set: Knative sets it',
    ],
    [
      'a value that does not fit',
      withEnv('{ name: EYES, value: many }'),
      'watcher.yaml: EYES does not fit: Invalid input: expected number, received NaN',
    ],
    [
      'a number that YAML does not take for a text',
      withEnv('{ name: EYES, value: 3 }'),
      'watcher.yaml: EYES is no string: put its value in quotes',
    ],
    [
      'a default that also stands in the schema',
      withEnv('{ name: EYES, value: "2" }'),
      'watcher.yaml: EYES has the value that is its default: leave it out',
    ],
    [
      'a setting that has to be set',
      changed('name: NAMES', 'name: WORD'),
      'watcher.yaml: NAMES has to be set',
    ],
    [
      'an intake whose events go nowhere',
      changed('kind: SinkBinding', 'kind: ContainerSource', 'door.yaml'),
      'door.yaml: an intake needs K_SINK: bind it to the Broker by a SinkBinding',
    ],
    ['no time limit', changed('      timeoutSeconds: 150\n', ''), 'watcher.yaml: timeoutSeconds is not set'],
    [
      'a time limit that Knative refuses',
      changed('timeoutSeconds: 150', 'timeoutSeconds: 601'),
      'watcher.yaml: timeoutSeconds is over 600',
    ],
    [
      'a time limit before the deadline of the function',
      changed('timeoutSeconds: 150', 'timeoutSeconds: 120'),
      'watcher.yaml: the deadline of 120 s is not before timeoutSeconds',
    ],
    [
      'a pod that breaks Pod Security',
      changed('runAsNonRoot: true', 'runAsNonRoot: false'),
      'watcher.yaml: containers[0].securityContext.runAsNonRoot is false',
    ],
    [
      'a Trigger that cannot be read',
      withFilter('cesql: "type LIKE \'test.%\'"'),
      'watcher.yaml: Trigger watchkeeper/watcher: spec.filters[0].cesql: CESQL is not taken',
    ],
    [
      'a Trigger of another name',
      changed('kind: Trigger\nmetadata:\n  name: watcher', 'kind: Trigger\nmetadata:\n  name: came'),
      'watcher.yaml: Trigger came: its name does not begin with watcher',
    ],
    [
      'a Trigger in the file of another function',
      deployment({
        'watcher.yaml': good['watcher.yaml']?.split('---\n')[0],
        'bin.yaml': `${good['bin.yaml']}---\n${good['watcher.yaml']?.split('---\n')[1]}`,
      }),
      'bin.yaml: Trigger watcher: it belongs into watcher.yaml',
    ],
    [
      'a type that is not accepted',
      withFilter('any:\n        - exact: { type: test.came.v1 }\n        - exact: { type: test.left.v1 }'),
      'watcher.yaml: Trigger watcher: it wants test.left.v1, which is not accepted',
    ],
    [
      'a type that only another attribute keeps away',
      withFilter(
        'any:\n        - exact: { type: test.came.v1 }\n        - exact: { type: test.left.v1, kind: Job }',
      ),
      'watcher.yaml: Trigger watcher: it wants test.left.v1, which is not accepted',
    ],
    [
      'a filter that no type is kept away by',
      withFilter('exact: { kind: Job }'),
      'watcher.yaml: Trigger watcher: it wants events of any type',
    ],
    [
      'the beginning of types that nobody lists',
      withFilter('any:\n        - exact: { type: test.came.v1 }\n        - prefix: { type: test.other. }'),
      'watcher.yaml: Trigger watcher: nobody says which types test.other. stands for',
    ],
    [
      'a family of types of which one is not accepted',
      withFilter(
        'any:\n        - exact: { type: test.came.v1 }\n        - all:\n            - prefix: { type: dev.knative.apiserver.resource. }\n            - not: { exact: { type: dev.knative.apiserver.resource.delete } }\n            - not: { exact: { type: dev.knative.apiserver.resource.add } }',
      ),
      'watcher.yaml: Trigger watcher: it wants dev.knative.apiserver.resource.update, which is not accepted',
    ],
    [
      'an accepted type that no Trigger wants',
      {
        ...deployment(),
        definitions: [bin, door, { ...watcher, accepts: [came, { ...came, type: 'test.back.v1' }] }],
      },
      'watcher.yaml: no Trigger wants test.back.v1, which the function accepts',
    ],
    [
      'a function without a Trigger that nobody gives a reason for',
      { ...deployment(), withoutTrigger: {} },
      'bin.yaml: no Trigger wants *, which the function accepts',
    ],
    [
      'a reason for a function that is gone',
      { ...deployment(), withoutTrigger: { bin: 'sink', box: 'gone' } },
      'box is said to have no Trigger, but there is no such function',
    ],
    [
      'a reason for a function that has a Trigger',
      { ...deployment(), withoutTrigger: { bin: 'sink', watcher: 'rare' } },
      'watcher.yaml: has a Trigger, though it is said to have none: rare',
    ],
    [
      'a delivery that ends before the function has answered',
      changed('timeout: PT150S', 'timeout: PT2M', 'broker.yaml'),
      'watcher.yaml: Trigger watcher: its delivery timeout is not longer than the deadline of 120 s',
    ],
    [
      'a delivery without a timeout',
      changed('    timeout: PT150S\n', '', 'broker.yaml'),
      'watcher.yaml: Trigger watcher: its delivery timeout is not longer than the deadline of 120 s',
    ],
    [
      'retries that are over too soon',
      changed('retry: 8', 'retry: 6', 'broker.yaml'),
      'watcher.yaml: Trigger watcher: its retries end after 126 s, before a claim does after 180 s',
    ],
    [
      'retries that last longer than the function is told',
      changed('retry: 8', 'retry: 9', 'broker.yaml'),
      'watcher.yaml: Trigger watcher: its retries end after 1022 s, but RETRY_BACKOFF_SECONDS says 510 s',
    ],
    [
      'retries without a backoff',
      changed('    backoffPolicy: exponential\n', '', 'broker.yaml'),
      'watcher.yaml: Trigger watcher: its retries end after 0 s, before a claim does after 180 s',
    ],
    [
      'a delivery of its own that forgets the rest of the Broker’s',
      changed('  broker: default\n', '  broker: default\n  delivery: { timeout: PT150S }\n'),
      'watcher.yaml: Trigger watcher: its retries end after 0 s, before a claim does after 180 s',
    ],
    [
      'a dead-letter sink that is not there',
      changed('name: bin', 'name: box', 'broker.yaml'),
      'watcher.yaml: Trigger watcher: its dead-letter sink is no Service of a function',
    ],
  ])('finds %s', (_why, bad, fault) => {
    const faults = manifestFaults(bad);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('finds a function without a manifest', () => {
    const late = { ...bin, name: 'late' };
    const faults = manifestFaults({
      ...deployment(),
      definitions: [bin, door, watcher, late],
      withoutTrigger: { bin: 'sink', late: 'late' },
    });
    expect(faults).toEqual(['late.yaml is missing', 'late.yaml: holds 0 Services, not one']);
  });

  it.each(['nobody', 'door'])('finds a Trigger for %s, who takes no events', (name) => {
    const bad = changed(
      '      kind: Service\n      name: watcher',
      `      kind: Service\n      name: ${name}`,
    );
    expect(manifestFaults(bad)).toEqual([
      'watcher.yaml: Trigger watcher: its subscriber is no Service of a function',
      'watcher.yaml: no Trigger wants test.came.v1, which the function accepts',
    ]);
  });

  it('finds a Trigger that would feed a function its own events', () => {
    const faults = manifestFaults(
      withFilter('any:\n        - exact: { type: test.came.v1 }\n        - exact: { type: test.went.v1 }'),
    );
    expect(faults).toEqual([
      'watcher.yaml: Trigger watcher: it wants test.went.v1, which is not accepted',
      'watcher.yaml: Trigger watcher: it wants test.went.v1, which the function sends itself: a loop',
    ]);
  });

  it('takes settings from a Secret as given, since their values are not known here', () => {
    expect(
      manifestFaults(
        changed(
          'env:\n            - name: NAMES\n              value: all',
          'envFrom:\n            - secretRef: { name: watcher }',
        ),
      ),
    ).toEqual([]);
    expect(
      manifestFaults(changed('value: all', 'valueFrom: { secretKeyRef: { name: watcher, key: names } }')),
    ).toEqual([]);
  });

  it('heeds a lease that the manifest sets', () => {
    expect(manifestFaults(withEnv('{ name: LEDGER_LEASE_SECONDS, value: "600" }'))).toEqual([
      'watcher.yaml: Trigger watcher: its retries end after 510 s, before a claim does after 600 s',
    ]);
  });

  it('heeds a deadline that the manifest sets', () => {
    expect(manifestFaults(withEnv('{ name: DEADLINE_SECONDS, value: "200" }'))).toEqual([
      'watcher.yaml: the deadline of 200 s is not before timeoutSeconds',
      'watcher.yaml: Trigger watcher: its delivery timeout is not longer than the deadline of 200 s',
    ]);
  });
});
