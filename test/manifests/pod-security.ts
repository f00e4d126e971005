import { type Fields, fields, list } from './manifest.ts';

/** A pod template as YAML holds it. */
export interface PodTemplate {
  readonly metadata?: Fields | undefined;
  readonly spec?: Fields | undefined;
}

// The lists of https://kubernetes.io/docs/concepts/security/pod-security-standards/, level "restricted" (v1.34).
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const SECCOMP = ['RuntimeDefault', 'Localhost'];
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/**
 * Every rule of Pod Security "restricted" that a pod template breaks, as one sentence with the field each. The public
 * checkers skip Knative Services without a word, and admission sees only the pods.
 */
export function podSecurityFaults({ metadata, spec = {} }: PodTemplate): string[] {
  const pod = fields(spec.securityContext);
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((name) => unless(isOff(spec[name]), `${name} is set`)),
    ...list(spec.volumes).flatMap(volumeFaults),
    ...list(pod.sysctls).flatMap(({ name }) =>
      unless(SYSCTLS.includes(String(name)), `sysctl ${name} is not a safe one`),
    ),
    ...Object.entries(fields(metadata?.annotations)).flatMap(([name, value]) =>
      unless(
        !name.startsWith(APPARMOR_ANNOTATION) || /^(?:runtime\/default|localhost\/.+)$/.test(String(value)),
        `annotation ${name} is ${value}`,
      ),
    ),
    ...contextFaults('securityContext', pod),
    ...['containers', 'initContainers', 'ephemeralContainers'].flatMap((kind) =>
      list(spec[kind]).flatMap((container, index) => containerFaults(`${kind}[${index}]`, container, pod)),
    ),
  ];
}

function volumeFaults(volume: Fields): string[] {
  const types = Object.keys(volume).filter((key) => key !== 'name');
  return types.flatMap((type) => unless(VOLUMES.includes(type), `volume ${volume.name} is a ${type}`));
}

/** Rules that hold for the pod's security context as for a container's. */
function contextFaults(at: string, context: Fields): string[] {
  const { seLinuxOptions, appArmorProfile, windowsOptions, seccompProfile } = context;
  const selinux = fields(seLinuxOptions);
  const apparmor = fields(appArmorProfile).type;
  const seccomp = fields(seccompProfile).type;
  return [
    ...unless(context.runAsUser !== 0, `${at}.runAsUser is 0, the superuser`),
    ...unless(context.runAsNonRoot !== false, `${at}.runAsNonRoot is false`),
    ...unless(
      seccomp === undefined || SECCOMP.includes(String(seccomp)),
      `${at}.seccompProfile is ${seccomp}`,
    ),
    ...unless(
      SELINUX_TYPES.includes(String(selinux.type ?? '')),
      `${at}.seLinuxOptions.type is ${selinux.type}`,
    ),
    ...['user', 'role'].flatMap((name) => unless(!selinux[name], `${at}.seLinuxOptions.${name} is set`)),
    ...unless(apparmor !== 'Unconfined', `${at}.appArmorProfile is Unconfined`),
    ...unless(isOff(fields(windowsOptions).hostProcess), `${at}.windowsOptions.hostProcess is set`),
  ];
}

function containerFaults(at: string, container: Fields, pod: Fields): string[] {
  const context = fields(container.securityContext);
  const { drop, add } = fields(context.capabilities);
  const seccomp = fields(context.seccompProfile).type ?? fields(pod.seccompProfile).type;
  return [
    ...contextFaults(`${at}.securityContext`, context),
    ...unless(isOff(context.privileged), `${at} is privileged`),
    ...unless(context.allowPrivilegeEscalation === false, `${at}: allowPrivilegeEscalation is not false`),
    ...unless((context.runAsNonRoot ?? pod.runAsNonRoot) !== undefined, `${at}: runAsNonRoot is not true`),
    ...unless(seccomp !== undefined, `${at}: seccompProfile is not set`),
    ...unless(Array.isArray(drop) && drop.includes('ALL'), `${at}: capabilities.drop does not hold ALL`),
    ...(Array.isArray(add) ? add : []).flatMap((name) =>
      unless(name === 'NET_BIND_SERVICE', `${at}: capability ${name} is added`),
    ),
    ...unless(
      [undefined, 'Default'].includes(context.procMount as string),
      `${at}: procMount is not Default`,
    ),
    ...list(container.ports).flatMap(({ hostPort }) =>
      unless(!hostPort, `${at}: hostPort ${hostPort} is set`),
    ),
    ...hooksOf(container).flatMap(([hook, action]) =>
      ['httpGet', 'tcpSocket'].flatMap((how) =>
        unless(!fields(action[how]).host, `${at}.${hook}.${how}.host is set`),
      ),
    ),
  ];
}

function hooksOf(container: Fields): [string, Fields][] {
  const { postStart, preStop } = fields(container.lifecycle);
  const { livenessProbe, readinessProbe, startupProbe } = container;
  return Object.entries({ livenessProbe, readinessProbe, startupProbe, postStart, preStop }).map(
    ([name, action]) => [name, fields(action)],
  );
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault];
}

function isOff(value: unknown): boolean {
  return value === undefined || value === null || value === false;
}
