import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { connect } from '../shared/run/connect.ts';
import { loadFunction } from '../shared/run/registry.ts';
import { createApp } from '../shared/run/serve.ts';
import { root } from './command.ts';
import { freshAround } from './fakes/around.ts';

// The fields that func knows: knative/func, schema/func_yaml-schema.json. It refuses any other.
const env = z.strictObject({ name: z.string().regex(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/), value: z.string() });
const quantity = z.string().regex(/^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/);
const volume = z.strictObject({
  secret: z.string().optional(),
  configMap: z.string().optional(),
  path: z.string(),
});
const funcYaml = z.strictObject({
  specVersion: z.literal('0.36.0'),
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/),
  domain: z.string().optional(),
  runtime: z.enum(['node', 'typescript']),
  registry: z.string().optional(),
  image: z.string().optional(),
  namespace: z.string().optional(),
  created: z.iso.datetime(),
  invoke: z.enum(['http', 'cloudevent']).optional(),
  deployer: z.enum(['knative', 'raw', 'keda']).optional(),
  build: z
    .strictObject({
      // The host builder knows go and python alone.
      builder: z.enum(['pack', 's2i']),
      builderImages: z.record(z.string(), z.string()),
      buildpacks: z.array(z.string()),
      buildEnvs: z.array(env),
      pvcSize: quantity,
      baseImage: z.string(),
      git: z.strictObject({ url: z.string(), revision: z.string(), contextDir: z.string() }).partial(),
    })
    .partial(),
  run: z.strictObject({ envs: z.array(env), volumes: z.array(volume), startTimeout: z.int() }).partial(),
  deploy: z
    .strictObject({
      namespace: z.string(),
      image: z.string(),
      annotations: z.record(z.string(), z.string()),
      labels: z.array(z.strictObject({ key: z.string(), value: z.string() })),
      options: z
        .strictObject({
          scale: z
            .strictObject({
              min: z.int().min(0),
              max: z.int().min(0),
              metric: z.enum(['concurrency', 'rps']),
              target: z.number().min(0),
              utilization: z.number().min(1).max(100),
            })
            .partial(),
          resources: z
            .strictObject({
              requests: z.strictObject({ cpu: quantity, memory: quantity }).partial(),
              limits: z
                .strictObject({ cpu: quantity, memory: quantity, concurrency: z.int().min(0) })
                .partial(),
            })
            .partial(),
        })
        .partial(),
      healthEndpoints: z.strictObject({ liveness: z.string(), readiness: z.string() }),
      serviceAccountName: z.string(),
      imagePullSecret: z.string(),
      subscriptions: z.array(
        z.strictObject({ source: z.string(), filters: z.record(z.string(), z.string()).optional() }),
      ),
      managementDisabled: z.boolean(),
    })
    .partial(),
});

describe('func.yaml', () => {
  const read = funcYaml.parse(parse(readFileSync(join(root, 'func.yaml'), 'utf8')));
  const variables = Object.fromEntries((read.run.envs ?? []).map(({ name, value }) => [name, value]));

  it('names the package', () => {
    const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string };
    expect(read.name).toBe(name);
  });

  it('is started by npm start, which serves the function that a setting names', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts.start).toBe('node bin/watchkeeper.js serve');
    expect(scripts.build, 'a builder would run it').toBeUndefined();
  });

  it('names a function, and no variable that is no setting of it', async () => {
    const { WATCHKEEPER_FUNCTION = '', ...others } = variables;
    const definition = await loadFunction(WATCHKEEPER_FUNCTION);
    expect(Object.keys(definition.settings.shape)).toEqual(
      expect.arrayContaining(['PORT', ...Object.keys(others)]),
    );
  });

  it('asks for health where the server answers it', async () => {
    const { healthEndpoints } = read.deploy;
    const definition = await loadFunction(variables.WATCHKEEPER_FUNCTION ?? '');
    const target = await connect(
      definition,
      { LOG_LEVEL: 'silent', ...variables },
      pino({ level: 'silent' }),
      freshAround(),
    );
    const { http } = createApp({ mounts: [{ at: '/', target }], bodyLimitBytes: 1_024 });
    for (const url of [healthEndpoints?.liveness, healthEndpoints?.readiness]) {
      expect(url).toBeDefined();
      expect((await http.inject({ method: 'GET', url: url ?? '' })).statusCode).toBe(200);
    }
    await http.close();
  });
});
