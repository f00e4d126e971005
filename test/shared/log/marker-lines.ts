import type { DressRow } from './dress-lines.ts';

const ESC = '\u001b';

/** CI markers that stand on one line, and what is left of the line. */
export const markerRows: readonly DressRow[] = [
  {
    name: 'GitHub error',
    input: '##[error]Process failed',
    lines: [{ text: 'Process failed', mark: 'error' }],
  },
  { name: 'GitHub warning', input: '##[warning]old node', lines: [{ text: 'old node', mark: 'warning' }] },
  {
    name: 'GitHub command',
    input: '[command]/usr/bin/git version',
    lines: [{ text: '/usr/bin/git version', mark: 'command' }],
  },
  { name: 'GitHub debug', input: '##[debug]Evaluating', lines: [{ text: 'Evaluating', mark: 'debug' }] },
  {
    name: 'GitHub annotation',
    input: '::error file=src/a.ts,line=3,col=7,title=TS::no such name%0Atry: x%25',
    lines: [{ text: 'src/a.ts:3:7: no such name try: x%', mark: 'error' }],
  },
  {
    name: 'GitHub notice',
    input: '::notice::cache is cold',
    lines: [{ text: 'cache is cold', mark: 'notice' }],
  },
  { name: 'GitHub mask, whose value is a secret', input: '::add-mask::hunter2', lines: [''] },
  {
    name: 'Azure issue',
    input: '##vso[task.logissue type=error;sourcepath=a.cs;linenumber=4]CS1002',
    lines: [{ text: 'a.cs:4: CS1002', mark: 'error' }],
  },
  {
    name: 'Azure result',
    input: '##vso[task.complete result=Failed;]stopped',
    lines: [{ text: 'stopped', mark: 'error' }],
  },
  {
    name: 'Azure variable, whose value may be a secret',
    input: '##vso[task.setvariable variable=k;issecret=true]v',
    lines: [''],
  },
  {
    name: 'TeamCity message',
    input: "##teamcity[message text='it|'s |[bad|]|n now' status='ERROR']",
    lines: [{ text: "it's [bad]  now", mark: 'error' }],
  },
  {
    name: 'TeamCity test',
    input: "##teamcity[testFailed name='adds' message='1 != 2' details='at a.kt:3']",
    lines: [{ text: 'adds 1 != 2 at a.kt:3', mark: 'error' }],
  },
  { name: 'TeamCity bare value', input: "##teamcity[progressMessage 'compiling']", lines: ['compiling'] },
  {
    name: 'TeamCity level',
    input: '[10:00:00]E:\t [Step 1/3] broken',
    lines: [{ text: '[Step 1/3] broken', mark: 'error' }],
  },
  { name: 'Travis fold of a shell without -e', input: 'nltravis_fold:start:cache.2', lines: [''] },
  { name: 'Travis fold before text', input: `travis_fold:end:x\r${ESC}[0KDone`, lines: ['Done'] },
  { name: 'Jenkins pipeline', input: '[Pipeline] sh\n[Pipeline] // stage', lines: ['', ''] },
  {
    name: 'BuildKit',
    input: '#7 [2/3] RUN make\n#7 0.123 cc a.c\n#7 CACHED',
    lines: [
      { text: '[2/3] RUN make', lane: '#7' },
      { text: 'cc a.c', lane: '#7' },
      { text: 'CACHED', lane: '#7' },
    ],
  },
  {
    name: 'Buildkite',
    input: '~~~ Preparing\n--- :npm: test\nok\n^^^ +++',
    lines: ['Preparing', ':npm: test', 'ok', ''],
  },
  { name: 'CRI', input: '2024-01-01T10:00:00.123456789Z stderr F   text', lines: ['  text'] },
  {
    name: "docker's json-file",
    input: '{"log":"\\u001b[31mtext\\n","stream":"stdout","time":"2024-01-01T10:00:00Z"}',
    lines: ['text'],
  },
  { name: 'JSON that is not docker', input: '{"log":"text"}', lines: ['{"log":"text"}'] },
];
