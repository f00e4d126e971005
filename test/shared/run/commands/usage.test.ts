import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, watchkeeper } from '../../../command.ts';

describe('watchkeeper', () => {
  it.each([
    { command: [], says: ['triage', 'dev', 'send', 'run', 'serve'] },
    { command: ['triage'], says: ['--passed', '--json', '.gz'] },
    { command: ['dev'], says: ['--port', '--host', '--no-reload'] },
    { command: ['send'], says: ['--to'] },
    { command: ['run'], says: ['--event'] },
    { command: ['serve'], says: ['WATCHKEEPER_FUNCTION'] },
  ])('explains itself with $command --help', async ({ command, says }) => {
    const { code, stdout, stderr } = await watchkeeper([...command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: ${['watchkeeper', ...command].join(' ')} `);
    for (const word of says) expect(stdout).toContain(word);
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await watchkeeper(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    { why: 'no command', args: [], says: 'Usage: watchkeeper' },
    { why: 'a command that is not there', args: ['trige'], says: 'Did you mean triage?' },
    { why: 'no log', args: ['triage'], says: "missing required argument 'log'" },
    { why: 'an option that is not there', args: ['triage', '--jsn', 'a.log'], says: 'Did you mean --json?' },
    { why: 'no event', args: ['run', 'dead-letters'], says: "required option '--event <file>'" },
    { why: 'no file to send', args: ['send'], says: "missing required argument 'file'" },
    { why: 'no function to serve', args: ['serve'], says: 'WATCHKEEPER_FUNCTION' },
    { why: 'two functions to serve', args: ['serve', 'one', 'two'], says: 'too many arguments' },
    { why: 'a port that is a word', args: ['dev', '--port', 'http'], says: 'a number from 0 to 65535' },
    { why: 'a port too high', args: ['dev', '--port', '65536'], says: 'a number from 0 to 65535' },
    { why: 'an empty port', args: ['dev', '--port', ''], says: 'a number from 0 to 65535' },
    {
      why: 'a broker that is no URL',
      args: ['send', '--to', 'broker', 'x.json'],
      says: 'such as http://127.0.0.1:8080/',
    },
    {
      why: 'a broker that is not reached by HTTP',
      args: ['send', '--to', 'ftp://127.0.0.1/', 'x.json'],
      says: 'such as http://127.0.0.1:8080/',
    },
  ])('exits 2 and says what to do for $why', async ({ args, says }) => {
    const { code, stdout, stderr } = await watchkeeper(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
  });

  it('does not repeat the password of a URL that it refuses', async () => {
    const { code, stderr } = await watchkeeper([
      'send',
      '--to',
      'http://me:open-sesame@127.0.0.1/',
      'x.json',
    ]);
    expect(code).toBe(2);
    expect(stderr).not.toContain('open-sesame');
  });

  it('goes on in the Node that the clone brought where the one it was started by is too old', async () => {
    const help = await watchkeeper(['triage', '--help'], { oldNode: true });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('Usage: watchkeeper triage');
    expect(await watchkeeper(['trige'], { oldNode: true })).toMatchObject({ code: 2, stdout: '' });
  });

  it('says what to install where there is no Node that will do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-no-node-'));
    await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
    const { code, stderr } = await watchkeeper(['--help'], { folder, oldNode: true });
    await rm(folder, { recursive: true });
    expect(code).toBe(1);
    expect(stderr).toContain('needs Node 24 or newer');
    expect(stderr).toContain('npm ci');
  });
});
