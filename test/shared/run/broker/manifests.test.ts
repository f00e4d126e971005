import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadManifests, ManifestsError, parseManifests } from '../../../../shared/run/broker/manifests.ts';
import { manifestsOf, to } from './rig.ts';

const BROKER = 'apiVersion: eventing.knative.dev/v1\nkind: Broker\nmetadata: { name: default }\n';

function trigger(spec: string, name = 'one'): string {
  return `apiVersion: eventing.knative.dev/v1\nkind: Trigger\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
}

function problemsOf(...texts: string[]): readonly string[] {
  try {
    parseManifests(texts.map((text, at) => ({ name: `${at}.yaml`, text })));
  } catch (error) {
    if (error instanceof ManifestsError) return error.problems;
    throw error;
  }
  return [];
}

const GOOD = '{ broker: default, subscriber: { uri: "http://x/" } }';

test('reads Brokers and Triggers of several documents and skips other kinds', () => {
  const text = [
    'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: x }\n',
    BROKER,
    trigger('{ broker: default, subscriber: { ref: { apiVersion: v1, kind: Service, name: x } } }'),
    '# nothing\n',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
  ].join('---\n');
  const manifests = parseManifests([{ name: 'all.yaml', text }], { namespace: 'watch' });
  expect(manifests.brokers).toEqual([{ namespace: 'watch', name: 'default' }]);
  expect(manifests.triggers).toEqual([
    {
      namespace: 'watch',
      name: 'one',
      broker: 'default',
      filter: { dialect: 'all', filters: [] },
      subscriber: { ref: { apiVersion: 'v1', kind: 'Service', name: 'x' } },
      delivery: { retry: 10, backoff: { policy: 'exponential', delayMs: 200 } },
    },
  ]);
});

test('reads every YAML file of a folder and those below it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  try {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'broker.yaml'), BROKER);
    await writeFile(join(folder, 'deep', 'trigger.yml'), trigger(GOOD));
    await writeFile(join(folder, 'README.md'), 'kind: Trigger');
    const { brokers, triggers } = await loadManifests(folder);
    expect(brokers.map(({ name }) => name)).toEqual(['default']);
    expect(triggers.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual(['default/one']);
    await writeFile(join(folder, 'deep', 'wrong.yaml'), trigger('{}', 'two'));
    await expect(loadManifests(folder)).rejects.toThrow(
      /deep\/wrong\.yaml: Trigger default\/two: spec\.broker/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('tells every problem in one message, each with file, object and field', () => {
  const error = problemsOf(
    BROKER,
    trigger('{ broker: other, subscriber: { uri: "http://x/" } }'),
    trigger('{ broker: default, subscriber: {}, delivery: { retry: -1, backoffDelay: 5s } }', 'two'),
    'kind: Trigger\n  broken: [',
  );
  expect(error).toEqual([
    expect.stringMatching(/^3\.yaml: /),
    '2.yaml: Trigger default/two: spec.subscriber: needs a ref, a uri, or both',
    expect.stringMatching(/^2\.yaml: Trigger default\/two: spec\.delivery\.retry: /),
    expect.stringMatching(
      /^2\.yaml: Trigger default\/two: spec\.delivery\.backoffDelay: 5s is no ISO 8601 duration/,
    ),
    '1.yaml: Trigger default/one: spec.broker: no file declares the Broker default/other',
  ]);
});

describe('refuses', () => {
  const rows: [string, string, RegExp][] = [
    [
      'CESQL',
      `{ broker: default, filters: [{ cesql: "LENGTH(type)" }], subscriber: { uri: "http://x/" } }`,
      /filters\[0\]\.cesql: CESQL is not taken: an expression that gives no boolean crashes/,
    ],
    [
      'CESQL inside not',
      `{ broker: default, filters: [{ not: { cesql: "x" } }], subscriber: { uri: "http://x/" } }`,
      /filters\[0\]\.not\.cesql: CESQL/,
    ],
    [
      'an unknown dialect',
      `{ broker: default, filters: [{ regex: { type: x } }], subscriber: { uri: "http://x/" } }`,
      /filters\[0\]\.regex: the filter dialect regex is not known/,
    ],
    [
      'two dialects in one filter',
      `{ broker: default, filters: [{ exact: { type: x }, prefix: { type: y } }], subscriber: { uri: "http://x/" } }`,
      /filters\[0\]: a filter has exactly one of/,
    ],
    [
      'a filter that is empty',
      `{ broker: default, filters: [{}], subscriber: { uri: "http://x/" } }`,
      /exactly one of/,
    ],
    [
      'any of nothing',
      `{ broker: default, filters: [{ any: [] }], subscriber: { uri: "http://x/" } }`,
      /filters\[0\]\.any: holds no filter/,
    ],
    [
      'exact of nothing',
      `{ broker: default, filters: [{ exact: {} }], subscriber: { uri: "http://x/" } }`,
      /filters\[0\]\.exact: names no attribute/,
    ],
    [
      'an empty value outside the old form',
      `{ broker: default, filters: [{ exact: { type: "" } }], subscriber: { uri: "http://x/" } }`,
      /exact\.type: the value may not be empty/,
    ],
    [
      'a number as a value',
      `{ broker: default, filter: { attributes: { priority: 5 } }, subscriber: { uri: "http://x/" } }`,
      /filter\.attributes\.priority: .*put it in quotes/,
    ],
    [
      'an attribute in upper case',
      `{ broker: default, filter: { attributes: { Type: x } }, subscriber: { uri: "http://x/" } }`,
      /filter\.attributes\.Type: .*lower-case letters/,
    ],
    [
      'a field that is not heeded',
      `{ broker: default, filtres: [], subscriber: { uri: "http://x/" } }`,
      /spec: .*filtres/,
    ],
    [
      'a relative uri without a ref',
      `{ broker: default, subscriber: { uri: /x } }`,
      /subscriber\.uri: without a ref, the uri has to be absolute/,
    ],
    [
      'an absolute uri beside a ref',
      `{ broker: default, subscriber: { ref: { kind: S, name: x }, uri: "http://x/" } }`,
      /subscriber\.uri: beside a ref/,
    ],
    [
      'a password in a uri',
      `{ broker: default, subscriber: { uri: "http://a:b@x/" } }`,
      /subscriber\.uri: .*password/,
    ],
    [
      'a timeout of nothing',
      `{ broker: default, subscriber: { uri: "http://x/" }, delivery: { timeout: PT0S } }`,
      /delivery\.timeout: .*longer than nothing/,
    ],
    [
      'an unknown backoff policy',
      `{ broker: default, subscriber: { uri: "http://x/" }, delivery: { backoffPolicy: random } }`,
      /delivery\.backoffPolicy: /,
    ],
  ];
  test.each(rows)('%s', (_name, spec, problem) => {
    expect(problemsOf(BROKER, trigger(spec))).toEqual([expect.stringMatching(problem)]);
  });

  test('an object that is declared twice', () => {
    expect(problemsOf(BROKER, trigger(GOOD), trigger(GOOD))).toEqual([
      '2.yaml: Trigger default/one: metadata.name: 1.yaml declares it already',
    ]);
  });

  test('another version of the API', () => {
    expect(problemsOf(BROKER.replace('/v1', '/v1beta1'))).toEqual([
      '0.yaml: Broker: apiVersion: eventing.knative.dev/v1beta1 is not eventing.knative.dev/v1',
    ]);
  });
});

describe('the delivery of a Trigger', () => {
  const brokers = {
    retry: 1,
    backoffPolicy: 'linear',
    backoffDelay: 'PT0.3S',
    deadLetterSink: to('/broker'),
  };
  const deliveryOf = (own: object | undefined, broker?: object) =>
    manifestsOf({ one: { subscriber: to('/'), ...(own && { delivery: own }) } }, broker).triggers[0]
      ?.delivery;

  test('is its own as a whole, but for the dead-letter sink of the Broker', () => {
    expect(deliveryOf({ retry: 0 }, brokers)).toEqual({ retry: 0, deadLetterSink: to('/broker') });
  });

  test('is the one of the Broker where it has none', () => {
    expect(deliveryOf(undefined, brokers)).toEqual({
      retry: 1,
      backoff: { policy: 'linear', delayMs: 300 },
      deadLetterSink: to('/broker'),
    });
  });

  test('is the one of the cluster where nobody has any', () => {
    expect(deliveryOf(undefined)).toEqual({ retry: 10, backoff: { policy: 'exponential', delayMs: 200 } });
  });

  test('has its own dead-letter sink before the one of the Broker', () => {
    expect(deliveryOf({ deadLetterSink: to('/own') }, brokers)?.deadLetterSink).toEqual(to('/own'));
  });

  test('has a backoff only with both policy and delay', () => {
    expect(deliveryOf({ retry: 3, backoffDelay: 'PT1S' })).toEqual({ retry: 3 });
  });

  test('has times in milliseconds', () => {
    expect(deliveryOf({ timeout: 'PT1M', retryAfterMax: 'PT10S', format: 'json' })).toEqual({
      retry: 0,
      timeoutMs: 60_000,
      retryAfterMaxMs: 10_000,
      format: 'json',
    });
  });
});

test('filters wins over filter, unless it is empty', () => {
  const filter = { attributes: { type: 'a' } };
  const filters = [{ exact: { type: 'b' } }];
  const [both, empty] = manifestsOf({
    both: { filter, filters, subscriber: to('/') },
    empty: { filter, filters: [], subscriber: to('/') },
  }).triggers;
  expect(both?.filter).toEqual({
    dialect: 'all',
    filters: [{ dialect: 'exact', attributes: { type: 'b' } }],
  });
  expect(empty?.filter).toEqual({ dialect: 'attributes', attributes: { type: 'a' } });
});
