import { describe, expect, test } from 'vitest';
import { readLogText } from '../../../shared/log/read.ts';

const ESC = '\u001b';

/** A log, the sections found in it, and the section of each of its lines by name. */
interface SectionRow {
  readonly name: string;
  readonly log: readonly string[];
  readonly sections: readonly object[];
  readonly of: readonly (string | undefined)[];
}

const rows: readonly SectionRow[] = [
  {
    name: 'GitHub: a step goes on after its group, and its end tells the exit status',
    log: [
      '##[group]Run make',
      'make',
      '##[endgroup]',
      'cc a.c',
      '##[group]notes',
      'n',
      '##[endgroup]',
      '##[error]Process completed with exit code 2.',
      'Post job cleanup.',
      'bye',
    ],
    sections: [
      { name: 'Run make', line: 1, lineEnd: 8, exitStatus: 2 },
      { name: 'notes', line: 5, lineEnd: 7 },
      { name: 'Post job cleanup.', line: 9, lineEnd: 10 },
    ],
    of: [
      ...Array(4).fill('Run make'),
      ...Array(3).fill('notes'),
      'Run make',
      'Post job cleanup.',
      'Post job cleanup.',
    ],
  },
  {
    name: 'Azure: a step from Starting to Finishing',
    log: [
      '##[section]Starting: Build',
      'x',
      "##[error]Bash exited with code '3'.",
      '##[section]Finishing: Build',
      'y',
    ],
    sections: [{ name: 'Build', line: 1, lineEnd: 4, exitStatus: 3 }],
    of: ['Build', 'Build', 'Build', 'Build', undefined],
  },
  {
    name: 'GitLab: sections nest, and the last word names the status of the script',
    log: [
      `${ESC}[0Ksection_start:1700000000:step_script[collapsed=true]\r${ESC}[0KExecuting script`,
      '$ make',
      `section_start:1700000001:inner\r${ESC}[0K`,
      'deep',
      `section_end:1700000002:inner\r${ESC}[0K`,
      `section_end:1700000003:step_script\r${ESC}[0Ksection_start:1700000003:cleanup\r${ESC}[0KCleaning`,
      'ERROR: Job failed: exit code 4',
    ],
    sections: [
      { name: 'step script', line: 1, lineEnd: 6, exitStatus: 4 },
      { name: 'inner', line: 3, lineEnd: 5 },
      { name: 'cleanup', line: 6, lineEnd: 7 },
    ],
    of: ['step script', 'step script', 'inner', 'inner', 'inner', 'step script', 'cleanup'],
  },
  {
    name: 'Travis: a command has its name and its exit status',
    log: [
      'travis_fold:start:install',
      'travis_time:start:0a',
      '$ make deps',
      'x',
      'travis_time:end:0a:start=1,finish=2,duration=1',
      'travis_fold:end:install',
      '',
      `${ESC}[31;1mThe command "make deps" failed and exited with 2 during .${ESC}[0m`,
    ],
    sections: [
      { name: 'install', line: 1, lineEnd: 6 },
      { name: 'make deps', line: 2, lineEnd: 8, exitStatus: 2 },
    ],
    of: ['install', ...Array(4).fill('make deps'), 'install', undefined, 'make deps'],
  },
  {
    name: 'Travis: a command of several lines',
    log: [
      'travis_time:start:0b',
      '$ if true; then',
      'travis_time:end:0b:x=1',
      'The command "if true; then',
      '  false',
      'fi" exited with 1.',
    ],
    sections: [{ name: 'if true; then', line: 1, lineEnd: 6, exitStatus: 1 }],
    of: ['if true; then', 'if true; then', 'if true; then', undefined, undefined, 'if true; then'],
  },
  {
    name: 'Travis: the end of a command behind output without a line end',
    log: ['travis_time:start:0c', '$ make', 'OKtravis_time:end:0c:start=1,finish=2,duration=1', 'x'],
    sections: [{ name: 'make', line: 1, lineEnd: 3 }],
    of: ['make', 'make', 'make', undefined],
  },
  {
    name: 'gh run view --log: the step of each line',
    log: [
      'build\tSet up job\t2024-01-01T10:00:00.1234567Z Runner',
      'build\tTest\t2024-01-01T10:00:00.1234567Z ##[group]Run make',
      'build\tTest\t2024-01-01T10:00:00.1234567Z ##[error]Process completed with exit code 2.',
      'build\tComplete job\t2024-01-01T10:00:00.1234567Z bye',
    ],
    sections: [
      { name: 'Set up job', line: 1, lineEnd: 1 },
      { name: 'Test', line: 2, lineEnd: 3 },
      { name: 'Run make', line: 2, lineEnd: 3, exitStatus: 2 },
      { name: 'Complete job', line: 4, lineEnd: 4 },
    ],
    of: ['Set up job', 'Run make', 'Run make', 'Complete job'],
  },
  {
    name: 'Jenkins: the stage that ran the last command is the one that failed',
    log: [
      '[Pipeline] stage',
      '[Pipeline] { (Build)',
      '[Pipeline] sh',
      '+ make',
      '[Pipeline] }',
      '[Pipeline] // stage',
      '[Pipeline] { (Declarative: Post Actions)',
      '[Pipeline] sh',
      '[Pipeline] }',
      'ERROR: script returned exit code 2',
    ],
    sections: [
      { name: 'Build', line: 2, lineEnd: 5, exitStatus: 2 },
      { name: 'Declarative: Post Actions', line: 7, lineEnd: 9 },
    ],
    of: [
      undefined,
      ...Array(4).fill('Build'),
      undefined,
      ...Array(3).fill('Declarative: Post Actions'),
      undefined,
    ],
  },
  {
    name: 'Jenkins: parallel branches keep their own lines',
    log: [
      '[Pipeline] { (Branch: web)',
      '[Pipeline] { (Branch: api)',
      '[web] + npm test',
      '[api] + go test',
      '[web] 1 failing',
    ],
    sections: [
      { name: 'Branch: web', line: 1, lineEnd: 5 },
      { name: 'Branch: api', line: 2, lineEnd: 5 },
    ],
    of: ['Branch: web', 'Branch: api', 'Branch: web', 'Branch: api', 'Branch: web'],
  },
  {
    name: 'Jenkins: a build step of a freestyle job',
    log: [
      '[job] $ /bin/sh -xe /tmp/jenkins1.sh',
      '+ make',
      "Build step 'Execute shell' marked build as failure",
      'Finished: FAILURE',
    ],
    sections: [{ name: 'Execute shell', line: 1, lineEnd: 3, exitStatus: 1 }],
    of: ['Execute shell', 'Execute shell', 'Execute shell', undefined],
  },
  {
    name: 'Buildah',
    log: [
      'STEP 1/2: FROM base',
      'STEP 2/2: RUN make',
      'x',
      'Error: building at STEP "RUN make": while running runtime: exit status 2',
    ],
    sections: [
      { name: 'FROM base', line: 1, lineEnd: 1 },
      { name: 'RUN make', line: 2, lineEnd: 4, exitStatus: 2 },
    ],
    of: ['FROM base', 'RUN make', 'RUN make', 'RUN make'],
  },
  {
    name: 'docker',
    log: ['Step 1/1 : RUN make', 'x', "The command '/bin/sh -c make' returned a non-zero code: 2"],
    sections: [{ name: 'RUN make', line: 1, lineEnd: 3, exitStatus: 2 }],
    of: ['RUN make', 'RUN make', 'RUN make'],
  },
  {
    name: 'BuildKit: lines of parallel steps stay with their own step',
    log: [
      '#5 [a 2/3] RUN make a',
      '#6 [b 2/3] RUN make b',
      '#5 0.1 cc a.c',
      '#6 0.2 cc b.c',
      '#5 ERROR: process "/bin/sh -c make a" did not complete successfully: exit code: 2',
      '#6 CANCELED',
    ],
    sections: [
      { name: '[a 2/3] RUN make a', line: 1, lineEnd: 5, exitStatus: 2 },
      { name: '[b 2/3] RUN make b', line: 2, lineEnd: 6 },
    ],
    of: [
      '[a 2/3] RUN make a',
      '[b 2/3] RUN make b',
      '[a 2/3] RUN make a',
      '[b 2/3] RUN make b',
      '[a 2/3] RUN make a',
      '[b 2/3] RUN make b',
    ],
  },
  {
    name: 'TeamCity blocks',
    log: ["##teamcity[blockOpened name='compile']", 'x', "##teamcity[blockClosed name='compile']"],
    sections: [{ name: 'compile', line: 1, lineEnd: 3 }],
    of: ['compile', 'compile', 'compile'],
  },
  {
    name: 'Buildkite groups',
    log: ['~~~ Preparing', '--- test', 'x', '🚨 Error: The command exited with status 3'],
    sections: [
      { name: 'Preparing', line: 1, lineEnd: 1 },
      { name: 'test', line: 2, lineEnd: 4, exitStatus: 3 },
    ],
    of: ['Preparing', 'test', 'test', 'test'],
  },
  {
    name: 'CircleCI steps',
    log: ['#!/bin/bash -eo pipefail', 'npm test', '1 failing', 'Exited with code exit status 1'],
    sections: [{ name: 'npm test', line: 1, lineEnd: 4, exitStatus: 1 }],
    of: ['npm test', 'npm test', 'npm test', 'npm test'],
  },
];

describe('finds the sections of', () => {
  test.each(rows)('$name', ({ log, sections, of }) => {
    const read = readLogText(log.join('\n'));
    expect(read.sections).toEqual(sections);
    expect(read.lines.map((line) => read.sections[line.section ?? -1]?.name)).toEqual(of);
  });
});

test('ends open sections at the last line, and ignores an end without a beginning', () => {
  const read = readLogText('travis_fold:end:none\ntravis_fold:start:a\nx');
  expect(read.sections).toEqual([{ name: 'a', line: 2, lineEnd: 3 }]);
});
