/**
 * Runs the examples for real and records what they print: `npx node examples/record.ts [NAME…]`.
 *
 * Each one is copied to /workspace/source and built there with /workspace/home as its home folder, so that no log
 * shows where it was recorded. A log is kept only if the build ended as its example.json says.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Example, listExamples, type Recording, recordedFolder } from './example.ts';
import { showsMachine } from './neutral.ts';

const workspace = '/workspace';
const source = join(workspace, 'source');
const home = join(workspace, 'home');
const tools = join(workspace, 'tools');
const stepLimitMilliseconds = 5 * 60_000;

/** The tools by neutral paths: node and the Rust toolchain live in folders that name this repository or its user. */
function installTools(): void {
  mkdirSync(join(tools, 'bin'), { recursive: true });
  mkdirSync(home, { recursive: true });
  const node = join(tools, 'bin', 'node');
  if (!existsSync(node)) copyFileSync(realpathSync(process.execPath), node);
  const rust = join(tools, 'rust');
  if (!existsSync(rust)) {
    const sysroot = spawnSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).stdout?.trim();
    if (sysroot) symlinkSync(sysroot, rust);
  }
  // vfs needs neither an overlay nor a daemon; the images stay out of those of the host.
  const images = `driver = "vfs"\ngraphroot = "${home}/containers"\nrunroot = "${home}/containers-run"\n`;
  writeFileSync(join(home, 'storage.conf'), `[storage]\n${images}`);
}

/** Only what a build needs, by neutral paths; the network is left out of all package managers unless `online`. */
function environment(example: Example, online: boolean): NodeJS.ProcessEnv {
  const system = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(homedir()) && !folder.includes('node_modules'));
  const offline = {
    npm_config_offline: 'true',
    PIP_NO_INDEX: '1',
    PIP_FIND_LINKS: join(home, 'wheels'),
    GOPROXY: 'off',
    CARGO_NET_OFFLINE: 'true',
  };
  // For the prewarming, what reaches the registries from here (certificates, mirrors) is taken as it is.
  const caller = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key));
  return {
    ...(online ? { NODE_USE_SYSTEM_CA: '1', ...Object.fromEntries(caller) } : {}),
    PATH: [join(tools, 'bin'), join(tools, 'rust', 'bin'), ...system].join(delimiter),
    HOME: home,
    USER: 'build',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    CI: 'true',
    CARGO_HOME: join(home, '.cargo'),
    GOTOOLCHAIN: 'local',
    CONTAINERS_STORAGE_CONF: join(home, 'storage.conf'),
    BUILDAH_ISOLATION: 'chroot',
    // Java takes the home folder from the user database, not from HOME.
    MAVEN_OPTS: `-Duser.home=${home}`,
    MAVEN_ARGS: '',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    ...(online ? {} : offline),
    ...example.env,
  };
}

/** Lays the project anew, with the files of fixed/ over it where `fixed`. */
function lay(example: Example, fixed: boolean): void {
  rmSync(source, { recursive: true, force: true });
  const skip = new Set([join(example.folder, 'fixed'), join(example.folder, 'example.json')]);
  cpSync(example.folder, source, { recursive: true, filter: (path) => !skip.has(path) });
  if (fixed) cpSync(join(example.folder, 'fixed'), source, { recursive: true });
}

/** Runs `command` in the source folder with both streams into `output`, a file descriptor; its exit status, 137 where its time was up. */
function runShell(command: string, env: NodeJS.ProcessEnv, output: number): number {
  const ended = spawnSync('sh', ['-exc', command], {
    cwd: source,
    env,
    stdio: ['ignore', output, output],
    timeout: stepLimitMilliseconds,
    killSignal: 'SIGKILL',
  });
  return ended.status ?? 137;
}

function hasFixed(example: Example): boolean {
  return existsSync(join(example.folder, 'fixed'));
}

function prewarm(example: Example): void {
  if (!example.prewarm) return;
  // What is repaired needs the most: its caches serve both runs.
  lay(example, hasFixed(example));
  const path = join(workspace, `${example.name}.prewarm.log`);
  const output = openSync(path, 'w');
  for (const command of example.prewarm) {
    const status = runShell(command, environment(example, true), output);
    if (status !== 0) throw new Error(`${example.name}: "${command}" ended with ${status}; see ${path}`);
  }
  closeSync(output);
}

