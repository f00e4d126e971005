import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Reasoning } from '../../../../functions/build-triage/reasoning/question.ts';
import { watchkeeper } from '../../../command.ts';
import { type FakeModelServer, startModelServer } from '../../../fakes/model-server.ts';

const log = 'npm error code ETARGET\nnpm error notarget No matching version found for @shop/prices@2.4.0.\n';

const answer: Reasoning = {
  category: 'dependency-resolution',
  headline: 'Nobody has published @shop/prices@2.4.0',
  claims: [{ text: 'npm knows no such version of @shop/prices', cites: ['e1:2'] }],
  nextSteps: [{ id: 'show-versions-npm', parameters: [{ name: 'dependency', value: '@shop/prices' }] }],
};

let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchkeeper-triage-model-'));
  file = join(folder, 'build.log');
  await writeFile(file, log);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const servers: FakeModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('watchkeeper triage with a model', () => {
  it('lets it read the evidence where MODEL_PROVIDER names one', async () => {
    const server = await startModelServer({ api: 'openai', answer: () => ({ value: answer }) });
    servers.push(server);
    const env = {
      ...{ MODEL_PROVIDER: 'openai', MODEL_NAME: 'small-1', MODEL_API_KEY: 'test-key' },
      ...{ MODEL_BASE_URL: server.baseUrl },
    };
    const { code, stdout, stderr } = await watchkeeper(['triage', file], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(answer.claims[0]?.text);
    expect(stdout).toMatch(/made from model: \S+ read the evidence/);
    expect(server.requests).toHaveLength(1);
  });

  it('makes the report from evidence where the server cannot be reached', async () => {
    const env = {
      ...{ MODEL_PROVIDER: 'openai', MODEL_NAME: 'small-1', MODEL_API_KEY: 'test-key' },
      // Port 9 is "discard": nobody listens there.
      ...{ MODEL_BASE_URL: 'http://127.0.0.1:9/v1', MODEL_DEADLINE_SECONDS: '1' },
    };
    const { code, stdout } = await watchkeeper(['triage', '--json', file], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).report.analysis).toEqual({
      by: 'evidence',
      why: expect.stringContaining('model'),
    });
  });

  it('says which setting is wrong, and exits 1', async () => {
    const { code, stdout, stderr } = await watchkeeper(['triage', file], {
      env: { MODEL_PROVIDER: 'openai' },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('MODEL_NAME has to be set');
  });

  it('asks none where no MODEL_PROVIDER is set', async () => {
    const { code, stdout } = await watchkeeper(['triage', file], { env: { MODEL_NAME: 'small-1' } });
    expect(code).toBe(0);
    expect(stdout).toContain('made from evidence: no model is configured');
  });
});
