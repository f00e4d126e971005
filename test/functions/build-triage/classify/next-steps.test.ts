import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextSteps,
  renderStep,
  type StepId,
  stepsFor,
} from '../../../../functions/build-triage/classify/next-steps.ts';
import { type BuildDetails, type Category, categories } from '../../../../shared/events/build.ts';
import { nextStepSchema } from '../../../../shared/report.ts';

const ids = Object.keys(nextSteps) as StepId[];
const details = (some: Partial<BuildDetails>): BuildDetails => ({ failingTests: [], ...some });

describe('next steps', () => {
  it('has a step for each category, whatever is known', () => {
    for (const category of Object.keys(categories) as Category[]) {
      expect(stepsFor(category, details({})).length).toBeGreaterThan(0);
    }
  });

  it('fits the contract of reports with every step', () => {
    for (const id of ids) {
      expect(nextStepSchema.parse(renderStep(id, details({ file: 'a.ts', line: 3 })))).toBeDefined();
    }
  });

  it.each([
    [
      'run-failing-test-maven',
      details({ tool: 'Maven Surefire', failingTests: ['TillTest.paysBack'] }),
      "mvn test '-Dtest=TillTest#paysBack'",
    ],
    [
      'run-failing-test-maven',
      details({ tool: 'Maven Surefire', failingTests: ['paysBack(acme.TillTest)'] }),
      "mvn test '-Dtest=TillTest#paysBack'",
    ],
    [
      'run-failing-test-gradle',
      details({ tool: 'Gradle', failingTests: ['acme.TillTest > paysBack()'] }),
      "./gradlew test --tests 'acme.TillTest.paysBack'",
    ],
    [
      'run-failing-test-pytest',
      details({ failingTests: ['tests/test_till.py::test_pays[1]'] }),
      "python -m pytest 'tests/test_till.py::test_pays[1]'",
    ],
    [
      'run-failing-test-pytest',
      details({ tool: 'pytest', failingTests: ['tests/test_till.py::test_pays[5 coins]'] }),
      "python -m pytest 'tests/test_till.py::test_pays[5 coins]'",
    ],
    [
      'run-failing-test-pytest',
      details({ tool: 'pytest', file: 'tests/test_till.py', failingTests: ['TestTill.test_pays[1]'] }),
      "python -m pytest 'tests/test_till.py::TestTill::test_pays[1]'",
    ],
    [
      'run-failing-test-pytest-by-name',
      details({ tool: 'pytest', failingTests: ['TestTill.test_pays[1]'] }),
      "python -m pytest -k 'test_pays'",
    ],
    ['show-versions-npm', details({ dependency: { name: '@acme/coin' } }), 'npm view @acme/coin versions'],
    [
      'show-tree-maven',
      details({ dependency: { name: 'acme.lib:money' } }),
      'mvn dependency:tree -Dincludes=acme.lib:money',
    ],
    ['blame-line', details({ file: 'src/till.ts', line: 9 }), 'git log -n 3 -L 9,9:src/till.ts'],
  ] as const)('renders %s', (id, known, command) => {
    expect(renderStep(id, known).command).toBe(command);
  });

  it.each([
    [
      'a shell command in a dependency',
      'show-versions-npm',
      details({ dependency: { name: 'coin;rm -rf /' } }),
    ],
    ['an option for a name', 'show-versions-npm', details({ dependency: { name: '--registry=evil' } })],
    ['a quote in a test', 'run-failing-test-pytest', details({ failingTests: ["x'; curl evil"] })],
    ['a substitution in a file', 'blame-line', details({ file: '$(id).ts', line: 3 })],
    ['a space in a file', 'blame-line', details({ file: 'my file.ts', line: 3 })],
    ['a way upwards in a file', 'blame-line', details({ file: '../../etc/hosts', line: 3 })],
    ['a way upwards inside a file', 'run-failing-test-file', details({ file: 'src/../../a.ts' })],
    ['a way upwards in a test', 'run-failing-test-pytest', details({ failingTests: ['a/../../b.py'] })],
    ['a repository for a package of npm', 'show-versions-npm', details({ dependency: { name: 'evil/x' } })],
    ['a coordinate for a package of npm', 'show-tree-npm', details({ dependency: { name: 'evil:x' } })],
    ['a path for a package of pip', 'show-versions-pip', details({ dependency: { name: 'evil/x' } })],
    ['a path for a crate', 'show-tree-cargo', details({ dependency: { name: 'evil/x' } })],
    ['a path for a coordinate', 'show-tree-maven', details({ dependency: { name: 'evil/x' } })],
    ['a missing value', 'blame-line', details({ file: 'a.ts' })],
  ] as const)('leaves the command out for %s', (_, id, known) => {
    const step = renderStep(id, known);
    expect(step.command).toBeUndefined();
    expect(step.text).toBe(nextSteps[id].text);
  });

  it.each([
    ['by its file', { tool: 'pytest', file: 'tests/test_till.py' }, 'run-failing-test-pytest'],
    ['by its name where no file is known', { tool: 'pytest' }, 'run-failing-test-pytest-by-name'],
    [
      'by its name where the file is no Python',
      { tool: 'pytest', file: 'a.c' },
      'run-failing-test-pytest-by-name',
    ],
  ] as const)('runs a test of pytest %s', (_, known, id) => {
    expect(stepsFor('test-failure', details({ ...known, failingTests: ['test_pays'] }))).toEqual([id]);
  });

  it('does not send a person whose links are gone to a formatter', () => {
    expect(stepsFor('lint-or-format', details({ tool: 'link check' }))).toEqual(['mend-links']);
    expect(stepsFor('lint-or-format', details({ tool: 'ESLint' }))).toEqual(['run-formatter']);
  });

  it('never lets a sign that a shell reads as its own into a command', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ids), fc.string(), fc.string(), fc.string(), (id, file, test, name) => {
        const { command } = renderStep(
          id,
          details({ file, line: 1, failingTests: [test], dependency: { name } }),
        );
        // The one that the catalogue itself writes.
        expect((command ?? '').replace("$'", "'")).not.toMatch(/[;&|`$<>\\\n"(){}!*?]/);
      }),
    );
  });
});
