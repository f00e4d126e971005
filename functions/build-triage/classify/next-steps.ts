import type { BuildDetails, Category } from '../../../shared/events/build.ts';

/** What a step is written for: only values that pass the strict pattern of their parameter get into a command. */
interface StepDefinition {
  readonly text: string;
  /** `{file}`, `{line}`, `{test}`, `{dependency}`: replaced where all of them are known and safe. */
  readonly command?: string;
}

/** Everything that a report may tell a person to do next, by id. */
export const nextSteps = {
  'open-file': {
    text: 'Open the file at the line that the compiler names and correct the first error there.',
  },
  'blame-line': {
    text: 'See which change last touched the line.',
    command: 'git log -n 3 -L {line},{line}:{file}',
  },
  'run-failing-test-maven': { text: 'Run the failing test alone.', command: "mvn test '-Dtest={test}'" },
  'run-failing-test-gradle': {
    text: 'Run the failing test alone.',
    command: "./gradlew test --tests '{test}'",
  },
  'run-failing-test-pytest': { text: 'Run the failing test alone.', command: "python -m pytest '{test}'" },
  'run-failing-test-pytest-by-name': {
    text: 'Run the failing test alone.',
    command: "python -m pytest -k '{test}'",
  },
  'run-failing-test-go': { text: 'Run the failing test alone.', command: "go test ./... -run '^{test}$'" },
  'run-failing-test-cargo': { text: 'Run the failing test alone.', command: "cargo test '{test}'" },
  'run-failing-test-file': { text: 'Run the failing test file alone.', command: "npx vitest run '{file}'" },
  'run-failing-test-jest': { text: 'Run the failing test file alone.', command: "npx jest '{file}'" },
  'run-failing-test-rspec': { text: 'Run the failing spec alone.', command: "bundle exec rspec '{file}'" },
  'run-failing-test': {
    text: 'Run the failing tests alone, on the same revision, and see whether they fail again.',
  },
  'run-formatter': { text: 'Run the linter or formatter with its fixing option and commit what it changes.' },
  'mend-links': { text: 'Open the links that the log names, and correct or remove those that are gone.' },
  'check-dependency-version': {
    text: 'Check that this version of the dependency exists in the repositories that the build uses.',
  },
  'show-tree-maven': {
    text: 'Show who brings the dependency in, and in which versions.',
    command: 'mvn dependency:tree -Dincludes={dependency}',
  },
  'show-tree-gradle': {
    text: 'Show who brings the dependency in, and in which versions.',
    command: './gradlew dependencies',
  },
  'show-tree-npm': { text: 'Show who asks for the dependency.', command: 'npm explain {dependency}' },
  'show-versions-npm': { text: 'List the versions that exist.', command: 'npm view {dependency} versions' },
  'show-versions-pip': {
    text: 'List the versions that exist.',
    command: 'python -m pip index versions {dependency}',
  },
  'show-tree-cargo': {
    text: 'Show who asks for the dependency.',
    command: 'cargo tree --invert {dependency}',
  },
  'show-tree-go': { text: 'Show why the module is needed.', command: 'go mod why -m {dependency}' },
  'read-upgrade-notes': {
    text: 'Read the release notes of the dependency for what changed, and adapt the code or go back to the version before.',
  },
  'align-versions': { text: 'Bring the versions of the dependencies together, or pin the one that fits.' },
  'renew-lock-npm': {
    text: 'Renew the lock file and commit it.',
    command: 'npm install --package-lock-only',
  },
  'renew-lock-go': { text: 'Renew go.sum and commit it.', command: 'go mod tidy' },
  'renew-lock-cargo': { text: 'Renew the lock file and commit it.', command: 'cargo update --workspace' },
  'renew-lock': { text: 'Renew the lock file with the package manager and commit it.' },
  'read-rule': { text: 'Read which rule refused the build, and meet it or ask its owners for an exception.' },
  'check-configuration': { text: 'Check the build file, setting or parameter that the log names.' },
  'check-missing-file': {
    text: 'Check that the file or command exists in the source and in the image that the build runs in.',
  },
  'check-permission': { text: 'Check owner and mode of the file, and what the build may do there.' },
  'check-credentials': {
    text: 'Check that the credentials of the build are there, not expired, and allow this access.',
  },
  'check-image': { text: 'Check name and tag of the image, and that the cluster may pull it.' },
  'check-host': { text: 'Check whether the host can be reached from the build, then run the build again.' },
  'run-again': { text: 'Run the build again: a cause outside the code may be gone.' },
  'raise-memory': { text: 'Give the step more memory, or let it use less at a time.' },
  'free-disk': { text: 'Free or enlarge the disk that the build writes to.' },
  'check-quota': { text: 'See what uses up the quota, and free it or have it raised.' },
  'find-slow-step': { text: 'Find the step that took the time, and speed it up or raise its limit.' },
  'check-platform': {
    text: 'See what the platform says about the node, the pod and the builder at that time.',
  },
  'read-log': { text: 'Read the log around the lines of the evidence.' },
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** The id of a step in the catalogue. */
export type StepId = keyof typeof nextSteps;

/** A step as a report has it; `command` only where every value in it is known and safe. */
export interface RenderedStep {
  readonly id: StepId;
  readonly text: string;
  readonly command?: string;
}

/** What a value has to look like to stand in a command. Nothing that a shell reads as its own may pass. */
const safe: Readonly<Record<keyof StepValues, RegExp>> = {
  file: /^(?!-)(?!.*\.\.)(?:\.\/)?[\w@+][\w@+./-]{0,200}$/,
  line: /^[1-9]\d{0,6}$/,
  test: /^(?!.*\.\.)\w[\w .:/[\]#-]{0,200}$/,
  dependency: /^(?!-)(?!.*\.\.)@?[\w][\w.-]{0,100}(?:[/:][\w.-]{1,100}){0,6}$/,
};

/** How its own registry writes a name: anything else, such as OWNER/NAME to npm, is looked up somewhere else. */
const npmName = /^(?:@[a-z\d~][\w.~-]{0,100}\/)?[a-z\d~][\w.~-]{0,100}$/i;
const names: Readonly<Partial<Record<StepId, RegExp>>> = {
  'show-tree-maven': /^\w[\w.-]{0,100}(?::\w[\w.-]{0,100}){0,4}$/,
  'show-tree-npm': npmName,
  'show-versions-npm': npmName,
  'show-versions-pip': /^[a-z\d][\w.-]{0,100}$/i,
  'show-tree-cargo': /^[a-z_][\w-]{0,63}$/i,
  'show-tree-go': /^[a-z\d][a-z\d.-]{0,100}\.[a-z]{2,20}(?:\/[\w.~-]{1,100}){1,8}$/i,
};

function isSafe(id: StepId, name: keyof StepValues, value: string): boolean {
  return safe[name].test(value) && (name !== 'dependency' || (names[id]?.test(value) ?? true));
}

const byTool = (tool: string | undefined, rows: readonly (readonly [RegExp, StepId])[]): StepId[] =>
  rows.flatMap(([form, id]) => (form.test(tool ?? '') ? [id] : []));

const testRunners: readonly (readonly [RegExp, StepId])[] = [
  [/^Maven/, 'run-failing-test-maven'],
  [/^Gradle/, 'run-failing-test-gradle'],
  [/^pytest/, 'run-failing-test-pytest'],
  [/^Go$/, 'run-failing-test-go'],
  [/^Cargo/, 'run-failing-test-cargo'],
  [/^Vitest/, 'run-failing-test-file'],
  [/^Jest/, 'run-failing-test-jest'],
  [/^RSpec/, 'run-failing-test-rspec'],
];

const trees: readonly (readonly [RegExp, StepId])[] = [
  [/^(?:Maven|javac)/, 'show-tree-maven'],
  [/^Gradle/, 'show-tree-gradle'],
  [/^(?:npm|Yarn|pnpm)/, 'show-tree-npm'],
  [/^(?:Cargo|rustc)/, 'show-tree-cargo'],
  [/^Go$/, 'show-tree-go'],
];

const versions: readonly (readonly [RegExp, StepId])[] = [
  [/^(?:npm|Yarn|pnpm|Node)/, 'show-versions-npm'],
  [/^(?:pip|Python)/, 'show-versions-pip'],
];

const locks: readonly (readonly [RegExp, StepId])[] = [
  [/^npm/, 'renew-lock-npm'],
  [/^Go$/, 'renew-lock-go'],
  [/^Cargo/, 'renew-lock-cargo'],
];

function testSteps(details: BuildDetails): readonly StepId[] {
  const steps = byTool(details.tool, testRunners);
  if (steps.length === 0) return ['run-failing-test'];
  if (steps[0] !== 'run-failing-test-pytest') return steps;
  return [testName(details)?.includes('.py') ? 'run-failing-test-pytest' : 'run-failing-test-pytest-by-name'];
}

const steps: Readonly<Record<Category, (details: BuildDetails) => readonly StepId[]>> = {
  'compile-error': (details) => [
    'open-file',
    ...(details.file === undefined || details.line === undefined ? [] : (['blame-line'] as const)),
    ...(details.dependency === undefined
      ? []
      : [...byTool(details.tool, trees), 'read-upgrade-notes' as const]),
  ],
  'test-failure': (details) => [
    ...testSteps(details),
    ...(details.dependency === undefined ? [] : (['read-upgrade-notes'] as const)),
  ],
  'lint-or-format': (details) => [details.tool === 'link check' ? 'mend-links' : 'run-formatter'],
  'dependency-resolution': (details) => ['check-dependency-version', ...byTool(details.tool, versions)],
  'dependency-conflict': (details) => [...byTool(details.tool, trees), 'align-versions'],
  policy: (details) => [
    'read-rule',
    ...(details.dependency === undefined ? [] : byTool(details.tool, trees)),
  ],
  'lock-file': (details) =>
    byTool(details.tool, locks).length > 0 ? byTool(details.tool, locks) : ['renew-lock'],
  configuration: () => ['check-configuration'],
  'missing-file': () => ['check-missing-file'],
  permission: () => ['check-permission'],
  'registry-or-credentials': () => ['check-credentials'],
  'image-pull': () => ['check-image', 'check-credentials'],
  network: () => ['check-host'],
  'out-of-memory': () => ['raise-memory'],
  'disk-full': () => ['free-disk'],
  quota: () => ['check-quota'],
  eviction: () => ['check-platform', 'run-again'],
  timeout: () => ['find-slow-step'],
  infrastructure: () => ['check-platform', 'run-again'],
  cancelled: () => ['run-again'],
  unknown: () => ['read-log'],
};

/** The ids of the steps that fit a failure, the most useful first. */
export function stepsFor(category: Category, details: BuildDetails): readonly StepId[] {
  return steps[category](details);
}

/** What pytest takes: FILE::TEST where the file is known, else words for -k, which knows no parameters. */
function pytestName(name: string, file: string | undefined): string {
  if (name.includes('::') || /\.py$/.test(name)) return name;
  if (file?.endsWith('.py'))
    return `${file}::${name.replace(/^((?:\w{1,100}\.){1,5})(?=\w)/, (path) => path.replaceAll('.', '::'))}`;
  return (name.split('[', 1)[0] ?? name).split('.').at(-1) ?? name;
}

/** A test's name as its own runner takes it. */
function testName(details: BuildDetails): string | undefined {
  const name = details.failingTests[0];
  if (name === undefined) return undefined;
  if (details.tool?.startsWith('Maven')) {
    const inClass = /^(\w+)\(([\w.$]+)\)$/.exec(name);
    if (inClass !== null) return `${inClass[2]?.split('.').at(-1)}#${inClass[1]}`;
    const parts = name.split('.');
    return parts.length < 2 ? name : `${parts.at(-2)}#${parts.at(-1)}`;
  }
  if (details.tool?.startsWith('pytest')) return pytestName(name, details.file);
  if (details.tool === 'Gradle') return name.replace(' > ', '.').replace(/\(\)$/, '');
  return name;
}

/** The parameters of commands, as a chooser names them. */
export const stepParameters = ['file', 'line', 'test', 'dependency'] as const;

/** Values for the parameters of a command. */
export type StepValues = Readonly<Partial<Record<(typeof stepParameters)[number], string>>>;

/** True for what is the id of a step in the catalogue. */
export function isStepId(id: string): id is StepId {
  return Object.hasOwn(nextSteps, id);
}

/** The parameters that the command of a step holds, each once; none where it has no command. */
export function parametersOf(id: StepId): readonly (keyof StepValues)[] {
  const { command = '' }: StepDefinition = nextSteps[id];
  return stepParameters.filter((name) => command.includes(`{${name}}`));
}

/** A step as text and, where every value in it is known and matches its strict pattern, as a command. */
export function renderStep(id: StepId, details: BuildDetails): RenderedStep {
  const step: StepDefinition = nextSteps[id];
  if (step.command === undefined) return { id, text: step.text };
  const values: StepValues = {
    ...(details.file === undefined ? {} : { file: details.file }),
    ...(details.line === undefined ? {} : { line: details.line.toString() }),
    ...(details.dependency === undefined ? {} : { dependency: details.dependency.name }),
  };
  const test = testName(details);
  const command = filled(id, step.command, test === undefined ? values : { ...values, test });
  return command === undefined ? { id, text: step.text } : { id, text: step.text, command };
}

/**
 * A step with values that somebody chose, instead of those in `details`: all that its command holds have to be given,
 * `isSeen` in the evidence, and match their strict patterns; else undefined.
 */
export function renderChosen(
  id: StepId,
  chosen: StepValues,
  details: BuildDetails,
  isSeen: (value: string) => boolean,
): RenderedStep | undefined {
  const names = parametersOf(id);
  const isGood = (name: keyof StepValues) => {
    const value = chosen[name];
    return value !== undefined && isSafe(id, name, value) && isSeen(value);
  };
  if (!names.every(isGood)) return undefined;
  // What the command does not hold is not looked at, so it may not get in by another road either.
  const value = (name: keyof StepValues) => (names.includes(name) ? chosen[name] : undefined);
  const [file, line, test, dependency] = stepParameters.map(value);
  const rendered = renderStep(id, {
    ...details,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(test === undefined ? {} : { failingTests: [test] }),
    ...(dependency === undefined ? {} : { dependency: { name: dependency } }),
  });
  return names.length > 0 && rendered.command === undefined ? undefined : rendered;
}

/** The command with its values, or undefined where one is not known or does not match its strict pattern. */
function filled(id: StepId, command: string, values: StepValues): string | undefined {
  let complete = true;
  const text = command.replace(/\{(file|line|test|dependency)\}/g, (_, name: keyof StepValues) => {
    const value = values[name];
    if (value !== undefined && isSafe(id, name, value)) return value;
    complete = false;
    return '';
  });
  return complete ? text : undefined;
}
