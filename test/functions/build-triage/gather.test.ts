import { describe, expect, it } from 'vitest';
import type { FailedBuild, LogPlan } from '../../../functions/build-triage/builds/failed-build.ts';
import { gather } from '../../../functions/build-triage/gather.ts';
import { triage } from '../../../functions/build-triage/triage.ts';
import type { ClusterObject } from '../../../shared/events/kubernetes.ts';
import { bounded, type LogRef, type LogSource } from '../../../shared/logs.ts';

const { signal } = new AbortController();
const tasks: LogPlan = { kind: 'task-runs', namespace: 'shop', labels: 'tekton.dev/pipelineRun=cart-8' };
const pods: LogPlan = { kind: 'pods', namespace: 'shop', labels: 'batch.kubernetes.io/job-name=nightly' };

/** Logs by pod and container; every other one is gone. */
function logsOf(texts: Readonly<Record<string, string>>): LogSource {
  return {
    open: async (ref: LogRef) => {
      const text = ref.kind === 'pod' ? texts[`${ref.pod}/${ref.container}`] : undefined;
      return text === undefined ? { missing: 'it is gone' } : bounded([Buffer.from(text)], 1_000_000);
    },
  };
}

function clusterOf(items: readonly unknown[]) {
  return { list: async () => ({ items: items as readonly ClusterObject[] }) };
}

function failedBuild(logs: readonly LogPlan[], hints: FailedBuild['hints'] = {}): FailedBuild {
  return { about: { kind: 'PipelineRun', name: 'cart-8', namespace: 'shop' }, hints, stated: [], logs };
}

function taskRun(name: string, step: string, more: object = {}) {
  return {
    apiVersion: 'tekton.dev/v1',
    kind: 'TaskRun',
    metadata: { name, namespace: 'shop' },
    status: {
      podName: `${name}-pod`,
      conditions: [{ type: 'Succeeded', status: 'False', reason: 'Failed', message: `${step} failed` }],
      steps: [{ name: step, container: `step-${step}`, terminated: { exitCode: 1, reason: 'Error' } }],
      ...more,
    },
  };
}

function pod(name: string, status: object, creationTimestamp?: string) {
  const metadata = { name, namespace: 'shop', creationTimestamp };
  return { apiVersion: 'v1', kind: 'Pod', metadata, status: { phase: 'Failed', ...status } };
}

describe('gathering', () => {
  it('reads the log of every task that failed at the same time, and names the one that had no pod', async () => {
    const passed = { conditions: [{ type: 'Succeeded', status: 'True' }] };
    const cluster = clusterOf([
      taskRun('cart-8-lint', 'lint'),
      taskRun('cart-8-test', 'test'),
      taskRun('cart-8-scan', 'scan', { podName: '' }),
      taskRun('cart-8-fetch', 'fetch', passed),
    ]);
    const logs = logsOf({
      'cart-8-lint-pod/step-lint': "src/a.py:1:1: F401 'os' imported but unused\n",
      'cart-8-test-pod/step-test': 'FAILED test_cart.py::test_total - assert 1 == 2\n',
    });
    const gathered = await gather(failedBuild([tasks]), { cluster, logs }, signal);
    expect(gathered.logs.map(({ step }) => step)).toEqual(['lint', 'test']);
    expect(gathered.missing).toEqual(['no pod, so no log: TaskRun cart-8-scan']);

    const report = triage(gathered);
    expect(JSON.stringify(report.claims)).toContain('F401');
    expect(JSON.stringify(report.claims)).toContain('test_total');
    expect(report.evidence.map(({ source }) => source)).toContain('TaskRun shop/cart-8-scan');
  });

  it('takes the newest failed pod of a Job, and only the containers that failed', async () => {
    const containerStatuses = [
      { name: 'main', state: { terminated: { exitCode: 3, reason: 'Error' } } },
      { name: 'proxy', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
    ];
    const cluster = clusterOf([
      pod('b', { containerStatuses }, '2026-03-02T10:05:00Z'),
      pod('a', { containerStatuses }, '2026-03-02T10:00:00Z'),
    ]);
    const use = { cluster, logs: logsOf({ 'b/main': 'error: no\n' }) };
    const gathered = await gather(failedBuild([pods], { reason: 'BackoffLimitExceeded' }), use, signal);
    expect(gathered.logs.map(({ name }) => name)).toEqual(['pod shop/b, container main']);
    expect(gathered.hints.exitCode).toBe(3);
  });

  it('says that a pod was evicted, though there is no log', async () => {
    const evicted = { reason: 'Evicted', message: 'The node was low on resource: ephemeral-storage.' };
    const use = { cluster: clusterOf([pod('a', evicted)]), logs: logsOf({}) };
    const gathered = await gather(failedBuild([pods], { reason: 'BackoffLimitExceeded' }), use, signal);
    const report = triage(gathered);
    expect(report.category).toBe('eviction');
    expect(report.missing[0]).toContain('there is no log to read');
  });

  it('says so when a log is empty or gone, and when more parts failed than are read', async () => {
    const refs = Array.from({ length: 7 }, (_, index): LogPlan => {
      const ref = { kind: 'pod', namespace: 'shop', pod: `p${index}`, container: 'c' } as const;
      return { kind: 'ref', name: `log ${index}`, ref };
    });
    const use = { cluster: clusterOf([]), logs: logsOf({ 'p0/c': '' }) };
    const gathered = await gather(failedBuild(refs), use, signal);
    expect(gathered.logs).toEqual([]);
    expect(gathered.missing).toContain('2 more logs of failing parts were not read');
    expect(gathered.missing).toContain('the log is empty');
    expect(gathered.missing).toContain('it is gone');
  });

  it('keeps the query of a link out of the name of its evidence', async () => {
    const url = 'https://ci.example.com/log?sig=abc';
    const logs: LogSource = { open: async () => bounded([Buffer.from('error: no\n')], 1_000) };
    const build = failedBuild([{ kind: 'ref', name: url, ref: { kind: 'link', url } }]);
    const gathered = await gather(build, { cluster: clusterOf([]), logs }, signal);
    expect(gathered.logs[0]?.name).toBe('https://ci.example.com/log');
  });
});
