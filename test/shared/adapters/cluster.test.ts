import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connectCluster } from '../../../shared/adapters/cluster.ts';
import { RetryLaterError } from '../../../shared/errors.ts';
import type { OpenedLog } from '../../../shared/logs.ts';
import {
  type ClusterContent,
  type KubernetesServer,
  startKubernetesServer,
} from '../../fakes/kubernetes-server.ts';

const servers: KubernetesServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function clusterWith(content: ClusterContent, token?: string) {
  const server = await startKubernetesServer(content);
  servers.push(server);
  const tokenFile = join(mkdtempSync(join(tmpdir(), 'token-')), 'token');
  writeFileSync(tokenFile, `${token ?? ''}\n`);
  return connectCluster({
    url: server.url,
    limitBytes: 1_000,
    ...(token === undefined ? {} : { tokenFile }),
  });
}

const place = { namespace: 'shop', pod: 'build-7-pod', container: 'step-test' };
const { signal } = new AbortController();

async function textOf(log: OpenedLog): Promise<string> {
  if ('missing' in log) return `missing: ${log.missing}`;
  const parts: Uint8Array[] = [];
  for await (const part of log.bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

function podWith(log: NonNullable<ClusterContent['pods']>[string][string]): ClusterContent {
  return { pods: { 'shop/build-7-pod': { 'step-test': log } } };
}

describe('the log of a pod', () => {
  it('is read as it stands, with the token of the service account', async () => {
    const cluster = await clusterWith({ ...podWith({ text: 'one\ntwo\n' }), token: 'secret' }, 'secret');
    expect(await textOf(await cluster.podLog(place, signal))).toBe('one\ntwo\n');
  });

  const refused: [string, ClusterContent, RegExp][] = [
    ['a pod that is gone', {}, /missing: .*gone.*pods "build-7-pod" not found/],
    ['a container that has not started', podWith({ waiting: true }), /missing: .*waiting to start/],
    [
      'a container that is not in the pod',
      { pods: { 'shop/build-7-pod': { other: { text: 'x' } } } },
      /missing: .*is not valid for pod/,
    ],
    [
      'a missing permission, by verb and resource',
      { ...podWith({ text: 'x' }), forbidden: ['get pods/log'] },
      /missing: .*verb get on pods\/log/,
    ],
    ['a node that cannot give it', podWith({ status: 500 }), /missing: .*500/],
    ['a wrong token', { ...podWith({ text: 'x' }), token: 'other' }, /missing: .*401/],
    [
      'an excuse of the kubelet on a 200',
      podWith({ text: 'unable to retrieve container logs for containerd://0123' }),
      /missing: .*the node says/,
    ],
  ];
  it.each(refused)('is missing, and no error is read as a log: %s', async (_name, content, said) => {
    const cluster = await clusterWith(content);
    expect(await textOf(await cluster.podLog(place, signal))).toMatch(said);
  });

  it.each([429, 503] as const)('is asked for again later when the API server answers %i', async (status) => {
    const cluster = await clusterWith(podWith({ status }));
    await expect(cluster.podLog(place, signal)).rejects.toBeInstanceOf(RetryLaterError);
  });

  it('is cut at the limit, and says so', async () => {
    const cluster = await clusterWith(podWith({ text: 'x'.repeat(5_000) }));
    const log = await cluster.podLog(place, signal);
    expect((await textOf(log)).length).toBe(1_000);
    expect('shortfall' in log && log.shortfall()).toMatch(/only the first 1000 bytes/);
  });

  it('keeps what came before the connection broke off, and says so', async () => {
    const cluster = await clusterWith(podWith({ breaksOffAfter: 'half of it' }));
    const log = await cluster.podLog(place, signal);
    expect(await textOf(log)).toBe('half of it');
    expect('shortfall' in log && log.shortfall()).toMatch(/broke off/);
  });
});

describe('a list of objects', () => {
  const objects = {
    'v1/pods': [
      { metadata: { name: 'a', namespace: 'shop', labels: { 'job-name': 'nightly' } } },
      { metadata: { name: 'b', namespace: 'shop', labels: { 'job-name': 'other' } } },
    ],
  };
  const wanted = { apiVersion: 'v1', plural: 'pods', namespace: 'shop', labels: 'job-name=nightly' };

  it('holds the objects with the label', async () => {
    const cluster = await clusterWith({ objects });
    const listed = await cluster.list(wanted, signal);
    expect('items' in listed && listed.items.map((item) => item.metadata.name)).toEqual(['a']);
  });

  it('names the missing permission', async () => {
    const cluster = await clusterWith({ objects, forbidden: ['list pods'] });
    const listed = await cluster.list(wanted, signal);
    expect('missing' in listed && listed.missing).toMatch(/verb list on pods/);
  });

  it('is missing where the kind is not installed', async () => {
    const cluster = await clusterWith({ objects });
    const listed = await cluster.list({ ...wanted, apiVersion: 'tekton.dev/v1', plural: 'taskruns' }, signal);
    expect('missing' in listed && listed.missing).toMatch(/gone/);
  });
});

it('refuses plain http to a cluster that is not on loopback', () => {
  expect(() => connectCluster({ url: 'http://10.0.0.1:6443', limitBytes: 1 })).toThrow(/must be https/);
});