function startBeside(example: Example, env: NodeJS.ProcessEnv): ChildProcess | undefined {
  if (!example.beside) return undefined;
  return spawn('sh', ['-c', `exec ${example.beside}`], { cwd: source, env, stdio: 'ignore' });
}

/** Runs the steps in order, into `log`; after a failure only the clean-ups. */
function runSteps(
  example: Example,
  env: NodeJS.ProcessEnv,
  log: string,
): Pick<Recording, 'steps' | 'exitStatus'> & { failedStep?: string } {
  const output = openSync(log, 'w');
  const steps: Recording['steps'] = [];
  let failed: Recording['steps'][number] | undefined;
  for (const step of example.steps) {
    if (failed && !step.always) continue;
    const ended = { name: step.name, exitStatus: runShell(step.run, env, output) };
    steps.push(ended);
    if (ended.exitStatus !== 0 && !step.always) failed ??= ended;
  }
  closeSync(output);
  return { steps, exitStatus: failed?.exitStatus ?? 0, ...(failed ? { failedStep: failed.name } : {}) };
}

/** Builds the example once and writes log and json; the reasons why the log was refused, if it was. */
function record(example: Example, fixed: boolean): string[] {
  const name = fixed ? `${example.name}.passing` : example.name;
  const env = environment(example, false);
  lay(example, fixed);
  const disk = example.disk && join(source, example.disk.path);
  if (disk) {
    mkdirSync(disk, { recursive: true });
    const size = `size=${example.disk?.megabytes}m`;
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', disk], { encoding: 'utf8' });
    if (mounted.status !== 0) return [`cannot mount a small disk (root can): ${mounted.stderr?.trim()}`];
  }
  const version = spawnSync('sh', ['-c', example.version], { cwd: source, env, encoding: 'utf8' });
  const log = join(workspace, `${name}.log`);
  const beside = startBeside(example, env);
  const started = performance.now();
  const ended = runSteps(example, env, log);
  const durationSeconds = Math.round((performance.now() - started) / 10) / 100;
  beside?.kill('SIGKILL');
  if (disk) spawnSync('umount', [disk]);

  const text = readFileSync(log, 'utf8');
  const refused = showsMachine(text, [homedir(), `@${hostname()}`, import.meta.dirname]);
  const expected = fixed ? 0 : example.exitStatus;
  if (ended.exitStatus !== expected) refused.push(`exit status ${ended.exitStatus} instead of ${expected}`);
  if (!fixed && ended.failedStep !== example.failingStep) {
    refused.push(`step "${ended.failedStep}" failed instead of "${example.failingStep}"`);
  }
  if (refused.length > 0) return [...refused, `see ${log}`];
  const recording: Recording = {
    name,
    command: example.steps.map((step) => step.run).join('; '),
    ...ended,
    durationSeconds,
    toolVersion: (version.stdout || version.stderr).split('\n')[0]?.trim() ?? '',
    recordedOn: new Date().toISOString().slice(0, 10),
  };
  mkdirSync(recordedFolder, { recursive: true });
  copyFileSync(log, join(recordedFolder, `${name}.log`));
  writeFileSync(join(recordedFolder, `${name}.json`), `${JSON.stringify(recording, null, 2)}\n`);
  const lines = text.split('\n').length - 1;
  console.log(`${name}: exit status ${ended.exitStatus}, ${lines} lines, ${Buffer.byteLength(text)} bytes`);
  return [];
}

const wanted = process.argv.slice(2);
const examples = listExamples();
const unknown = wanted.filter((name) => !examples.some((example) => example.name === name));
if (unknown.length > 0) {
  console.error(
    `no such example: ${unknown.join(', ')} (there are ${examples.map(({ name }) => name).join(', ')})`,
  );
  process.exit(2);
}
installTools();
for (const example of examples) {
  if (wanted.length > 0 && !wanted.includes(example.name)) continue;
  prewarm(example);
  const runs = hasFixed(example) ? [false, true] : [false];
  for (const fixed of runs) {
    for (const reason of record(example, fixed)) {
      console.error(`${example.name}: ${reason}`);
      process.exitCode = 1;
    }
  }
}
