import type { LogLine } from '../../../shared/log/log.ts';

const ESC = '\u001b';
const BEL = '\u0007';

/** One input and the lines that are left of it: a text, or a text with what its marker said. */
export interface DressRow {
  readonly name: string;
  readonly input: string;
  readonly lines: readonly (string | Partial<LogLine>)[];
}

/** What a terminal does with a line. */
export const terminalRows: readonly DressRow[] = [
  { name: 'colours', input: `${ESC}[31;1mred${ESC}[0m ${ESC}[38;5;12mblue${ESC}[m`, lines: ['red blue'] },
  { name: 'eight-bit CSI', input: '\u009b31mred', lines: ['red'] },
  { name: 'cursor and erase', input: `${ESC}[2K${ESC}[1A${ESC}[?25lready${ESC}[K`, lines: ['ready'] },
  { name: 'charset and keypad', input: `${ESC}(B${ESC}=${ESC}7plain`, lines: ['plain'] },
  {
    name: 'a link by OSC 8, ended by ST',
    input: `see ${ESC}]8;;https://ci.example/1${ESC}\\job 1${ESC}]8;;${ESC}\\ now`,
    lines: ['see job 1 now'],
  },
  {
    name: 'a link by OSC 8, ended by BEL',
    input: `${ESC}]8;;https://ci.example/1${BEL}job 1${ESC}]8;;${BEL}`,
    lines: ['job 1'],
  },
  { name: 'a window title', input: `${ESC}]0;building${BEL}go`, lines: ['go'] },
  { name: 'a link that never ends', input: `${ESC}]8;;https://x y`, lines: ['8;;https://x y'] },
  { name: 'an ESC alone', input: `a${ESC}\u0001b`, lines: ['ab'] },
  { name: "Jenkins' hidden notes", input: `${ESC}[8mha:////4AbC+/=${ESC}[0m+ make`, lines: ['+ make'] },
  { name: 'CR LF', input: 'one\r\ntwo\r\n', lines: ['one', 'two'] },
  { name: 'a progress bar', input: ' 10%\r 50%\r100% done', lines: ['100% done'] },
  { name: 'a progress bar by column', input: `10%${ESC}[1G50%${ESC}[G100%`, lines: ['100%'] },
  {
    name: 'an error overwritten by blanks',
    input: 'Error: no disk\r              \r',
    lines: ['Error: no disk'],
  },
  {
    name: 'an error overwritten by a progress bar',
    input: 'Error: no disk\r[####    ] 50%',
    lines: ['Error: no disk [####    ] 50%'],
  },
  { name: 'a spinner', input: 'wait |\b/\b-\bok', lines: ['wait ok'] },
  { name: 'text wiped by backspaces', input: '12%\b\b\b   \b\b\b', lines: [''] },
  { name: 'more backspaces than text', input: 'a\b\b\bxy', lines: ['xy'] },
  { name: 'blanks at the end', input: 'text \t ', lines: ['text'] },
];

