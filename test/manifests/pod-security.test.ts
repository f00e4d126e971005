import { describe, expect, it } from 'vitest';
import { type PodTemplate, podSecurityFaults } from './pod-security.ts';

const context = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const container = { name: 'main', image: 'watchkeeper', securityContext: context };

const pod = (spec: Record<string, unknown>): PodTemplate => ({ spec: { containers: [container], ...spec } });
const withContainer = (part: Record<string, unknown>) => pod({ containers: [{ ...container, ...part }] });
const withContext = (part: Record<string, unknown>) =>
  withContainer({ securityContext: { ...context, ...part } });

describe('Pod Security "restricted"', () => {
  it.each<[what: string, template: PodTemplate]>([
    ['the least that it asks for', pod({})],
    [
      'non-root and seccomp told by the pod',
      {
        spec: {
          securityContext: {
            runAsNonRoot: true,
            seccompProfile: { type: 'Localhost', localhostProfile: 'x' },
          },
          containers: [
            { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
          ],
        },
      },
    ],
    [
      'the one capability that may be added',
      withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    ],
    [
      'volumes that hold nothing of the node',
      pod({
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', secret: {} },
          { name: 'c', projected: {} },
        ],
      }),
    ],
    ['a user with a number of its own', withContext({ runAsUser: 1000 })],
    [
      'safe sysctls',
      pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } }),
    ],
    [
      'probes that ask the pod itself',
      withContainer({ readinessProbe: { httpGet: { path: '/', host: '' } } }),
    ],
    [
      'other annotations',
      { ...pod({}), metadata: { annotations: { 'autoscaling.knative.dev/max-scale': '5' } } },
    ],
  ])('lets through %s', (_what, template) => {
    expect(podSecurityFaults(template)).toEqual([]);
  });

  it.each<[fault: string, template: PodTemplate]>([
    ['hostNetwork is set', pod({ hostNetwork: true })],
    ['hostPID is set', pod({ hostPID: true })],
    ['hostIPC is set', pod({ hostIPC: true })],
    ['volume disk is a hostPath', pod({ volumes: [{ name: 'disk', hostPath: { path: '/' } }] })],
    ['volume share is a nfs', pod({ volumes: [{ name: 'share', nfs: {} }] })],
    [
      'sysctl kernel.msgmax is not a safe one',
      pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax' }] } }),
    ],
    ['securityContext.runAsUser is 0, the superuser', pod({ securityContext: { runAsUser: 0 } })],
    ['securityContext.runAsNonRoot is false', pod({ securityContext: { runAsNonRoot: false } })],
    [
      'securityContext.seccompProfile is Unconfined',
      pod({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    ],
    [
      'securityContext.seLinuxOptions.type is spc_t',
      pod({ securityContext: { seLinuxOptions: { type: 'spc_t' } } }),
    ],
    [
      'securityContext.seLinuxOptions.user is set',
      pod({ securityContext: { seLinuxOptions: { user: 'root' } } }),
    ],
    [
      'securityContext.seLinuxOptions.role is set',
      pod({ securityContext: { seLinuxOptions: { role: 'r' } } }),
    ],
    [
      'securityContext.appArmorProfile is Unconfined',
      pod({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    ],
    [
      'securityContext.windowsOptions.hostProcess is set',
      pod({ securityContext: { windowsOptions: { hostProcess: true } } }),
    ],
    [
      'annotation container.apparmor.security.beta.kubernetes.io/main is unconfined',
      {
        ...pod({}),
        metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'unconfined' } },
      },
    ],
    ['containers[0].securityContext.runAsUser is 0, the superuser', withContext({ runAsUser: 0 })],
    ['containers[0].securityContext.runAsNonRoot is false', withContext({ runAsNonRoot: false })],
    ['containers[0]: runAsNonRoot is not true', withContext({ runAsNonRoot: undefined })],
    [
      'containers[0].securityContext.seccompProfile is Unconfined',
      withContext({ seccompProfile: { type: 'Unconfined' } }),
    ],
    ['containers[0]: seccompProfile is not set', withContext({ seccompProfile: undefined })],
    ['containers[0] is privileged', withContext({ privileged: true })],
    [
      'containers[0]: allowPrivilegeEscalation is not false',
      withContext({ allowPrivilegeEscalation: undefined }),
    ],
    ['containers[0]: allowPrivilegeEscalation is not false', withContext({ allowPrivilegeEscalation: true })],
    ['containers[0]: capabilities.drop does not hold ALL', withContext({ capabilities: undefined })],
    ['containers[0]: capabilities.drop does not hold ALL', withContext({ capabilities: { drop: ['KILL'] } })],
    [
      'containers[0]: capability SYS_ADMIN is added',
      withContext({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    ],
    ['containers[0]: procMount is not Default', withContext({ procMount: 'Unmasked' })],
    [
      'containers[0]: hostPort 8080 is set',
      withContainer({ ports: [{ containerPort: 8080, hostPort: 8080 }] }),
    ],
    [
      'containers[0].readinessProbe.httpGet.host is set',
      withContainer({ readinessProbe: { httpGet: { host: '10.0.0.1' } } }),
    ],
    [
      'containers[0].preStop.tcpSocket.host is set',
      withContainer({ lifecycle: { preStop: { tcpSocket: { host: 'x' } } } }),
    ],
    [
      'initContainers[0] is privileged',
      pod({
        initContainers: [{ securityContext: { ...context, privileged: true } }],
      }),
    ],
    [
      'ephemeralContainers[0]: seccompProfile is not set',
      pod({
        ephemeralContainers: [{ securityContext: { ...context, seccompProfile: undefined } }],
      }),
    ],
  ])('finds that %s', (fault, template) => {
    expect(podSecurityFaults(template)).toEqual([fault]);
  });

  it('finds all that is missing where nothing is said', () => {
    expect(podSecurityFaults({ spec: { containers: [{ image: 'x' }] } })).toHaveLength(4);
  });
});
