import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildReportSchema } from '../../../../shared/events/build.ts';
import { root, watchkeeper } from '../../../command.ts';

const failing = [
  '+ npm run build',
  '',
  '> cart@1.4.0 build',
  '> tsc -p .',
  '',
  "src/price.ts(12,9): error TS2322: Type 'string' is not assignable to type 'number'.",
  'npm error Lifecycle script `build` failed with error:',
  'npm error code 2',
  '',
].join('\n');

const passing = [
  '+ npm test',
  '',
  '> cart@1.4.0 test',
  '> vitest run',
  '',
  ' Tests  14 passed (14)',
  '',
].join('\n');

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watchkeeper-triage-'));
  await chmod(folder, 0o755);
  await Promise.all([
    writeFile(at('build.log'), failing),
    writeFile(at('build.log.gz'), gzipSync(failing)),
    writeFile(at('packed'), gzipSync(failing)),
    writeFile(at('passed.log'), passing),
    writeFile(at('empty.log'), ''),
    writeFile(at('damaged.gz'), gzipSync(failing).subarray(0, 60)),
    writeFile(at('picture.log'), Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')),
    writeFile(at('data.log'), Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7) % 31))),
    writeFile(at('utf-16.log'), Buffer.from(`\ufeff${failing}`, 'utf16le')),
    writeFile(at('shut.log'), failing).then(() => chmod(at('shut.log'), 0)),
    mkdir(at('logs')),
    symlink(at('loop.log'), at('loop.log')),
  ]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const documents = (stdout: string): { log: string; report?: unknown; error?: string }[] =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

// What cannot be read, and the sentence about it.
const unreadable = [
  { name: 'missing.log', says: 'there is no such file' },
  { name: 'logs', says: 'is a directory: name the log files in it' },
  { name: 'empty.log', says: 'is empty: there is nothing to triage' },
  { name: 'picture.log', says: 'is a PNG picture, not a log' },
  { name: 'data.log', says: 'is binary data, not a log' },
  { name: 'damaged.gz', says: 'is a damaged gzip file' },
  { name: 'loop.log', says: 'it is a link that leads back to itself' },
  { name: 'build.log/step.log', says: 'a part of the path is a file, not a directory' },
];

