import { spawnSync } from 'node:child_process';

const QUOTED = /(<!-- output: ([^\n]{1,300}) -->\n+```(?:text|console|json)\n)([\s\S]*?)(\n```)/g;

/**
 * A page with the output of its commands as they print it now: each block that follows a comment `output: COMMAND`
 * is run in `folder` by sh, and holds what stood on its standard output.
 */
export function withQuotedOutput(page: string, folder: string): string {
  return page.replace(QUOTED, (_all, before: string, command: string, _old: string, after: string) => {
    const run = spawnSync('sh', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1_048_576,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    if (run.status !== 0) throw new Error(`${command} ended with ${run.status}: ${run.stderr.slice(-500)}`);
    return `${before}${run.stdout.trimEnd()}${after}`;
  });
}