/** Timestamps; what is indented stays so. */
export const timestampRows: readonly DressRow[] = [
  { name: 'GitHub', input: '2024-01-01T10:00:00.1234567Z   indented', lines: ['  indented'] },
  { name: 'GitHub, nothing behind it', input: '2024-01-01T10:00:00.1234567Z', lines: [''] },
  { name: 'ISO with zone', input: '2024-01-01T10:00:00+02:00 text', lines: ['text'] },
  { name: 'ISO with a short zone', input: '2024-01-01T10:00:00-07 text', lines: ['text'] },
  { name: 'ISO without zone', input: '2024-01-01 10:00:00 text', lines: ['text'] },
  { name: 'log4j', input: '2024-01-01 10:00:00,123 ERROR [main] text', lines: ['ERROR [main] text'] },
  {
    name: 'Python logging',
    input: '2024-01-01 10:00:00,123 - app.db - ERROR - text',
    lines: ['app.db - ERROR - text'],
  },
  { name: 'a named zone', input: '2024-01-01 10:00:00 UTC text', lines: ['text'] },
  { name: 'a word that is no zone', input: '2024-01-01 10:00:00 ESTIMATE 3', lines: ['ESTIMATE 3'] },
  { name: 'Go log', input: '2024/01/01 10:00:00 text', lines: ['text'] },
  { name: 'day first', input: '31.12.2024 10:00:00 text', lines: ['text'] },
  { name: 'American', input: '12/31/2024 10:00:00 PM text', lines: ['text'] },
  { name: 'compact', input: '20240101T100000 text', lines: ['text'] },
  { name: 'clock', input: '10:00:00.123 [main] text', lines: ['[main] text'] },
  { name: 'clock with AM', input: '10:00:00 AM text', lines: ['text'] },
  { name: 'clock in brackets', input: '[10:00:00] text', lines: ['text'] },
  { name: 'clock in parentheses', input: '(10:00:00) ERROR: text', lines: ['ERROR: text'] },
  { name: 'Jenkins timestamper', input: '[2024-01-01T10:00:00.123Z] + make', lines: ['+ make'] },
  { name: 'brackets upon brackets', input: '[2024-01-01 10:00:00][ERROR] text', lines: ['[ERROR] text'] },
  { name: 'env_logger', input: '[2024-01-01T10:00:00Z ERROR app::db] text', lines: ['[ERROR app::db] text'] },
  { name: 'kernel', input: '[   12.345678] oom-kill: text', lines: ['oom-kill: text'] },
  { name: 'syslog', input: 'Jan  2 03:04:05 host app[12]: text', lines: ['host app[12]: text'] },
  { name: 'java.util.logging', input: 'Jan 02, 2024 3:04:05 PM com.x.Y run', lines: ['com.x.Y run'] },
  { name: 'date of a mail', input: 'Tue, 02 Jan 2024 03:04:05 GMT text', lines: ['text'] },
  {
    name: 'klog',
    input: 'E0102 03:04:05.000006      12 sync.go:34] text',
    lines: ['E sync.go:34] text'],
  },
  { name: 'logfmt', input: 'time="2024-01-01T10:00:00Z" level=error msg=x', lines: ['level=error msg=x'] },
  {
    name: 'a padded level',
    input: '2024-01-01 10:00:00.123  INFO 12 --- [main] text',
    lines: ['INFO 12 --- [main] text'],
  },
  {
    name: "Ruby's logger",
    input: 'E, [2024-01-01T10:00:00.123456 #12] ERROR -- : text',
    lines: ['ERROR -- : text'],
  },
  {
    name: 'Chromium',
    input: '[12:0131/100000.123456:ERROR:bus.cc(3)] text',
    lines: ['[ERROR:bus.cc(3)] text'],
  },
  { name: 'wget', input: '--2024-01-01 10:00:00--  https://a.example/b', lines: ['https://a.example/b'] },
  { name: 'two of them', input: '2024-01-01T10:00:00.1234567Z [10:00:00] text', lines: ['text'] },
  { name: 'coloured', input: `${ESC}[90m10:00:00${ESC}[0m text`, lines: ['text'] },
];

/** What only looks like dress. */
export const undressedRows: readonly DressRow[] = [
  {
    name: 'what `date` printed',
    input: 'Mon Mar 25 16:43:24 UTC 2019',
    lines: ['Mon Mar 25 16:43:24 UTC 2019'],
  },
  {
    name: 'what `date` prints elsewhere',
    input: 'Mon 25 Mar 2019 04:43:24 PM UTC',
    lines: ['Mon 25 Mar 2019 04:43:24 PM UTC'],
  },
  { name: 'a date without a time', input: '2024-01-01 release', lines: ['2024-01-01 release'] },
  { name: 'a file and a place', input: '12:34: error: text', lines: ['12:34: error: text'] },
  { name: 'two numbers', input: '12345678 123456 text', lines: ['12345678 123456 text'] },
  { name: 'a version', input: '1.2.3 released', lines: ['1.2.3 released'] },
  {
    name: "Maven's levels",
    input: '[INFO] a\n[ERROR] b\n[INFO] c\n[ERROR] d',
    lines: ['[INFO] a', '[ERROR] b', '[INFO] c', '[ERROR] d'],
  },
  {
    name: "sbt's levels",
    input: '[info] a\n[error] b\n[info] c\n[error] d',
    lines: ['[info] a', '[error] b', '[info] c', '[error] d'],
  },
  {
    name: 'progress in brackets',
    input: '[1/3] a\n[2/3] b\n[1/3] c\n[2/3] d',
    lines: ['[1/3] a', '[2/3] b', '[1/3] c', '[2/3] d'],
  },
  {
    name: 'a PHP stack trace',
    input: '#0 [internal function]: run()\n#1 /a.php(3): go()',
    lines: ['#0 [internal function]: run()', '#1 /a.php(3): go()'],
  },
  { name: 'a sanitizer stack trace', input: '#0 0x4a in main a.c:3', lines: ['#0 0x4a in main a.c:3'] },
  { name: 'a diff', input: '--- a/x.c\n+++ b/x.c', lines: ['--- a/x.c', '+++ b/x.c'] },
  { name: 'a heading', input: '## [1.2.0] - 2024', lines: ['## [1.2.0] - 2024'] },
  { name: 'a namespace', input: '::std::move', lines: ['::std::move'] },
];