describe('watchkeeper triage', () => {
  it('prints why a build failed and exits 0', async () => {
    const { code, stdout, stderr } = await watchkeeper(['triage', at('build.log')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('compile-error');
    expect(stdout).toContain('src/price.ts:12');
    expect(stdout).toContain("6 │ src/price.ts(12,9): error TS2322: Type 'string' is not assignable");
  });

  it('prints one JSON document a log and line, in the order of the logs, also where one cannot be read', async () => {
    const names = ['build.log', ...unreadable.map(({ name }) => name), 'passed.log'].map(at);
    const { code, stdout, stderr } = await watchkeeper(['triage', '--json', ...names]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const all = documents(stdout);
    expect(all.map(({ log }) => log)).toEqual(names);
    expect(all.map((document) => Object.keys(document).join())).toEqual([
      'log,report',
      ...unreadable.map(() => 'log,error'),
      'log,report',
    ]);
    expect(buildReportSchema.parse(all[0]?.report)).toMatchObject({
      category: 'compile-error',
      details: { file: 'src/price.ts', line: 12 },
    });
  });

  it('says of each input that cannot be read why, in one line, and exits 1', async () => {
    const names = unreadable.map(({ name }) => at(name));
    const { code, stdout, stderr } = await watchkeeper(['triage', ...names]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const lines = stderr.split('\n').slice(0, -1);
    expect(lines).toHaveLength(unreadable.length);
    for (const [index, { name, says }] of unreadable.entries()) {
      expect(lines[index]).toMatch(/^watchkeeper: /);
      expect(lines[index]).toContain(at(name));
      expect(lines[index]).toContain(says);
    }
  });

  it('exits 1 and says so for a file that it may not read', async () => {
    // The superuser may read everything, so the process becomes another user once its code is loaded.
    const command = pathToFileURL(join(root, 'shared', 'run', 'commands', 'triage.ts')).href;
    const program = `
      const { triageCommand } = await import(${JSON.stringify(command)});
      if (process.getuid() === 0) process.setuid(65534);
      console.log(await triageCommand([${JSON.stringify(at('shut.log'))}], { json: true }, process));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
    const [document, code] = stdout.trimEnd().split('\n');
    expect(JSON.parse(document ?? '')).toEqual({
      log: at('shut.log'),
      error: `${at('shut.log')}: it may not be read; check its permissions`,
    });
    expect(code).toBe('1');
  });

  it('reads gzip by its content, whatever the file is called, and UTF-16, as it reads the plain text', async () => {
    const names = ['build.log', 'build.log.gz', 'packed', 'utf-16.log'].map(at);
    const { code, stdout } = await watchkeeper(['triage', '--json', ...names]);
    expect(code).toBe(0);
    const [plain, ...others] = stdout
      .split('\n')
      .slice(0, -1)
      .map((line, index) => JSON.parse(line.replaceAll(names[index] ?? '', 'the log')));
    expect(others).toEqual([plain, plain, plain]);
  });

  it.each([
    { kind: 'plain', input: failing },
    { kind: 'gzip', input: gzipSync(failing) },
  ])('reads standard input where the log is "-" ($kind)', async ({ input }) => {
    const { code, stdout } = await watchkeeper(['triage', '--json', '-'], { input });
    expect(code).toBe(0);
    const [document] = documents(stdout);
    expect(document?.log).toBe('-');
    expect(buildReportSchema.parse(document?.report).evidence[0]?.source).toBe('standard input');
  });

  it('says that standard input is empty', async () => {
    const { code, stdout } = await watchkeeper(['triage', '--json', '-']);
    expect(code).toBe(1);
    expect(documents(stdout)).toEqual([
      { log: '-', error: 'standard input is empty: there is nothing to triage' },
    ]);
  });

  it('says that it is unclear what failed in a log that did not fail, and exits 0', async () => {
    const { code, stdout } = await watchkeeper(['triage', at('passed.log')]);
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'Nothing that could be read says why, or that, the build failed',
      'unknown · unclear',
    ]);
  });

  it('names each log above its report where there are several', async () => {
    const { stdout } = await watchkeeper(['triage', at('build.log'), at('passed.log')]);
    expect(stdout.split('\n').filter((line) => line.startsWith('── '))).toEqual([
      `── ${at('build.log')}`,
      `── ${at('passed.log')}`,
    ]);
  });

  it('compares with the log of a build that passed', async () => {
    const noise = Array.from(
      { length: 200 },
      (_, index) => `error: metric ${index} of the build could not be sent: connection refused`,
    );
    const parts = Array.from({ length: 500 }, (_, index) => `checking part ${index}`);
    const log = (...check: string[]) =>
      ['+ ./check', ...check, ...parts, '+ ./send', ...noise, ''].join('\n');
    await writeFile(at('noisy.log'), log('checking the answer', 'the answer is 41, it was 42'));
    await writeFile(at('noisy-passed.log'), log('checking the answer'));
    const cited = async (...args: string[]) => {
      const { code, stdout } = await watchkeeper(['triage', '--json', ...args, at('noisy.log')]);
      expect(code).toBe(0);
      return buildReportSchema.parse(documents(stdout)[0]?.report).evidence.map(({ text }) => text);
    };
    const [alone, compared, sameOption] = await Promise.all([
      cited(),
      cited('--passed', at('noisy-passed.log')),
      cited('--passing', at('noisy-passed.log')),
    ]);
    expect(alone.join()).not.toContain('the answer is 41');
    expect(compared.join()).toContain('the answer is 41');
    expect(sameOption).toEqual(compared);
  });

  it('goes on without a log of a passed build that cannot be read, and exits 1', async () => {
    const { code, stdout, stderr } = await watchkeeper([
      'triage',
      '--passed',
      at('missing.log'),
      at('build.log'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `watchkeeper: --passed: ${at('missing.log')}: there is no such file; going on without it\n`,
    );
    expect(stdout).toContain('compile-error');
  });

  it('prints no colours where standard output is no terminal', async () => {
    const { stdout } = await watchkeeper(['triage', at('build.log')], { env: { TERM: 'xterm-256color' } });
    expect(stdout).not.toContain('\u001b');
  });

  it('ends quietly when its reader stops reading', async () => {
    const program = join(root, 'bin', 'watchkeeper.js');
    const many = Array.from({ length: 40 }, () => `'${at('build.log')}'`).join(' ');
    const { stdout, stderr } = await promisify(execFile)('sh', [
      '-c',
      `'${process.execPath}' '${program}' triage ${many} | head -n 1`,
    ]);
    expect({ stdout, stderr }).toEqual({ stdout: `── ${at('build.log')}\n`, stderr: '' });
  });
});
