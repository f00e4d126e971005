import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionNames, functionsFolder, loadFunction } from '../../../shared/run/registry.ts';

const names = functionNames();

/** The vendor that a function may bring along. */
const VENDOR: Readonly<Record<string, string>> = {
  'slack-sink': 'node_modules/@slack/',
  'jira-sink': 'node_modules/jira.js/',
};

/** The modules that come with the function `name`, by their path below the repository. */
async function modulesOf(name: string): Promise<string[]> {
  const script = join(import.meta.dirname, 'loaded-modules.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, name], {
    maxBuffer: 16 * 1_048_576,
  });
  const root = pathToFileURL(join(functionsFolder, '..')).href;
  return (JSON.parse(stdout) as string[])
    .filter((url) => url.startsWith(`${root}/`))
    .map((url) => url.slice(root.length + 1));
}

describe('the functions of this repository', () => {
  it.each(names)('%s is a definition of that name', async (name) => {
    expect(await loadFunction(name)).toMatchObject({
      name,
      kind: expect.stringMatching(/^(?:function|intake)$/),
    });
  });

  it.each(names)(
    '%s brings no other function’s code into its process, and no vendor of another',
    async (name) => {
      const modules = await modulesOf(name);
      expect(modules).toContain(`functions/${name}/function.ts`);
      const foreign = modules.filter(
        (path) => path.startsWith('functions/') && !path.startsWith(`functions/${name}/`),
      );
      expect(foreign).toEqual([]);
      const vendors = modules.filter((path) =>
        /^node_modules\/(?:@slack|jira\.js|fastify|commander)\//.test(path),
      );
      expect(vendors.filter((path) => !path.startsWith(VENDOR[name] ?? 'none'))).toEqual([]);
    },
  );
});

describe('a folder of functions', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'functions-'));
    const write = async (name: string, text: string) => {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'function.ts'), text);
    };
    await write('right', "export default { kind: 'function', name: 'right' };");
    await write('misnamed', "export default { kind: 'function', name: 'other' };");
    await write('empty', 'export const x = 1;');
    await mkdir(join(folder, 'no-function'));
    await writeFile(join(folder, 'README.md'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('has the names of those that hold a function.ts, in order', () => {
    expect(functionNames(folder)).toEqual(['empty', 'misnamed', 'right']);
  });

  it.each([
    { name: 'wrong', says: 'there is no function wrong; there are: empty, misnamed, right' },
    { name: '../right', says: 'there is no function ../right; there are: ' },
    {
      name: 'misnamed',
      says: 'functions/misnamed/function.ts names itself other; folder and name have to agree',
    },
    {
      name: 'empty',
      says: 'functions/empty/function.ts has no default export made by defineFunction or defineIntake',
    },
  ])('says what is wrong with $name', async ({ name, says }) => {
    await expect(loadFunction(name, folder)).rejects.toThrow(says);
  });

  it('loads one by its name', async () => {
    expect(await loadFunction('right', folder)).toEqual({ kind: 'function', name: 'right' });
  });
});
